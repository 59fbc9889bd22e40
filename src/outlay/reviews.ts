import { judgeReview } from '../core/outcomes/firstReview.js';
import type { InspectedReview } from '../core/outcomes/reviewDocument.js';
import { creditOf } from '../core/people/credit.js';
import { namedDoubts } from '../core/people/doubts.js';
import { isIn, type PeriodRequest } from '../core/period.js';
import type { PullRequest } from '../core/pullRequest.js';
import type { OutlayContext } from './context.js';
import { gatherPeople } from './people.js';
import { chosenPullRequestSource, gatherPullRequests } from './pullRequests.js';
import { inspectionPeriod } from './inspectionPeriod.js';

export interface InspectPullRequestsOptions extends PeriodRequest {
	/** `github`, `git` or a file; null: GitHub when signed in, else git alone. */
	readonly prs: string | null;
}

/**
 * When each pull request got its first qualifying review, and why that one: of pull requests merged in the period, or,
 * without one named, of all that are known, open and closed ones included. Ordered by repository and number.
 */
export async function inspectReviews(
	context: OutlayContext,
	options: InspectPullRequestsOptions,
): Promise<InspectedReview[]> {
	const period = inspectionPeriod(options);
	const prs = await chosenPullRequestSource(context, options.prs);
	const gathered = await gatherPullRequests(context, { prs, period });
	context.problems.push(...gathered.problems);
	const people = await gatherPeople(context, gathered.pullRequests);
	context.problems.push(...namedDoubts(people));
	const dataEndMs = gathered.coversUntilMs ?? lastInstant(gathered.pullRequests, context.now());
	const isBounded = options.since !== null || options.until !== null;
	return gathered.pullRequests
		.filter(({ mergedAtMs }) => !isBounded || (mergedAtMs !== null && isIn(period, mergedAtMs)))
		.map((pullRequest) => ({
			...judgeReview(pullRequest, people, dataEndMs),
			title: pullRequest.title,
			credit: creditOf(pullRequest, people),
		}))
		.sort((one, two) => (one.repo === two.repo ? one.number - two.number : one.repo < two.repo ? -1 : 1));
}

/** Now, or the last thing that happened where the source's clock is ahead. */
function lastInstant(pullRequests: readonly PullRequest[], nowMs: number): number {
	let last = nowMs;
	for (const { mergedAtMs, closedAtMs, reviews } of pullRequests) {
		last = Math.max(last, mergedAtMs ?? 0, closedAtMs ?? 0);
		for (const { submittedAtMs } of reviews ?? []) last = Math.max(last, submittedAtMs ?? 0);
	}
	return last;
}
