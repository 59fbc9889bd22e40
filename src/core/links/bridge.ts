import { stateOf } from '../pullRequest.js';
import { ByPullRequest } from '../pullRequests/byPullRequest.js';
import type { RepositoryFacts } from './facts.js';
import type { Bridge, Link, SessionLinks } from './link.js';

/**
 * Where the spend of sessions went. A pull request's links go to its state. A commit without pull request that
 * landed on the default branch counts as merged, one that did not land as open. All the rest is unlinked, so
 * `unlinkedMicros` is the sum of the sessions' own, and the four parts are the total, exactly.
 */
export function bridgeOf(
	sessions: readonly SessionLinks[],
	repositories: readonly Pick<RepositoryFacts, 'repo' | 'pullRequests' | 'commits'>[],
): Bridge {
	const stateOfLink = linkStates(repositories);
	const bridge = { totalMicros: 0, mergedMicros: 0, openMicros: 0, closedMicros: 0, unlinkedMicros: 0 };
	for (const { costMicros, links, unlinkedMicros } of sessions) {
		bridge.totalMicros += costMicros;
		bridge.unlinkedMicros += unlinkedMicros;
		for (const link of links) bridge[partOf[stateOfLink(link)]] += link.shareMicros;
	}
	return bridge;
}

type LinkState = 'merged' | 'open' | 'closed';

const partOf = { merged: 'mergedMicros', open: 'openMicros', closed: 'closedMicros' } as const;

function linkStates(
	repositories: readonly Pick<RepositoryFacts, 'repo' | 'pullRequests' | 'commits'>[],
): (link: Link) => LinkState {
	const states = new ByPullRequest<LinkState>();
	const landed = new Set<string>();
	for (const { repo, pullRequests, commits } of repositories) {
		for (const one of pullRequests) states.set({ repo, number: one.number }, stateOf(one));
		for (const { sha, isLanded } of commits) if (isLanded) landed.add(sha);
	}
	return ({ repo, pullRequest, commit }) => {
		if (pullRequest !== null) return states.get({ repo, number: pullRequest }) ?? 'open';
		return commit !== null && landed.has(commit) ? 'merged' : 'open';
	};
}
