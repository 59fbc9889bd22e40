import type { SpendSlice } from '../core/report/inputs.js';
import { dayIn, isIn, type Period } from '../core/period.js';
import type { PricedCall } from '../core/usage/call.js';

/** What is known of a session beyond its calls. */
export interface SessionOwner {
	readonly personId: string | null;
	readonly repo: string | null;
}

type Growing = { -readonly [Key in keyof SpendSlice]: SpendSlice[Key] };

const unknownOwner: SessionOwner = { personId: null, repo: null };

/**
 * Spend of a period by session, day, model and origin. Costs are sums of integers, so any order of the calls gives the
 * same slices; they come out in the order of their first call.
 */
export function spendSlices(
	calls: readonly PricedCall[],
	period: Period,
	ownerOf: (sessionId: string) => SessionOwner | undefined,
): SpendSlice[] {
	const dayOf = dayIn(period.timezone);
	const slices = new Map<string, Growing>();
	for (const call of calls) {
		if (!isIn(period, call.atMs)) continue;
		const day = dayOf(call.atMs);
		const key = [call.sessionId, day, call.origin, call.isPriced, call.model].join('\n');
		const slice = slices.get(key) ?? emptySlice(call, day, ownerOf(call.sessionId) ?? unknownOwner);
		slices.set(key, slice);
		slice.calls += 1;
		slice.partialOutputCalls += call.outputIsPartial ? 1 : 0;
		slice.costMicros += call.costMicros;
		slice.inputTokens += call.inputTokens;
		slice.outputTokens += call.outputTokens;
		slice.cacheWrite5mTokens += call.cacheWrite5mTokens;
		slice.cacheWrite1hTokens += call.cacheWrite1hTokens;
		slice.cacheReadTokens += call.cacheReadTokens;
		slice.webSearches += call.webSearches;
	}
	return [...slices.values()];
}

function emptySlice(call: PricedCall, day: string, owner: SessionOwner): Growing {
	return {
		sessionId: call.sessionId,
		day,
		model: call.model,
		origin: call.origin,
		personId: owner.personId,
		repo: owner.repo,
		isPriced: call.isPriced,
		product: 'claude-code',
		calls: 0,
		partialOutputCalls: 0,
		costMicros: 0,
		inputTokens: 0,
		outputTokens: 0,
		cacheWrite5mTokens: 0,
		cacheWrite1hTokens: 0,
		cacheReadTokens: 0,
		webSearches: 0,
	};
}
