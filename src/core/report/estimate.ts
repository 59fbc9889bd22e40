import { minimumDetectableEffect } from '../statistics/power.js';

/**
 * A figure of one arm with its 95 % interval. `value` null: there is none, and `withheld` says why. Under 5 nothing
 * is shown; under 30 `isSmall` tells a face to grey it.
 */
export interface Estimate {
	readonly value: number | null;
	readonly low: number | null;
	readonly high: number | null;
	/** What was counted: pull requests, or developers for a rate per developer. */
	readonly n: number;
	readonly withheld: string | null;
	readonly isSmall: boolean;
}

export type DifferenceMethod = 'newcombe' | 'cluster-bootstrap' | 'hodges-lehmann' | 'mantel-haenszel';

/** AI evidence minus no AI evidence. */
export interface Difference {
	readonly value: number | null;
	readonly low: number | null;
	readonly high: number | null;
	readonly method: DifferenceMethod;
	readonly verdict: 'clear' | 'no clear difference' | 'too few';
	readonly withheld: string | null;
	/** Smallest difference this sample could have shown with 80 % power; null where it could have shown none. */
	readonly detectable: number | null;
	/** Pull requests an arm would need to tell a difference as large as the observed one; null where none holds. */
	readonly neededPerArm: number | null;
	/** Cliff's delta, −1 to 1, for times and coverage; null otherwise. */
	readonly cliffsDelta: number | null;
}

/** Fewer than this: nothing is shown. */
export const fewest = 5;

/** Fewer than this: shown grey, with its interval and without an arrow. */
export const small = 30;

type Bounds = { readonly low: number; readonly high: number } | null;

/** Six decimals: enough for every figure, and the same on every machine. */
export function rounded(value: number | null): number | null {
	return value === null || !Number.isFinite(value) ? null : Math.round(value * 1e6) / 1e6 + 0;
}

/** Part of a whole, 0–1; null when one of them is unknown or the whole is nothing. */
export function shareOf(part: number | null, whole: number | null): number | null {
	return part === null || whole === null || whole === 0 ? null : part / whole;
}

/** An estimate without a value, and why. */
export function withheldEstimate(n: number, why: string): Estimate {
	return { value: null, low: null, high: null, n, withheld: why, isSmall: n < small };
}

/**
 * An estimate under the guards. `counted` is what must not be too few (pull requests), where it is not `n` itself;
 * `missing` says why there is no value although there are enough.
 */
export function guardedEstimate(
	value: number | null,
	bounds: Bounds,
	n: number,
	options: { readonly counted?: number; readonly missing: string },
): Estimate {
	const counted = options.counted ?? n;
	if (counted === 0) return withheldEstimate(n, options.missing);
	if (counted < fewest) return withheldEstimate(n, `too few (n = ${counted})`);
	if (value === null) return withheldEstimate(n, options.missing);
	return {
		value: rounded(value),
		low: rounded(bounds?.low ?? null),
		high: rounded(bounds?.high ?? null),
		n,
		withheld: null,
		isSmall: counted < small,
	};
}

/** What a difference may carry beside its interval. */
export interface DifferenceExtras {
	readonly detectable?: number | null;
	readonly neededPerArm?: number | null;
	readonly cliffsDelta?: number | null;
}

/**
 * A difference under the guards: with fewer than five in an arm there is none; with an interval that holds zero it is
 * "no clear difference".
 */
export function guardedDifference(
	method: DifferenceMethod,
	interval: { readonly value: number; readonly low: number | null; readonly high: number | null } | null,
	counts: { readonly ai: number; readonly none: number },
	extras: DifferenceExtras = {},
): Difference {
	const isTooFew = counts.ai < fewest || counts.none < fewest;
	const shown = isTooFew ? null : interval;
	const { low, high } = shown ?? { low: null, high: null };
	const isClear = low !== null && high !== null && (low > 0 || high < 0);
	return {
		value: rounded(shown?.value ?? null),
		low: rounded(low),
		high: rounded(high),
		method,
		verdict: isTooFew || shown === null ? 'too few' : isClear ? 'clear' : 'no clear difference',
		withheld: isTooFew
			? `too few (n = ${counts.ai} and ${counts.none})`
			: shown === null
				? 'an arm has no figure to compare'
				: null,
		detectable:
			isTooFew || shown === null
				? null
				: rounded(extras.detectable === undefined ? minimumDetectableEffect(low, high) : extras.detectable),
		neededPerArm: isTooFew ? null : (extras.neededPerArm ?? null),
		cliffsDelta: isTooFew ? null : rounded(extras.cliffsDelta ?? null),
	};
}
