import type { Evidence } from '../evidence/evidence.js';
import type { SessionLinks } from '../links/link.js';
import type { CoverageDelta } from '../outcomes/coverageDelta.js';
import type { DefectVerdict } from '../outcomes/defectVerdict.js';
import type { RevertVerdict } from '../outcomes/revertVerdict.js';
import type { ReviewVerdict } from '../outcomes/reviewVerdict.js';
import type { Period } from '../period.js';
import type { Problem } from '../problem.js';
import type { PullRequest } from '../pullRequest.js';
import type { TokenCounts } from '../usage/call.js';

/** Spend of one session on one day with one model; the grain the report works on. */
export interface SpendSlice extends TokenCounts {
	readonly sessionId: string;
	/** Calendar day in the report's zone. */
	readonly day: string;
	readonly model: string;
	readonly origin: 'main' | 'subagent';
	readonly personId: string | null;
	readonly repo: string | null;
	readonly calls: number;
	readonly partialOutputCalls: number;
	/** False: the model has no known price, `costMicros` is 0 and the calls are listed apart. */
	readonly isPriced: boolean;
	readonly costMicros: number;
}

/** Everything that was judged about one pull request. */
export interface JudgedPullRequest {
	readonly pullRequest: PullRequest;
	/** Union over the pull request and its commits. */
	readonly evidence: readonly Evidence[];
	/** Person it counts for (an agent's goes to the human who started it); null when unknown. */
	readonly personId: string | null;
	readonly team: string | null;
	/** Changed source lines and files, from git; null when the commits are not at hand. */
	readonly sourceLines: number | null;
	readonly sourceFiles: number | null;
	/** Conventional-commit kind or label-derived: `feat`, `fix`, `docs`, `refactor`, `test`, `chore`, `other`. */
	readonly workKind: string;
	readonly review: ReviewVerdict;
	/** All defects that hit it in the window, surest first; null when the pull request is not mature. */
	readonly defects: readonly DefectVerdict[] | null;
	readonly coverage: CoverageDelta | null;
	/** It reverts something: not "delivered", counted apart. */
	readonly isRevert: boolean;
	/** AI lines where a note or transcript gives them exactly; null otherwise. */
	readonly aiLines: number | null;
	readonly addedLines: number | null;
}

/** What the report is computed from. Pure data: the same inputs give the same report, byte for byte. */
export interface ReportInputs {
	readonly period: Period;
	readonly generatedAtMs: number;
	/** Last instant the sources cover; maturity and censoring count from here. */
	readonly dataEndMs: number;
	readonly repos: readonly string[];
	readonly spend: readonly SpendSlice[];
	readonly links: readonly SessionLinks[];
	/** Merged in the period, plus open and closed ones that carry linked spend. */
	readonly pullRequests: readonly JudgedPullRequest[];
	readonly reverts: readonly RevertVerdict[];
	/** Developers with a merged pull request or a commit in the period, by person id. */
	readonly activeDevelopers: readonly string[];
	/** Where the pull requests come from, as the reader should know it: `GitHub`, `git history`, an import file. */
	readonly pullRequestSource: string;
	/** Missing parts, each with its reason, e.g. no coverage reports. */
	readonly problems: readonly Problem[];
	readonly clientCostMicros: number | null;
}
