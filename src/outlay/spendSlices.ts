import type { SpendSlice } from '../core/report/inputs.js';
import { isSamePeriod, type Period } from '../core/period.js';
import { cutCalls, slicesInOrder, type CallCut } from '../core/usage/callCut.js';
import type { CallColumns } from '../core/usage/callColumns.js';
import type { CallContext } from '../core/usage/callContext.js';

/** What is known of a session beyond its calls. */
export interface SessionOwner {
	readonly personId: string | null;
	readonly repo: string | null;
}

const unknownOwner: SessionOwner = { personId: null, repo: null };

/**
 * Spend of a period by session, day, model and origin. The slices come out in the order of their first call. Null as an
 * owner leaves the session out.
 */
export function spendSlices(
	calls: CallColumns,
	period: Period,
	ownerOf: (sessionId: string) => SessionOwner | undefined | null,
): SpendSlice[] {
	return cutSpend(calls, period).slices(ownerOf);
}

/** Spend that is cut into slices while nobody knows yet whose it is. */
export interface CutSpend {
	/** The slices, without the sessions whose owner is null. */
	slices(ownerOf: (sessionId: string) => SessionOwner | undefined | null): SpendSlice[];
}

/** Cuts the calls of a period, unless `ahead` is that; their counts are not asked for afterwards. */
export function cutSpend(calls: CallColumns, period: Period, ahead: CallCut | null = null): CutSpend {
	const cut = ahead !== null && isSamePeriod(ahead.period, period) ? ahead : cutCalls(calls, period);
	const order = slicesInOrder(calls, cut);
	const { contexts } = calls;
	return { slices: (ownerOf) => ownedSlices(order, contexts, cut, ownerOf) };
}

function ownedSlices(
	order: Uint32Array,
	contexts: readonly CallContext[],
	cut: CallCut,
	ownerOf: (sessionId: string) => SessionOwner | undefined | null,
): SpendSlice[] {
	const slices: SpendSlice[] = [];
	for (const slice of order) {
		const context = contexts[cut.places[slice] ?? 0];
		if (context === undefined) continue;
		const owner = ownerOf(context.sessionId);
		if (owner !== null) slices.push(sliceOf(slice, context, owner ?? unknownOwner, cut));
	}
	return slices;
}

function sliceOf(
	slice: number,
	{ sessionId, model, origin }: CallContext,
	{ personId, repo }: SessionOwner,
	{ sums, isPriced, days, dayOf }: CallCut,
): SpendSlice {
	// Written out, because a spread of so many slices is slow.
	return {
		sessionId,
		day: days[dayOf[slice] ?? 0] ?? '',
		model,
		origin,
		personId,
		repo,
		isPriced: isPriced[slice] === 1,
		product: 'claude-code',
		calls: sums.calls[slice] ?? 0,
		partialOutputCalls: sums.partialOutputCalls[slice] ?? 0,
		costMicros: sums.costMicros[slice] ?? 0,
		inputTokens: sums.inputTokens[slice] ?? 0,
		outputTokens: sums.outputTokens[slice] ?? 0,
		cacheWrite5mTokens: sums.cacheWrite5mTokens[slice] ?? 0,
		cacheWrite1hTokens: sums.cacheWrite1hTokens[slice] ?? 0,
		cacheReadTokens: sums.cacheReadTokens[slice] ?? 0,
		webSearches: sums.webSearches[slice] ?? 0,
	};
}
