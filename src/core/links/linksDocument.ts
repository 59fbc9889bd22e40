import type { LinkResult } from './linkSessions.js';
import { recordedCallsOf } from './partialOutput.js';

/** Links as `outlay.links/1`. */
export function linksDocument({ sessions, bridge, elsewhere, unknown }: LinkResult): object {
	return {
		schema: 'outlay.links/1',
		basis: 'list',
		sessions: sessions.map(({ sessionId, repo, costMicros, links, unlinkedMicros, isNoted, recorded }) => ({
			sessionId,
			repo,
			source: isNoted === true ? 'notes' : 'transcripts',
			costMicros,
			links: links.map(({ repo: linkRepo, pullRequest, commit, shareMicros, strength, reasons, split }) => ({
				repo: linkRepo,
				pullRequest,
				commit,
				shareMicros,
				strength,
				reasons,
				split,
			})),
			unlinkedMicros,
			calls: recorded?.calls ?? null,
			partialOutputCalls: recorded?.partialOutputCalls ?? null,
		})),
		bridge,
		quality: {
			sessionsElsewhere: elsewhere.length,
			sessionsOfUnknownRepository: unknown.length,
			...recordedCallsOf(sessions),
			...notedQuality(sessions),
		},
	};
}

/** How much is known from notes on commits only, at the prices of whoever recorded it. */
function notedQuality(sessions: LinkResult['sessions']): object {
	const noted = sessions.filter(({ isNoted }) => isNoted === true);
	return {
		sessionsFromNotes: noted.length,
		fromNotesMicros: noted.reduce((sum, { costMicros }) => sum + costMicros, 0),
	};
}
