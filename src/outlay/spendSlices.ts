import type { SpendSlice } from '../core/report/inputs.js';
import { isSamePeriod, type Period } from '../core/period.js';
import { cutCalls, slicesInOrder, type CallCut } from '../core/usage/callCut.js';
import type { CallColumns } from '../core/usage/callColumns.js';
import type { CallContext } from '../core/usage/callContext.js';

/** What is known of a session beyond its calls. */
export interface SessionOwner {
	/** The id as the links hold it. Slices take this very text over: a map finds it without comparing it letter by letter. */
	readonly sessionId: string;
	readonly personId: string | null;
	readonly repo: string | null;
}

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
		if (owner !== null) slices.push(sliceOf(slice, context, owner ?? unknownOwner(context), cut));
	}
	return slices;
}

const unknownOwner = ({ sessionId }: CallContext): SessionOwner => ({
	sessionId,
	personId: null,
	repo: null,
});

/** The same count, where it is a small integer in the form that engines keep without a box: slices hold nine each. */
const unboxed = (count = 0): number => ((count | 0) === count ? count | 0 : count);

function sliceOf(
	slice: number,
	{ model, origin }: CallContext,
	{ sessionId, personId, repo }: SessionOwner,
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
		calls: unboxed(sums.calls[slice]),
		partialOutputCalls: unboxed(sums.partialOutputCalls[slice]),
		costMicros: unboxed(sums.costMicros[slice]),
		inputTokens: unboxed(sums.inputTokens[slice]),
		outputTokens: unboxed(sums.outputTokens[slice]),
		cacheWrite5mTokens: unboxed(sums.cacheWrite5mTokens[slice]),
		cacheWrite1hTokens: unboxed(sums.cacheWrite1hTokens[slice]),
		cacheReadTokens: unboxed(sums.cacheReadTokens[slice]),
		webSearches: unboxed(sums.webSearches[slice]),
	};
}
