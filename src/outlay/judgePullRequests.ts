import type { Evidence } from '../core/evidence/evidence.js';
import { judgeReview } from '../core/outcomes/firstReview.js';
import type { CoverageDelta } from '../core/outcomes/coverageDelta.js';
import type { DefectVerdict } from '../core/outcomes/defectVerdict.js';
import type { RevertVerdict } from '../core/outcomes/revertVerdict.js';
import { creditOf, type Credit } from '../core/people/credit.js';
import type { PeopleDirectory } from '../core/people/person.js';
import type { PullRequest } from '../core/pullRequest.js';
import { ByPullRequest, type FoundByPullRequest } from '../core/pullRequests/byPullRequest.js';
import type { JudgedPullRequest } from '../core/report/inputs.js';
import { workKindOf } from '../core/workKind.js';
import type { LandedChange } from './landedChanges.js';

/** What the single rules found; `judgePullRequest` puts it together. */
export interface Findings {
	readonly people: PeopleDirectory;
	readonly dataEndMs: number;
	readonly evidence: FoundByPullRequest<readonly Evidence[]>;
	readonly aiLines: FoundByPullRequest<number>;
	readonly changes: FoundByPullRequest<LandedChange>;
	readonly reverts: readonly RevertVerdict[];
	/** The pull requests that are reverts themselves. */
	readonly reverting: Pick<FoundByPullRequest<RevertVerdict>, 'has'>;
	/** Null: not mature. Missing: as null. */
	readonly defects: FoundByPullRequest<readonly DefectVerdict[] | null>;
	readonly coverage: FoundByPullRequest<CoverageDelta>;
	/** Default branch by repository, to tell stacked pull requests; missing when unknown. */
	readonly defaultBranches: ReadonlyMap<string, string>;
}

/** The pull requests that some reverts came in. */
export function revertingPullRequests(reverts: readonly RevertVerdict[]): FoundByPullRequest<RevertVerdict> {
	const reverting = new ByPullRequest<RevertVerdict>();
	for (const revert of reverts)
		if (revert.pullRequest !== null) reverting.set({ repo: revert.repo, number: revert.pullRequest }, revert);
	return reverting;
}

/** A judged pull request with the reason whom it counts for. */
export interface CreditedPullRequest {
	readonly judged: JudgedPullRequest;
	readonly credit: Credit;
}

/** Everything that was found about one pull request, as the report takes it. */
export function judgePullRequest(pullRequest: PullRequest, findings: Findings): CreditedPullRequest {
	const credit = creditOf(pullRequest, findings.people);
	const change = findings.changes.get(pullRequest) ?? null;
	const defaultBranch = findings.defaultBranches.get(pullRequest.repo);
	const judged: JudgedPullRequest & { isOnDefaultBranch?: boolean } = {
		pullRequest,
		evidence: findings.evidence.get(pullRequest) ?? [],
		personId: credit.personId,
		team: credit.team,
		sourceLines: change?.sourceLines ?? null,
		sourceFiles: change?.sourceFiles ?? null,
		workKind: workKindOf(pullRequest.title, pullRequest.headRef, pullRequest.labels),
		review: judgeReview(pullRequest, findings.people, findings.dataEndMs),
		defects: findings.defects.get(pullRequest) ?? null,
		coverage: findings.coverage.get(pullRequest) ?? null,
		isRevert: findings.reverting.has(pullRequest),
		aiLines: findings.aiLines.get(pullRequest) ?? null,
		addedLines: change?.addedLines ?? null,
	};
	if (pullRequest.baseRef === null || defaultBranch === undefined) return { judged, credit };
	// Set apart, not spread: a spread costs more than all the look-ups above.
	judged.isOnDefaultBranch = pullRequest.baseRef === defaultBranch;
	return { judged, credit };
}
