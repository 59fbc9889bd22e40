import { formatUsd } from '../../core/money.js';

/** Cents as printed; an amount under one cent is printed as less than one. */
function printedCents(micros: number): number {
	const text = formatUsd(micros);
	return text.includes('<') ? 0 : Math.sign(micros) * Number(text.replace(/\D/g, ''));
}

const sumOf = (parts: readonly number[]): number => parts.reduce((sum, part) => sum + part, 0);

/**
 * What to say where amounts, each printed to the cent, seem to miss their total though the micro-dollars do not; empty
 * where the printed ones add up as well, or the parts are not the whole. Null: a part without a known amount.
 */
export function roundingNote(parts: readonly (number | null)[], totalMicros: number | null): string {
	const known = parts.filter((micros) => micros !== null);
	if (totalMicros === null || sumOf(known) !== totalMicros) return '';
	return sumOf(known.map(printedCents)) === printedCents(totalMicros)
		? ''
		: 'Each amount is rounded by itself; unrounded (--format csv) they add up exactly.';
}

/** The sentences that say something, as one note. */
export const joinedNotes = (...notes: readonly string[]): string =>
	notes.filter((note) => note !== '').join(' ');
