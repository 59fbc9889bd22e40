import type { Evidence } from '../core/evidence/evidence.js';
import { judgeReview } from '../core/outcomes/firstReview.js';
import type { CoverageDelta } from '../core/outcomes/coverageDelta.js';
import type { DefectVerdict } from '../core/outcomes/defectVerdict.js';
import type { RevertVerdict } from '../core/outcomes/revertVerdict.js';
import { creditOf, type Credit } from '../core/people/credit.js';
import type { PeopleDirectory } from '../core/people/person.js';
import type { PullRequest } from '../core/pullRequest.js';
import type { JudgedPullRequest } from '../core/report/inputs.js';
import { workKindOf } from '../core/workKind.js';
import type { LandedChange } from './landedChanges.js';

/** Key of a pull request over several repositories. */
export const pullRequestKey = (one: Pick<PullRequest, 'repo' | 'number'>): string =>
	`${one.repo}#${one.number}`;

/** What the single rules found, by `pullRequestKey`; `judgePullRequest` puts it together. */
export interface Findings {
	readonly people: PeopleDirectory;
	readonly dataEndMs: number;
	readonly evidence: ReadonlyMap<string, readonly Evidence[]>;
	readonly aiLines: ReadonlyMap<string, number>;
	readonly changes: ReadonlyMap<string, LandedChange>;
	readonly reverts: readonly RevertVerdict[];
	/** Keys of the pull requests that are reverts themselves. */
	readonly reverting: ReadonlySet<string>;
	/** Null: not mature. Missing: as null. */
	readonly defects: ReadonlyMap<string, readonly DefectVerdict[] | null>;
	readonly coverage: ReadonlyMap<string, CoverageDelta>;
	/** Default branch by repository, to tell stacked pull requests; missing when unknown. */
	readonly defaultBranches: ReadonlyMap<string, string>;
}

/** Keys of the pull requests that some reverts came in. */
export function revertingPullRequests(reverts: readonly RevertVerdict[]): Set<string> {
	return new Set(
		reverts.flatMap(({ repo, pullRequest: number }) =>
			number === null ? [] : [pullRequestKey({ repo, number })],
		),
	);
}

/** A judged pull request with the reason whom it counts for. */
export interface CreditedPullRequest {
	readonly judged: JudgedPullRequest;
	readonly credit: Credit;
}

/** Everything that was found about one pull request, as the report takes it. */
export function judgePullRequest(pullRequest: PullRequest, findings: Findings): CreditedPullRequest {
	const key = pullRequestKey(pullRequest);
	const credit = creditOf(pullRequest, findings.people);
	const change = findings.changes.get(key) ?? null;
	const defaultBranch = findings.defaultBranches.get(pullRequest.repo);
	const judged: JudgedPullRequest & { isOnDefaultBranch?: boolean } = {
		pullRequest,
		evidence: findings.evidence.get(key) ?? [],
		personId: credit.personId,
		team: credit.team,
		sourceLines: change?.sourceLines ?? null,
		sourceFiles: change?.sourceFiles ?? null,
		workKind: workKindOf(pullRequest.title, pullRequest.headRef, pullRequest.labels),
		review: judgeReview(pullRequest, findings.people, findings.dataEndMs),
		defects: findings.defects.get(key) ?? null,
		coverage: findings.coverage.get(key) ?? null,
		isRevert: findings.reverting.has(key),
		aiLines: findings.aiLines.get(key) ?? null,
		addedLines: change?.addedLines ?? null,
	};
	if (pullRequest.baseRef === null || defaultBranch === undefined) return { judged, credit };
	// Set apart, not spread: a spread costs more than all the look-ups above.
	judged.isOnDefaultBranch = pullRequest.baseRef === defaultBranch;
	return { judged, credit };
}
