/**
 * What a line says about a call beside its tokens and is shown, but changes no figure. Few lines say any of it: errors
 * that carry usage, and the lines of Claude Code before 1.0.9, which had a cost of their own.
 */
export interface CallRemark {
	readonly callId: string;
	/** A line of the call is marked as an error of the API, yet carries usage; it is counted. */
	readonly isApiError: boolean;
	/** Claude Code's own cost of the call in micro-USD; null when its lines have none. */
	readonly ownCostMicros: number | null;
}

/** Calls with remarks, each call once. */
export interface RemarkCounts {
	/** Counted calls that are marked as an error of the API. */
	readonly apiErrorCalls: number;
	/** Calls whose lines carry Claude Code's own cost, and the sum of those costs in micro-USD. */
	readonly ownCostCalls: number;
	readonly ownCostMicros: number;
}

/** Remarks on each call made one: the larger cost, as with every count of a call's copies. */
export function mergeRemarks(remarks: Iterable<CallRemark>): CallRemark[] {
	const merged = new Map<string, CallRemark>();
	for (const remark of remarks) {
		const { callId } = remark;
		const known = merged.get(callId);
		merged.set(callId, known === undefined ? remark : both(known, remark));
	}
	return [...merged.values()];
}

const both = (one: CallRemark, two: CallRemark): CallRemark => ({
	callId: one.callId,
	isApiError: one.isApiError || two.isApiError,
	ownCostMicros:
		one.ownCostMicros === null || two.ownCostMicros === null
			? (one.ownCostMicros ?? two.ownCostMicros)
			: Math.max(one.ownCostMicros, two.ownCostMicros),
});

/** Counts the calls with remarks; a call on which several files remark counts once. */
export function countRemarks(remarks: Iterable<CallRemark>): RemarkCounts {
	const merged = mergeRemarks(remarks);
	const ownCosts = merged.flatMap(({ ownCostMicros }) => (ownCostMicros === null ? [] : [ownCostMicros]));
	return {
		apiErrorCalls: merged.filter(({ isApiError }) => isApiError).length,
		ownCostCalls: ownCosts.length,
		ownCostMicros: ownCosts.reduce((sum, micros) => sum + micros, 0),
	};
}
