import type { LinkResult } from './linkSessions.js';

/** Links as `outlay.links/1`. */
export function linksDocument({ sessions, bridge, elsewhere, unknown }: LinkResult): object {
	return {
		schema: 'outlay.links/1',
		basis: 'list',
		sessions: sessions.map(({ sessionId, repo, costMicros, links, unlinkedMicros }) => ({
			sessionId,
			repo,
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
		})),
		bridge,
		quality: { sessionsElsewhere: elsewhere.length, sessionsOfUnknownRepository: unknown.length },
	};
}
