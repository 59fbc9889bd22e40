import { findReverts } from '../core/outcomes/reverts.js';
import type { RevertVerdict } from '../core/outcomes/revertVerdict.js';
import { isIn } from '../core/period.js';
import type { PullRequest } from '../core/pullRequest.js';
import type { OutlayContext } from './context.js';
import { inspectionPeriod } from './inspectionPeriod.js';
import { chosenPullRequestSource, gatherPullRequests } from './pullRequests.js';
import { matchRepositories } from './repositories.js';
import type { InspectPullRequestsOptions } from './reviews.js';

/** Reverts on the default branches, oldest first; only those of the period when one is named. */
export async function inspectReverts(
	context: OutlayContext,
	options: InspectPullRequestsOptions,
): Promise<RevertVerdict[]> {
	const period = inspectionPeriod(options);
	const prs = await chosenPullRequestSource(context, options.prs);
	const gathered = await gatherPullRequests(context, { prs, period });
	context.problems.push(...gathered.problems);
	const reverts = await revertsOf(context, gathered.pullRequests);
	return reverts.filter(({ atMs }) => isIn(period, atMs));
}

/**
 * Reverts in every repository at hand. Pull requests without one (an import file alone) are judged by their own signs.
 */
export async function revertsOf(
	context: OutlayContext,
	pullRequests: readonly PullRequest[],
): Promise<RevertVerdict[]> {
	const found: RevertVerdict[] = [];
	for (const { repo, repository, pullRequests: own } of await matchRepositories(context, pullRequests)) {
		const commits = repository === null ? [] : await repository.history();
		const tip = repository?.branch.tip ?? null;
		const branch = repository === null ? commonBase(own) : repository.branch.name;
		found.push(...findReverts({ repo, commits, tip, branch }, own));
	}
	return found.sort((one, two) => one.atMs - two.atMs);
}

/** The base branch of most merged pull requests: the default branch, as far as they can tell. */
function commonBase(pullRequests: readonly PullRequest[]): string | null {
	const counts = new Map<string, number>();
	for (const { baseRef, mergedAtMs } of pullRequests) {
		if (baseRef !== null && mergedAtMs !== null) counts.set(baseRef, (counts.get(baseRef) ?? 0) + 1);
	}
	const [most] = [...counts].sort(([, one], [, two]) => two - one);
	return most?.[0] ?? null;
}
