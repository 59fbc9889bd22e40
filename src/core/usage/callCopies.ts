import type { Call, NestedCall } from './call.js';

/**
 * One appearance of a call in a transcript. The same call stands on several lines (one per content block), in the
 * files of resumed and forked sessions, and in progress lines; every appearance may know less than another.
 */
export type CallCopy = Call;

const tokensOf = (call: NestedCall): number =>
	call.inputTokens +
	call.outputTokens +
	call.cacheWrite5mTokens +
	call.cacheWrite1hTokens +
	call.cacheReadTokens;

const nestedTotal = (nested: readonly NestedCall[]): number =>
	nested.reduce((sum, call) => sum + tokensOf(call), 0);

/**
 * Two copies of one call as one: each count is the maximum of the copies (counts grow while a response streams);
 * facts come from the earlier copy, the first at equal times; a copy of the main conversation wins over a replay in
 * a subagent; the output is partial only when no copy knows how the response ended. The owner is the first one's.
 */
export function mergeCopies(one: CallCopy, two: CallCopy): CallCopy {
	const isMain = one.origin === 'main' || two.origin === 'main';
	const [early, late] = two.atMs < one.atMs ? [two, one] : [one, two];
	return {
		callId: one.callId,
		sessionId: one.sessionId,
		origin: isMain ? 'main' : 'subagent',
		atMs: early.atMs,
		model: early.model === unknownModel ? late.model : early.model,
		speed: early.speed ?? late.speed,
		serviceTier: early.serviceTier ?? late.serviceTier,
		inferenceGeo: early.inferenceGeo ?? late.inferenceGeo,
		inputTokens: Math.max(one.inputTokens, two.inputTokens),
		outputTokens: Math.max(one.outputTokens, two.outputTokens),
		cacheWrite5mTokens: Math.max(one.cacheWrite5mTokens, two.cacheWrite5mTokens),
		cacheWrite1hTokens: Math.max(one.cacheWrite1hTokens, two.cacheWrite1hTokens),
		cacheReadTokens: Math.max(one.cacheReadTokens, two.cacheReadTokens),
		webSearches: Math.max(one.webSearches, two.webSearches),
		nested: nestedTotal(two.nested) > nestedTotal(one.nested) ? two.nested : one.nested,
		outputIsPartial: one.outputIsPartial && two.outputIsPartial,
		version: early.version ?? late.version,
		cwd: early.cwd ?? late.cwd,
		branch: early.branch ?? late.branch,
	};
}

/** Model of a call whose line names none; it has no price and is listed. */
export const unknownModel = 'unknown';

/** When a session's own history began and ended, as far as it was read. */
export interface SessionSpan {
	readonly sessionId: string;
	readonly firstAtMs: number;
	readonly lastAtMs: number;
}

/**
 * Orders sessions that share history by who wrote it: the one that began first; a copied history begins at the same
 * instant, so then the one that ended first, because whoever resumes goes on later; then by id, to be definite.
 */
export function compareOwners(one: SessionSpan, two: SessionSpan): number {
	return (
		one.firstAtMs - two.firstAtMs ||
		one.lastAtMs - two.lastAtMs ||
		(one.sessionId < two.sessionId ? -1 : one.sessionId > two.sessionId ? 1 : 0)
	);
}
