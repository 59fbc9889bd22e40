import type { Contribution } from '../evidence/contributionRule.js';
import type { EditMatches } from './editMatches.js';
import type { RepositoryFacts } from './facts.js';

/**
 * Anthropic's contribution rule for every commit whose contents are known, by SHA. The merge is that of its pull request;
 * without one the commit's own time stands for it.
 */
export function contributionsOf(
	{ commits, pullRequests, pullRequestOf }: RepositoryFacts,
	edits: EditMatches,
): Map<string, Contribution> {
	const mergedAtMs = new Map(pullRequests.map((pullRequest) => [pullRequest.number, pullRequest.mergedAtMs]));
	const found = new Map<string, Contribution>();
	for (const commit of commits) {
		const merged = mergedAtMs.get(pullRequestOf.get(commit.sha) ?? 0) ?? commit.committedAtMs;
		const contribution = edits.contributionOf(commit, merged);
		if (contribution !== null) found.set(commit.sha, contribution);
	}
	return found;
}
