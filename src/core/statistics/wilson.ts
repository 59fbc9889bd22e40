import { z95, type Interval } from './interval.js';

/**
 * Wilson score interval of a proportion. Formula: (p + z²/2n ± z·√(p(1−p)/n + z²/4n²)) ÷ (1 + z²/n).
 * Null for n = 0: an empty population has no rate. Source: Wilson, JASA 22 (1927) 209–212.
 */
export function wilson(events: number, n: number, z: number = z95): Interval | null {
	if (n <= 0) return null;
	const value = events / n;
	const square = z * z;
	const scale = 1 + square / n;
	const centre = (value + square / (2 * n)) / scale;
	const half = (z * Math.sqrt((value * (1 - value)) / n + square / (4 * n * n))) / scale;
	return {
		value,
		low: events === 0 ? 0 : Math.max(0, centre - half),
		high: events === n ? 1 : Math.min(1, centre + half),
	};
}
