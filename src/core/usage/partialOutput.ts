import type { PriceBook } from './priceBook.js';
import { priceTokens } from './priceCall.js';
import type { UsageCall } from './pricedCalls.js';

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

/** Calls and output of the complete calls by group; empty when every call is complete. */
function completeOutput(
	calls: Iterable<UsageCall>,
	groupOf: (call: UsageCall) => string,
): Map<string, { calls: number; outputTokens: number }> {
	const complete = new Map<string, { calls: number; outputTokens: number }>();
	let hasPartial = false;
	for (const { outputIsPartial } of calls) hasPartial ||= outputIsPartial;
	if (!hasPartial) return complete;
	for (const call of calls) {
		if (call.outputIsPartial) continue;
		const name = groupOf(call);
		const group = complete.get(name) ?? { calls: 0, outputTokens: 0 };
		group.calls += call.standsFor ?? 1;
		group.outputTokens += call.outputTokens;
		complete.set(name, group);
	}
	return complete;
}

/**
 * Estimates the missing output. Formula, for each model and origin with at least 30 complete calls: for every call
 * without a final count, the mean output of the complete ones less the tokens it did write, not below 0; priced at
 * the call's own output rate. Population: calls with a known price. Calls of a model and origin with too few complete
 * calls are left out and show as the difference between `calls` and `coveredCalls`.
 */
export function estimatePartialOutput(calls: Iterable<UsageCall>, book: PriceBook): PartialOutputEstimate {
	const groupOf = (call: UsageCall): string => `${call.origin} ${book.pricesOf(call.model)?.id.name ?? ''}`;
	const complete = completeOutput(calls, groupOf);
	let partialCalls = 0;
	let coveredCalls = 0;
	let missingOutputTokens = 0;
	let missingCostMicros = 0;
	for (const call of calls) {
		if (!call.outputIsPartial) continue;
		const standsFor = call.standsFor ?? 1;
		partialCalls += standsFor;
		const group = complete.get(groupOf(call));
		if (group === undefined || group.calls < leastCalls) continue;
		const missing = Math.max(0, Math.round(group.outputTokens / group.calls) * standsFor - call.outputTokens);
		const whole = { ...call, outputTokens: call.outputTokens + missing };
		const costMicros = priceTokens(call.model, whole, call, book);
		const writtenMicros = priceTokens(call.model, call, call, book);
		if (costMicros === null || writtenMicros === null) continue;
		coveredCalls += standsFor;
		missingOutputTokens += missing;
		missingCostMicros += costMicros - writtenMicros;
	}
	return {
		calls: partialCalls,
		coveredCalls,
		missingOutputTokens: coveredCalls === 0 ? null : missingOutputTokens,
		missingCostMicros: coveredCalls === 0 ? null : missingCostMicros,
		method: partialOutputMethod,
	};
}
