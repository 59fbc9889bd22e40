import type { PullRequest } from '../pullRequest.js';
import { defectTiers, type DefectVerdict } from '../outcomes/defectVerdict.js';
import { rounded } from './estimate.js';
import type { LinkedSpend } from './linkedSpend.js';
import type { DefectEntry, ReportPullRequest } from './model.js';
import type { PlacedPullRequest } from './population.js';

/** ISO-8601 UTC of an instant. */
export function isoOf(atMs: number): string {
	return new Date(atMs).toISOString();
}

function defectEntry(defects: readonly DefectVerdict[] | null): DefectEntry | null {
	if (defects === null || defects.length === 0) return null;
	const [surest] = [...defects].sort(
		(one, two) =>
			defectTiers.indexOf(one.tier) - defectTiers.indexOf(two.tier) ||
			one.atMs - two.atMs ||
			((one.fixCommit ?? '') < (two.fixCommit ?? '') ? -1 : 1),
	);
	if (surest === undefined) return null;
	return {
		tier: surest.tier,
		at: isoOf(surest.atMs),
		ageDays: rounded(surest.ageDays) ?? 0,
		fixCommit: surest.fixCommit,
		fixPullRequest: surest.fixPullRequest,
		why: surest.why,
	};
}

const safeRepo = /^[\w.-]+\/[\w.-]+$/;

/**
 * Page of a pull request on its GitHub; null from sources that only know git or a file, or for a name no forge has.
 *
 * @param forgeUrls web address of each repository's forge
 */
export function pullRequestUrl(
	{ source, repo, number }: PullRequest,
	forgeUrls: ReadonlyMap<string, string>,
): string | null {
	const forgeUrl = forgeUrls.get(repo);
	if (source !== 'github' || forgeUrl === undefined || !safeRepo.test(repo)) return null;
	return `${forgeUrl}/${repo}/pull/${number}`;
}

/** One pull request as the figures used it: the end of every trail. No title, no author. */
export function pullRequestEntry(
	placed: PlacedPullRequest,
	spend: LinkedSpend,
	forgeUrls: ReadonlyMap<string, string>,
): ReportPullRequest {
	const { pullRequest, review, coverage } = placed;
	const linked = spend.byPullRequest.get(pullRequest);
	return {
		repo: pullRequest.repo,
		number: pullRequest.number,
		state: placed.state,
		mergedAt: pullRequest.mergedAtMs === null ? null : isoOf(pullRequest.mergedAtMs),
		arm: placed.arm,
		strength: placed.strength,
		evidence: placed.evidence,
		costMicros: linked?.costMicros ?? null,
		costInPeriodMicros: linked?.inPeriodMicros ?? null,
		costFromNotesMicros: linked?.notedMicros ?? null,
		sessions: linked?.sessions ?? 0,
		models: linked?.models ?? [],
		timeToFirstReviewMs: review.timeToFirstReviewMs,
		reviewState: review.reviewState,
		reviewedInDraft: review.reviewedInDraft,
		watchedMs: review.watchedMs,
		watchEndedBy: review.endedBy,
		isMature: placed.defects !== null,
		defect: defectEntry(placed.defects),
		coverageDelta: rounded(coverage?.deltaPoints ?? null),
		coverageMissing: coverage === null ? 'no coverage report' : coverage.missing,
		sourceLines: placed.sourceLines,
		sourceFiles: placed.sourceFiles,
		workKind: placed.workKind,
		stratum: placed.stratum,
		hasDeveloper: placed.personId !== null,
		countsAs: placed.countsAs,
		url: pullRequestUrl(pullRequest, forgeUrls),
	};
}
