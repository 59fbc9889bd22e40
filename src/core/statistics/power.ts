import { z80, z95 } from './interval.js';

/**
 * Sample size an arm needs to find a difference between two proportions, two-sided 5 %, power 80 %, equal arms.
 * Formula: (z₀.₉₇₅·√(2p̄q̄) + z₀.₈·√(p₁q₁ + p₂q₂))² ÷ (p₁ − p₂)². Infinity when the proportions are equal.
 * Source: Fleiss, Levin & Paik, Statistical Methods for Rates and Proportions (3rd ed. 2003), eq. 4.14.
 */
export function sampleSizePerArm(p1: number, p2: number): number {
	const mean = (p1 + p2) / 2;
	const root = z95 * Math.sqrt(2 * mean * (1 - mean)) + z80 * Math.sqrt(p1 * (1 - p1) + p2 * (1 - p2));
	return (root / (p1 - p2)) ** 2;
}

/**
 * Smallest difference that a comparison with this 95 % interval would show with 80 % power: (z₀.₉₇₅ + z₀.₈) × its
 * standard error, which is the interval's half width ÷ z₀.₉₇₅ (2.8 standard errors). Source: Bloom, Evaluation Review
 * 19 (1995) 547–556. Null without an interval.
 */
export function minimumDetectableEffect(low: number | null, high: number | null): number | null {
	return low === null || high === null ? null : (((high - low) / 2) * (z95 + z80)) / z95;
}

/**
 * Smallest rise over a base rate that arms of these sizes would show with 80 % power (5 % two-sided). Unequal arms
 * count as equal ones of their harmonic mean. Null when even a rise to 100 % would not show.
 */
export function minimumDetectableRise(base: number, n1: number, n2: number): number | null {
	if (n1 <= 0 || n2 <= 0) return null;
	const perArm = 2 / (1 / n1 + 1 / n2);
	if (base >= 1 || sampleSizePerArm(base, 1) > perArm) return null;
	let low = 0;
	let high = 1 - base;
	for (let step = 0; step < 60; step += 1) {
		const rise = (low + high) / 2;
		if (sampleSizePerArm(base, base + rise) > perArm) low = rise;
		else high = rise;
	}
	return high;
}
