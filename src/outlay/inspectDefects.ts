import type { DefectVerdict } from '../core/outcomes/defectVerdict.js';
import { isIn } from '../core/period.js';
import type { OutlayContext } from './context.js';
import { dataEndOf } from './dataEnd.js';
import { judgeDefects } from './defects.js';
import { inspectionPeriod } from './inspectionPeriod.js';
import { chosenPullRequestSource, gatherPullRequests } from './pullRequests.js';
import { repositoriesOf } from './repositories.js';
import { revertsOf } from './reverts.js';
import type { InspectPullRequestsOptions } from './reviews.js';

export interface InspectDefectsOptions extends InspectPullRequestsOptions {
	readonly windowDays: number;
}

/** Every defect that the report would count, with the population it is counted in. */
export interface DefectInspection {
	readonly windowDays: number;
	/** Merged pull requests that were watched for the whole window. */
	readonly maturePullRequests: number;
	/** Merged too late to tell. */
	readonly immaturePullRequests: number;
	/** By repository and number, the surest of each pull request first. */
	readonly defects: readonly DefectVerdict[];
}

/** Defects of pull requests merged in the period (all, when none is named). */
export async function inspectDefects(
	context: OutlayContext,
	options: InspectDefectsOptions,
): Promise<DefectInspection> {
	const { windowDays } = options;
	const period = inspectionPeriod(options);
	const prs = await chosenPullRequestSource(context, options.prs);
	const gathered = await gatherPullRequests(context, { prs, period });
	context.problems.push(...gathered.problems);
	const { pullRequests } = gathered;
	const repositories = await repositoriesOf(context);
	const dataEndMs = await dataEndOf(repositories, pullRequests, gathered.coversUntilMs, context.now());
	const reverts = await revertsOf(context, pullRequests);
	const judged = await judgeDefects(context, { pullRequests, reverts, dataEndMs, windowDays });
	const merged = pullRequests.filter(({ mergedAtMs }) => mergedAtMs !== null && isIn(period, mergedAtMs));
	const verdicts = merged
		.sort((one, two) => (one.repo === two.repo ? one.number - two.number : one.repo < two.repo ? -1 : 1))
		.map((one) => judged.get(one) ?? null);
	const mature = verdicts.filter((found) => found !== null);
	return {
		windowDays,
		maturePullRequests: mature.length,
		immaturePullRequests: verdicts.length - mature.length,
		defects: mature.flat(),
	};
}
