/**
 * Money is an integer number of micro-USD (1 USD = 1,000,000) wherever it crosses a boundary. A `number` holds
 * nine billion dollars of them exactly. The unit stands in the name: `costMicros`.
 */

import { groupedDigits } from './groupedDigits.js';

/** Where an amount comes from. Amounts of different bases are never added without saying so. */
export type SpendBasis =
	/** Tokens × public price (for a subscription: API-equivalent value, not spend). */
	| 'list'
	/** Claude Code's own figure. */
	| 'client'
	/** The vendor's report. */
	| 'billed';

const microsPerDollar = 1_000_000;

/** Micro-USD nearest to an amount in dollars, halves away from zero. */
export function microsOfDollars(dollars: number): number {
	return Math.sign(dollars) * Math.round(Math.abs(dollars) * microsPerDollar);
}

/**
 * Splits a total over weights into integers that sum to it exactly (largest remainder; ties go to the earlier
 * part, so the result is deterministic). All-zero weights split equally; no weights give no parts.
 */
export function splitMicros(totalMicros: number, weights: readonly number[]): number[] {
	if (weights.length === 0) return [];
	const usable = weights.map((weight) => (Number.isFinite(weight) && weight > 0 ? weight : 0));
	const sum = usable.reduce((left, right) => left + right, 0);
	const shares = sum > 0 ? usable.map((weight) => weight / sum) : usable.map(() => 1 / usable.length);
	const sign = Math.sign(totalMicros);
	const total = Math.abs(totalMicros);
	const exact = shares.map((share) => total * share);
	const parts = exact.map(Math.floor);
	let left = total - parts.reduce((sumSoFar, part) => sumSoFar + part, 0);
	const order = exact
		.map((value, index) => ({ index, rest: value - Math.floor(value) }))
		.sort((one, two) => two.rest - one.rest || one.index - two.index);
	// Rounding of the shares can leave the floors a few units high on huge totals: take those back too.
	for (let step = 0; left !== 0; step = (step + 1) % order.length) {
		const target = order[step]?.index ?? 0;
		const change = left > 0 ? 1 : -1;
		if (change < 0 && (parts[target] ?? 0) === 0) continue;
		parts[target] = (parts[target] ?? 0) + change;
		left -= change;
	}
	return parts.map((part) => (part === 0 ? 0 : part * sign));
}

const microsPerCent = microsPerDollar / 100;

/** Both round halves up, as on a bill. */
const inWholeDollars = (size: number): string => groupedDigits(Math.round(size / microsPerDollar));
function inCents(size: number): string {
	const cents = Math.round(size / microsPerCent);
	return `${groupedDigits(Math.floor(cents / 100))}.${String(cents % 100).padStart(2, '0')}`;
}

/**
 * Dollars for people: `$1,234.56`; amounts under one cent but not zero as `<$0.01`. `null` is `–`, unknown, never
 * zero. With `whole`, cents are dropped from 100 dollars on, for the status bar.
 */
export function formatUsd(micros: number | null, style: 'cents' | 'whole' = 'cents'): string {
	if (micros === null) return '–';
	const sign = micros < 0 ? '−' : '';
	const size = Math.abs(micros);
	if (size > 0 && size < 5000) return `${sign}<$0.01`;
	const isWhole = style === 'whole' && size >= 100 * microsPerDollar;
	return `${sign}$${isWhole ? inWholeDollars(size) : inCents(size)}`;
}

/** Like `formatUsd`, for any currency: `$314.02`, `€314.02`, `CHF 314.02`. Micros are of the currency's main unit. */
export function formatMoney(
	micros: number | null,
	currency: string,
	style: 'cents' | 'whole' = 'cents',
): string {
	if (currency === 'USD' || micros === null) return formatUsd(micros, style);
	const sign = micros < 0 ? '−' : '';
	const size = Math.abs(micros);
	const isWhole = style === 'whole' && size >= 100 * microsPerDollar;
	const text = (size / microsPerDollar).toLocaleString('en-US', {
		style: 'currency',
		currency,
		...(isWhole ? { minimumFractionDigits: 0, maximumFractionDigits: 0 } : {}),
	});
	return `${sign}${text}`;
}
