import { plainBranch } from '../evidence/branch.js';
import type { PullRequest } from '../pullRequest.js';
import { clockSkewMs } from './editMatches.js';
import type { RepositoryFacts } from './facts.js';

/** A branch says something for work that began at most so long before the pull request was opened. */
const branchLeadMs = 60 * 24 * 3_600_000;
const branchTailMs = 6 * 3_600_000;

/** The pull request of a branch that an instant belongs to. */
export function pullRequestAt(ofBranch: readonly PullRequest[], atMs: number): PullRequest | null {
	for (const pullRequest of ofBranch) {
		const endMs = pullRequest.mergedAtMs ?? pullRequest.closedAtMs ?? Infinity;
		if (atMs > endMs + branchTailMs) continue;
		const startMs = pullRequest.createdAtMs ?? firstCommitMs(pullRequest) ?? (endMs === Infinity ? 0 : endMs);
		return atMs >= startMs - branchLeadMs - clockSkewMs ? pullRequest : null;
	}
	return null;
}

const firstCommitMs = (pullRequest: PullRequest): number | null => {
	const times = pullRequest.commits.flatMap(({ authoredAtMs }) => authoredAtMs ?? []);
	return times.length === 0 ? null : Math.min(...times);
};

/** Pull requests by head branch, in the order in which they ended; the default branch and unknown heads left out. */
export function branchesOf(repository: RepositoryFacts): Map<string, PullRequest[]> {
	const found = new Map<string, PullRequest[]>();
	for (const pullRequest of repository.pullRequests) {
		const { headRef, baseRef } = pullRequest;
		if (headRef === null) continue;
		const branch = plainBranch(headRef);
		if (repository.baseBranches.has(branch) || branch === baseRef) continue;
		const known = found.get(branch);
		if (known === undefined) found.set(branch, [pullRequest]);
		else known.push(pullRequest);
	}
	const end = ({ mergedAtMs, closedAtMs }: PullRequest): number => mergedAtMs ?? closedAtMs ?? Infinity;
	for (const list of found.values())
		if (list.length > 1) list.sort((one, two) => end(one) - end(two) || one.number - two.number);
	return found;
}
