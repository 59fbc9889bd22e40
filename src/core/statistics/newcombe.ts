import type { Interval } from './interval.js';
import { wilson } from './wilson.js';

/**
 * Difference of two independent proportions, first minus second, with Newcombe's hybrid score interval (his method
 * 10, without continuity correction). Null when either sample is empty. Source: Newcombe, Statistics in Medicine 17
 * (1998) 873–890.
 */
export function newcombe(events1: number, n1: number, events2: number, n2: number): Interval | null {
	const one = wilson(events1, n1);
	const two = wilson(events2, n2);
	if (one === null || two === null) return null;
	const value = one.value - two.value;
	return {
		value,
		low: value - Math.hypot(one.value - one.low, two.high - two.value),
		high: value + Math.hypot(one.high - one.value, two.value - two.low),
	};
}
