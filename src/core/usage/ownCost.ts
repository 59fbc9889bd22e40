import type { Call } from './call.js';
import type { CallRemark } from './callRemarks.js';
import type { PriceBook } from './priceBook.js';
import { priceCost } from './priceCall.js';
import type { UsageCall } from './pricedCalls.js';

/** A call whose lines carry Claude Code's own cost, as those before 1.0.9 did. */
export interface CallWithOwnCost {
	readonly call: UsageCall;
	readonly ownCostMicros: number;
}

/** Claude Code's own cost of calls beside our list price of those very calls, in micro-USD. */
export interface OwnCostComparison {
	/** Calls that have both. */
	readonly calls: number;
	readonly ownMicros: number;
	readonly listMicros: number;
}

/**
 * The calls that remarks give an own cost, with their list prices. `callOf` knows a call by its id; null for one that
 * was rolled up into others since, which is left out.
 */
export function callsWithOwnCost(
	remarks: readonly CallRemark[],
	callOf: (callId: string) => Omit<Call, 'callId'> | null,
	book: PriceBook,
): CallWithOwnCost[] {
	return remarks.flatMap(({ callId, ownCostMicros }) => {
		const call = ownCostMicros === null ? null : callOf(callId);
		if (call === null || ownCostMicros === null) return [];
		const { micros: costMicros, isWhole: isPriced } = priceCost(call, book);
		return [{ call: { ...call, costMicros, isPriced }, ownCostMicros }];
	});
}

/** The sums over calls with a known price, so that both stand for the same; null without any. */
export function compareOwnCosts(calls: readonly CallWithOwnCost[]): OwnCostComparison | null {
	const priced = calls.filter(({ call }) => call.isPriced);
	if (priced.length === 0) return null;
	return {
		calls: priced.length,
		ownMicros: priced.reduce((sum, { ownCostMicros }) => sum + ownCostMicros, 0),
		listMicros: priced.reduce((sum, { call }) => sum + call.costMicros, 0),
	};
}
