import { stateOf } from '../pullRequest.js';
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
		for (const link of links) bridge[`${stateOfLink(link)}Micros`] += link.shareMicros;
	}
	return bridge;
}

function linkStates(
	repositories: readonly Pick<RepositoryFacts, 'repo' | 'pullRequests' | 'commits'>[],
): (link: Link) => 'merged' | 'open' | 'closed' {
	const states = new Map<string, 'merged' | 'open' | 'closed'>();
	const landed = new Set<string>();
	for (const { repo, pullRequests, commits } of repositories) {
		for (const pullRequest of pullRequests) states.set(`${repo}#${pullRequest.number}`, stateOf(pullRequest));
		for (const { sha, isLanded } of commits) if (isLanded) landed.add(sha);
	}
	return ({ repo, pullRequest, commit }) => {
		if (pullRequest !== null) return states.get(`${repo}#${pullRequest}`) ?? 'open';
		return commit !== null && landed.has(commit) ? 'merged' : 'open';
	};
}
