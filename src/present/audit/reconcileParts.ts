import { formatMoney } from '../../core/money.js';
import type { InvoiceCheck, ReconciledDay } from '../../core/organization/reconcile.js';
import { plainText } from '../plainText.js';
import { daysOf, type AuditView, type Part } from './view.js';

function dayLine(day: ReconciledDay): string {
	const usd = (micros: number | null): string => formatMoney(micros, 'USD');
	const report = day.reportMicros === null ? '' : `, report ${usd(day.reportMicros)}`;
	const gap = day.gapMicros === null ? '' : `, gap ${usd(day.gapMicros)}`;
	const why = day.explanations.length === 0 ? '' : ` – ${day.explanations.join('; ')}`;
	return (
		`${day.day}  ${plainText(day.person)}: list ${usd(day.listMicros)}, client ${usd(day.clientMicros)}, ` +
		`billed ${formatMoney(day.billedMicros, day.currency)}${report}${gap}${why}`
	);
}

function invoiceLine(one: InvoiceCheck): string {
	const money = (micros: number | null): string => formatMoney(micros, one.currency);
	const off = one.differenceMicros === null ? '' : `, difference ${money(one.differenceMicros)}`;
	return `${one.month}: invoice ${money(one.amountMicros)}, billed ${money(one.billedMicros)}${off} – ${one.why}`;
}

/** List, client and billed side by side, and invoices; every day is shown, for this is what was asked for. */
export function reconcileParts(view: AuditView): Part[] {
	const days = daysOf(view);
	const parts: Part[] = [];
	if (days.length > 0) {
		const title = 'List, client and billed by person and day (Claude Code)';
		parts.push({ title, lines: days.map(dayLine) });
	}
	if (view.invoices.length > 0) parts.push({ title: 'Invoices', lines: view.invoices.map(invoiceLine) });
	return parts;
}
