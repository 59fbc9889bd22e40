import type { Evidence } from '../evidence/evidence.js';
import type { SessionLinks } from '../links/link.js';
import type { SpendBasis } from '../money.js';
import type { CoverageDelta } from '../outcomes/coverageDelta.js';
import type { DefectVerdict } from '../outcomes/defectVerdict.js';
import type { RevertVerdict } from '../outcomes/revertVerdict.js';
import type { ReviewVerdict } from '../outcomes/reviewVerdict.js';
import type { Period } from '../period.js';
import type { Problem } from '../problem.js';
import type { PullRequest } from '../pullRequest.js';
import type { BilledPeriod } from './billedBridge.js';
import type { TokenCounts } from '../usage/call.js';
import type { ManagedPricing, PriceBook } from '../usage/priceBook.js';

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
	/** What the spend was used through (`claude-code`, `vscode`, an API product); absent when the source cannot say. */
	readonly product?: string | null;
	/** True: recorded in notes on commits, at the price of whoever recorded it; absent: counted from transcripts. */
	readonly isNoted?: boolean;
}

/** A person behind spend or pull requests, without a name: the report never prints one. */
export interface ReportPerson {
	readonly personId: string;
	readonly team: string | null;
}

/** What narrowed the inputs; printed in every form of the report. Null for no filter. */
export interface ReportFilters {
	readonly team: string | null;
	readonly model: string | null;
	readonly product: string | null;
	/** Person id; `me` is resolved by the face. */
	readonly author: string | null;
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
	/** False: merged onto another branch (stacked), listed apart. Absent when the source cannot say: taken as true. */
	readonly isOnDefaultBranch?: boolean;
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
	/** What the vendor billed in the period; null or absent when the organisation was never read. */
	readonly billed?: BilledPeriod | null;
	/** First known use of AI, in the period or before; null or absent when that is not known. */
	readonly firstUseAtMs?: number | null;
	/** Why no use of AI is known at all, so that every amount is unknown; null or absent when some is known. */
	readonly unknownSpend?: string | null;
	/** Basis of every `costMicros` in here; absent means `list`. */
	readonly basis?: SpendBasis;
	/** Who is behind the person ids, for the team table; absent: everybody is without a team. */
	readonly people?: readonly ReportPerson[];
	/** Filters that were applied already; absent means none. */
	readonly filters?: ReportFilters;
	/** Commits on the default branches in the period, by arm; null or absent when git was not read. */
	readonly commitCounts?: { readonly ai: number; readonly none: number } | null;
	/** Whose prices the amounts from notes were counted at; absent: there are none. */
	readonly notedPrices?: readonly PriceBook['basis'][];
	/** Claude Code's managed `modelPricing`, when settings name one; absent or null: public prices and the config's. */
	readonly managedPricing?: ManagedPricing | null;
	/** Commits that the default branches reach; null or absent when git was not read. */
	readonly landedCommits?: Pick<ReadonlySet<string>, 'has'> | null;
	/** Web address of each repository's forge (`https://github.com`), for links; one that is missing has no page. */
	readonly forgeUrls?: ReadonlyMap<string, string>;
}
