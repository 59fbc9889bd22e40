import type { Report } from './model.js';

/** Months of the period, as the arms' own monthly figures took it; 1 where neither arm has one. */
export function monthsOf({ ai, none }: Report['arms']): number {
	const known = [ai, none]
		.map((arm) => arm.mergedPrsPerDeveloper)
		.find(({ value }) => value !== null && value > 0);
	return known?.value == null || known.perMonth == null || known.perMonth === 0
		? 1
		: known.value / known.perMonth;
}
