import { bugFixesOf, findDefects, type DefectHistory } from '../core/outcomes/defects.js';
import { bugLabelTest } from '../core/outcomes/bugFix.js';
import type { BlamedFix } from '../core/outcomes/defectFix.js';
import type { DefectVerdict } from '../core/outcomes/defectVerdict.js';
import type { RevertVerdict } from '../core/outcomes/revertVerdict.js';
import type { PullRequest } from '../core/pullRequest.js';
import { ByPullRequest } from '../core/pullRequests/byPullRequest.js';
import { landingOf } from '../core/pullRequests/landing.js';
import { blamedFixes } from './blamedFixes.js';
import type { OutlayContext } from './context.js';
import { matchRepositories } from './repositories.js';

export interface DefectOptions {
	readonly pullRequests: readonly PullRequest[];
	readonly reverts: readonly RevertVerdict[];
	/** Last instant the data covers. */
	readonly dataEndMs: number;
	readonly windowDays: number;
	/** Takes fixes known by a mere word in the title as well. Default false. */
	readonly includesLow?: boolean;
}

/**
 * Lines committed so much longer than the window before the fix are not asked about: work may wait on a branch
 * before it lands, and landing is what the window counts from.
 */
const branchLifeDays = 90;

/**
 * Defects of merged pull requests in three tiers; null where a pull request is not mature. Without
 * the repository at hand only reverts and named causes are known. Blame runs for bug fixes alone and is remembered.
 */
export async function judgeDefects(
	context: OutlayContext,
	options: DefectOptions,
): Promise<ByPullRequest<readonly DefectVerdict[] | null>> {
	const { dataEndMs, windowDays, includesLow = false } = options;
	const isBugLabel = bugLabelTest(context.config.defectLabels);
	const verdicts = new ByPullRequest<readonly DefectVerdict[] | null>();
	for (const { repo, repository, pullRequests } of await matchRepositories(context, options.pullRequests)) {
		const commits = repository === null ? [] : await repository.history();
		const landing = landingOf(commits, repository?.branch.tip ?? null, pullRequests);
		const reverts = options.reverts.filter((one) => one.repo === repo);
		const base = { repo, commits, landing, pullRequests, reverts };
		const history: DefectHistory = { ...base, dataEndMs, windowDays, isBugLabel, includesLow };
		let blamed: ReadonlyMap<string, BlamedFix> = new Map();
		if (repository !== null) {
			const shas = bugFixesOf(history).flatMap((fix) => fix.shas);
			blamed = await blamedFixes(context, repository.git, shas, windowDays + branchLifeDays);
		}
		for (const [number, found] of findDefects(history, blamed)) verdicts.set({ repo, number }, found);
	}
	return verdicts;
}
