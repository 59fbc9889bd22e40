import type { PricedCall } from './call.js';
import type { PriceBook } from './priceBook.js';
import { priceTokens } from './priceCall.js';

/**
 * How much output the calls without a final count may have had. An estimate, kept apart: it is never part of a cost.
 */
export interface PartialOutputEstimate {
	/** Calls without a final output count, and how many of them the estimate covers. */
	readonly calls: number;
	readonly coveredCalls: number;
	/** Output beyond what was written, for the covered calls; null when nothing could be estimated. */
	readonly missingOutputTokens: number | null;
	readonly missingCostMicros: number | null;
	readonly method: string;
}

/** Complete calls of one model and origin that an average needs. */
const leastCalls = 30;

export const partialOutputMethod =
	'mean output of the complete calls of the same model and origin (at least 30), less what was written';

/**
 * Estimates the missing output. Formula, for each model and origin with at least 30 complete calls: for every call
 * without a final count, the mean output of the complete ones less the tokens it did write, not below 0; priced at
 * the call's own output rate. Population: calls with a known price. Calls of a model and origin with too few complete
 * calls are left out and show as the difference between `calls` and `coveredCalls`.
 */
export function estimatePartialOutput(calls: readonly PricedCall[], book: PriceBook): PartialOutputEstimate {
	const complete = new Map<string, { calls: number; outputTokens: number }>();
	const groupOf = (call: PricedCall): string => `${call.origin} ${book.pricesOf(call.model)?.id.name ?? ''}`;
	const partial = calls.filter((call) => call.outputIsPartial);
	for (const call of partial.length === 0 ? [] : calls) {
		if (call.outputIsPartial) continue;
		const group = complete.get(groupOf(call)) ?? { calls: 0, outputTokens: 0 };
		group.calls += 1;
		group.outputTokens += call.outputTokens;
		complete.set(groupOf(call), group);
	}
	let coveredCalls = 0;
	let missingOutputTokens = 0;
	let missingCostMicros = 0;
	for (const call of partial) {
		const group = complete.get(groupOf(call));
		if (group === undefined || group.calls < leastCalls) continue;
		const missing = Math.max(0, Math.round(group.outputTokens / group.calls) - call.outputTokens);
		const whole = { ...call, outputTokens: call.outputTokens + missing };
		const costMicros = priceTokens(call.model, whole, call, book);
		const writtenMicros = priceTokens(call.model, call, call, book);
		if (costMicros === null || writtenMicros === null) continue;
		coveredCalls += 1;
		missingOutputTokens += missing;
		missingCostMicros += costMicros - writtenMicros;
	}
	return {
		calls: partial.length,
		coveredCalls,
		missingOutputTokens: coveredCalls === 0 ? null : missingOutputTokens,
		missingCostMicros: coveredCalls === 0 ? null : missingCostMicros,
		method: partialOutputMethod,
	};
}
