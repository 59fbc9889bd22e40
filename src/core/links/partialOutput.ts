import type { RecordedCalls, SessionLinks } from './link.js';

/** The calls of some sessions; sessions that are known from notes only add none. */
export function recordedCallsOf(sessions: Iterable<Pick<SessionLinks, 'recorded'>>): RecordedCalls {
	let calls = 0;
	let partialOutputCalls = 0;
	for (const { recorded } of sessions) {
		calls += recorded?.calls ?? 0;
		partialOutputCalls += recorded?.partialOutputCalls ?? 0;
	}
	return { calls, partialOutputCalls };
}

/**
 * Share of the calls of some sessions whose final output count was never written, so that what the sessions cost is a
 * floor. 0 where no calls are known.
 */
export function partialOutputShareOf(sessions: Iterable<Pick<SessionLinks, 'recorded'>>): number {
	const { calls, partialOutputCalls } = recordedCallsOf(sessions);
	return calls === 0 ? 0 : partialOutputCalls / calls;
}
