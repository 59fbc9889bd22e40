import { readFile } from 'node:fs/promises';
import { parse } from 'csv-parse/sync';
import { z } from 'zod';
import { microsOfMinorUnits } from '../../core/budget/minorUnits.js';
import { messageOf, OutlayError } from '../../core/errors.js';
import type { InvoiceTotal } from '../../core/organization/reconcile.js';

const rowSchema = z.object({
	month: z.string().regex(/^\d{4}-(?:0[1-9]|1[0-2])$/, 'write a month as 2026-11'),
	amount: z
		.string()
		.refine(
			(text) => microsOfMinorUnits(text, 0) !== null,
			'write an amount as 1234.56, without signs or commas',
		),
	currency: z
		.string()
		.regex(/^[A-Z]{3}$/, 'write a currency as USD')
		.default('USD'),
});

/** Invoice totals from CSV text with the columns `month`, `amount` (main units) and optionally `currency`. */
export function parseInvoices(text: string, file: string): InvoiceTotal[] {
	const wrong = (what: string, cause?: unknown): OutlayError =>
		new OutlayError('usage', `${file}: ${what}`, {
			hint: 'The first line names the columns: month,amount,currency.',
			cause,
		});
	let rows: unknown[];
	try {
		rows = parse(text, { columns: true, bom: true, trim: true, skip_empty_lines: true });
	} catch (cause) {
		throw wrong(messageOf(cause), cause);
	}
	return rows.map((row, index) => {
		const parsed = rowSchema.safeParse(row);
		if (!parsed.success) {
			const issue = parsed.error.issues[0];
			throw wrong(`line ${index + 2}, ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'invalid'}`);
		}
		const { month, amount, currency } = parsed.data;
		return { month, amountMicros: microsOfMinorUnits(amount, 0) ?? 0, currency };
	});
}

/** Reads a file of invoice totals. */
export async function readInvoices(file: string): Promise<InvoiceTotal[]> {
	try {
		return parseInvoices(await readFile(file, 'utf8'), file);
	} catch (cause) {
		if (OutlayError.is(cause)) throw cause;
		throw new OutlayError('environment', `Could not read ${file}: ${messageOf(cause)}`, { cause });
	}
}
