/**
 * Where spend stands against its limit. `included-only`: the limit is zero, so nothing beyond the included use may be
 * spent. `unknown`: no limit is known, or no spend.
 */
export type BudgetState = 'ok' | 'warning' | 'critical' | 'over' | 'unlimited' | 'included-only' | 'unknown';

/** A limit on spend. "No limit was found" is not "unlimited". */
export type Limit =
	| { readonly kind: 'amount'; readonly micros: number }
	| { readonly kind: 'unlimited' }
	| { readonly kind: 'unknown' };

/** Shares of a person's limit from which the state changes; `over` is reached at the limit itself. */
export const personThresholds = { warning: 0.75, critical: 0.95, over: 1 } as const;

/** Shares of a team's or organization's limit that raise an alert. */
export const groupThresholds = [0.75, 0.9] as const;

/** State of some spend against a limit. Spend is checked in integers, so 75 % is 75 % exactly. */
export function budgetStateOf(limit: Limit, spentMicros: number | null): BudgetState {
	if (limit.kind === 'unlimited') return 'unlimited';
	if (limit.kind === 'unknown') return 'unknown';
	if (limit.micros === 0) return 'included-only';
	if (spentMicros === null) return 'unknown';
	if (spentMicros >= limit.micros) return 'over';
	if (spentMicros * 100 >= limit.micros * 95) return 'critical';
	if (spentMicros * 100 >= limit.micros * 75) return 'warning';
	return 'ok';
}

/** Spent share of the limit, 0–1 and above; null without a positive limit or a known spend. */
export function usedShare(limit: Limit, spentMicros: number | null): number | null {
	if (limit.kind !== 'amount' || limit.micros === 0 || spentMicros === null) return null;
	return spentMicros / limit.micros;
}

const urgency: Record<BudgetState, number> = {
	over: 6,
	critical: 5,
	warning: 4,
	'included-only': 3,
	ok: 2,
	unlimited: 1,
	unknown: 0,
};

/** Orders states: positive when `one` needs attention more than `two`. */
export function compareUrgency(one: BudgetState, two: BudgetState): number {
	return urgency[one] - urgency[two];
}
