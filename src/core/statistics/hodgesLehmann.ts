import { z95, type Interval } from './interval.js';

/** Two samples that are compared with each other only. */
export interface Stratum {
	readonly one: readonly number[];
	readonly two: readonly number[];
}

interface SortedStratum {
	readonly one: Float64Array;
	readonly two: Float64Array;
	/** Van Elteren's weight 1 ÷ (m + n + 1): the locally most powerful for a common shift. */
	readonly weight: number;
}

/** Pairs (a of `one`, b of `two`) with a − b at most `shift`: one pass over both sorted samples. */
function pairsUpTo({ one, two }: SortedStratum, shift: number): number {
	let count = 0;
	let reached = 0;
	let next = 0;
	// By place: this runs millions of times, mostly before the engine has made an iterator cheap.
	while (next < two.length) {
		const b = two[next] ?? 0;
		while (reached < one.length && (one[reached] ?? 0) - b <= shift) reached += 1;
		count += reached;
		next += 1;
	}
	return count;
}

/** Largest pair difference that is at most `shift`, over all strata. */
function differenceUpTo(strata: readonly SortedStratum[], shift: number): number {
	let largest = -Infinity;
	for (const { one, two } of strata) {
		let reached = 0;
		for (const b of two) {
			while (reached < one.length && (one[reached] ?? 0) - b <= shift) reached += 1;
			if (reached > 0) largest = Math.max(largest, (one[reached - 1] ?? 0) - b);
		}
	}
	return largest;
}

/** Smallest pair difference at which the weighted count of pairs reaches `target`. */
function shiftReaching(strata: readonly SortedStratum[], target: number, from: number, to: number): number {
	let low = from;
	let high = to;
	const precision = (to - from) * 1e-13;
	while (high - low > precision) {
		const middle = low + (high - low) / 2;
		if (middle <= low || middle >= high) break;
		const reached = strata.reduce((sum, stratum) => sum + stratum.weight * pairsUpTo(stratum, middle), 0);
		if (reached >= target) high = middle;
		else low = middle;
	}
	return differenceUpTo(strata, high);
}

/**
 * Stratified Hodges–Lehmann shift, first sample minus second: the median of all within-stratum pair differences with
 * van Elteren weights, and the interval that inverts van Elteren's test (normal approximation). One stratum gives the
 * ordinary two-sample estimate with the Mann–Whitney interval. Null when no stratum has both samples.
 * Sources: Hodges & Lehmann, Ann. Math. Stat. 34 (1963) 598–611; van Elteren, Bull. ISI 37 (1960) 351–361.
 */
export function stratifiedHodgesLehmann(strata: readonly Stratum[]): Interval | null {
	const sorted = strata
		.filter(({ one, two }) => one.length > 0 && two.length > 0)
		.map(({ one, two }) => ({
			one: Float64Array.from(one).sort(),
			two: Float64Array.from(two).sort(),
			weight: 1 / (one.length + two.length + 1),
		}));
	if (sorted.length === 0) return null;
	let pairs = 0;
	let variance = 0;
	let from = Infinity;
	let to = -Infinity;
	for (const { one, two, weight } of sorted) {
		const m = one.length;
		const n = two.length;
		pairs += weight * m * n;
		variance += (weight * weight * m * n * (m + n + 1)) / 12;
		from = Math.min(from, (one[0] ?? 0) - (two[n - 1] ?? 0));
		to = Math.max(to, (one[m - 1] ?? 0) - (two[0] ?? 0));
	}
	if (from === to) return { value: from, low: from, high: to };
	const below = from - (to - from) * 1e-9;
	const smallest = Math.min(...sorted.map(({ weight }) => weight));
	const at = (target: number): number =>
		shiftReaching(sorted, Math.min(Math.max(target, smallest), pairs) * (1 - 1e-12), below, to);
	const reach = z95 * Math.sqrt(variance);
	const isEven = sorted.length === 1 && Math.round(pairs / smallest) % 2 === 0;
	return {
		value: isEven
			? (at(pairs / 2) + at(pairs / 2 + smallest)) / 2
			: at(pairs / 2 + (sorted.length === 1 ? smallest / 2 : 0)),
		low: at(pairs / 2 - reach),
		high: at(pairs / 2 + reach),
	};
}

/** Hodges–Lehmann shift of two samples, first minus second, with the Mann–Whitney interval. */
export function hodgesLehmann(one: readonly number[], two: readonly number[]): Interval | null {
	return stratifiedHodgesLehmann([{ one, two }]);
}
