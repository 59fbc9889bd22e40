import { readFile } from 'node:fs/promises';
import writeFileAtomic from 'write-file-atomic';
import { z } from 'zod';
import { OutlayError } from '../core/errors.js';
import { isMissing } from './fileErrors.js';
import type { LedgerPaths } from './ledgerPaths.js';

/** How a ledger keeps its rows; the same for everybody who uses the folder. */
export interface LedgerSettings {
	/** Calls older than this are rolled up to quarter hours; null keeps every call for ever. */
	readonly rollUpAfterDays: number | null;
}

/** Thirteen months: every month can be compared with the same one a year before, call by call. */
export const defaultLedgerSettings: LedgerSettings = { rollUpAfterDays: 400 };

/** Younger calls are still written to: transcripts are read again for a month. */
const leastDays = 60;

const shape = z.strictObject({ rollUpAfterDays: z.number().int().min(leastDays).nullable() });

/** The settings of a ledger, or the defaults. */
export async function readLedgerSettings(paths: LedgerPaths): Promise<LedgerSettings> {
	try {
		return shape.parse(JSON.parse(await readFile(paths.settings, 'utf8')));
	} catch (error) {
		if (isMissing(error)) return defaultLedgerSettings;
		throw new OutlayError('environment', `${paths.settings} cannot be understood.`, {
			hint: 'Set it again with: outlay ledger retain --roll-up-after <days>',
			cause: error,
		});
	}
}

/** Changes the settings of a ledger. Throws a `usage` error for less than sixty days. */
export async function writeLedgerSettings(paths: LedgerPaths, settings: LedgerSettings): Promise<void> {
	const parsed = shape.safeParse(settings);
	if (!parsed.success) {
		throw new OutlayError('usage', `Calls are kept one by one for at least ${leastDays} days.`);
	}
	await writeFileAtomic(paths.settings, `${JSON.stringify(parsed.data)}\n`, { mode: 0o600 });
}
