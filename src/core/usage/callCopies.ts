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

/** All tokens of the runs nested in a call. */
export const nestedTotal = (nested: readonly NestedCall[]): number =>
	nested.reduce((sum, call) => sum + tokensOf(call), 0);

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
