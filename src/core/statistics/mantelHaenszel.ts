import { z95, type Interval } from './interval.js';

/** Events and sample sizes of both arms in one stratum. */
export interface ProportionStratum {
	readonly events1: number;
	readonly n1: number;
	readonly events2: number;
	readonly n2: number;
}

/**
 * Mantel–Haenszel pooled risk difference, first minus second, with Sato's variance, which holds both for few large
 * and for many sparse strata. Strata without both arms carry no comparison and are left out; null when none is left.
 * Sources: Greenland & Robins, Biometrics 41 (1985) 55–68; Sato, Biometrics 45 (1989) 1323–1324.
 */
export function mantelHaenszel(strata: readonly ProportionStratum[]): Interval | null {
	let numerator = 0;
	let weights = 0;
	let p = 0;
	let q = 0;
	for (const { events1, n1, events2, n2 } of strata) {
		if (n1 <= 0 || n2 <= 0) continue;
		const n = n1 + n2;
		numerator += (events1 * n2 - events2 * n1) / n;
		weights += (n1 * n2) / n;
		p += (n1 * n1 * events2 - n2 * n2 * events1 + (n1 * n2 * (n2 - n1)) / 2) / (n * n);
		q += (events1 * (n2 - events2) + events2 * (n1 - events1)) / (2 * n);
	}
	if (weights === 0) return null;
	const value = numerator / weights;
	const half = z95 * Math.sqrt(Math.max(0, value * p + q) / (weights * weights));
	return { value, low: Math.max(-1, value - half), high: Math.min(1, value + half) };
}
