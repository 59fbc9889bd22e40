import type { Arm, Evidence, Strength } from '../evidence/evidence.js';
import type { Bridge } from '../links/link.js';
import type { SpendBasis } from '../money.js';
import type { DefectTier } from '../outcomes/defectVerdict.js';
import type { PullRequestState } from '../pullRequest.js';
import type { DefectSection } from './defectSectionModel.js';
import type { BilledBridge } from './billedBridge.js';
import type { Difference, Estimate } from './estimate.js';
import type { ReportFigure } from './figure.js';
import type { ReportFilters } from './inputs.js';
import type { MatchedComparison } from './matchedModel.js';
import type {
	ChargebackTable,
	ForecastSection,
	ModelSection,
	ValueSection,
	WatchItem,
} from './sectionModel.js';
import type { ReportQuality } from './qualityModel.js';

/** The same amounts, each null when it is not known. */
export type Unknowable<Amounts> = { readonly [Key in keyof Amounts]: number | null };

export interface DefectEstimate extends Estimate {
	readonly defects: number;
	/** Cumulative: `explicit` includes `revert`, `inferred` includes both. */
	readonly byTier: Readonly<Record<DefectTier, number>>;
	/** Merged too recently to count; shown apart. */
	readonly immature: number;
	/** Defects per 1,000 changed source lines of the mature ones; null when lines are unknown. */
	readonly per1000SourceLines: number | null;
}

export interface CoverageEstimate extends Estimate {
	/** Merged pull requests that touched source files, or whose files are unknown. `n` of them have both reports. */
	readonly eligible: number;
	/** Share of the `n` whose coverage fell. */
	readonly shareFallen: number | null;
	/** Median patch coverage, 0–1. */
	readonly patchCoverageMedian: number | null;
}

export interface ReviewEstimate extends Estimate {
	/** Of the `n` watched: got a qualifying review. */
	readonly reviewed: number;
	readonly unreviewed: number;
	/** Only reviewed while a draft: left out of `n`, counted here. */
	readonly reviewedInDraft: number;
	/** The plain median over reviewed ones, for comparison with other tools. */
	readonly naiveMedianHours: number | null;
	readonly p25Hours: number | null;
	readonly p75Hours: number | null;
	readonly p90Hours: number | null;
	/** Share reviewed by then; merging or closing unreviewed competes (Aalen–Johansen). */
	readonly reviewedBy: readonly { readonly hours: number; readonly share: number | null }[];
}

/** One arm of the comparison. Reverts and dependency bots are not in it. */
export interface ArmFigures {
	readonly mergedPrs: number;
	/** Developers with a merged pull request in this arm. */
	readonly developers: number;
	/** Merged in the period ÷ active developers (the same in both arms: merged something or committed). */
	readonly mergedPrsPerDeveloper: Estimate & { readonly perMonth: number | null };
	readonly defectRate30d: DefectEstimate;
	/** Median change in percentage points. */
	readonly coverageDelta: CoverageEstimate;
	/** Kaplan–Meier median; unreviewed ones are censored at merge, close or the data's end. */
	readonly timeToFirstReviewHours: ReviewEstimate;
}

export interface CostPerMergedPr {
	readonly directMedianMicros: number | null;
	readonly directMeanMicros: number | null;
	readonly directP25Micros: number | null;
	readonly directP75Micros: number | null;
	/** 95 % interval of the median, cluster bootstrap by developer. */
	readonly directMedianLowMicros: number | null;
	readonly directMedianHighMicros: number | null;
	/** AI-assisted merged pull requests with at least one linked session: the direct figures' population. */
	readonly directN: number;
	/** AI-assisted merged ones without a linked session: their cost is unknown, not zero. */
	readonly withoutSession: number;
	/** All spend ÷ merged AI-assisted, and ÷ all merged; null when there are none. */
	readonly loadedAiMicros: number | null;
	readonly loadedAllMicros: number | null;
	readonly withheld: string | null;
}

export interface DefectEntry {
	readonly tier: DefectTier;
	readonly at: string;
	readonly ageDays: number;
	readonly fixCommit: string | null;
	readonly fixPullRequest: number | null;
	readonly why: string;
}

/** One pull request as the figures used it. No title, no author. */
export interface ReportPullRequest {
	readonly repo: string;
	readonly number: number;
	readonly state: PullRequestState;
	readonly mergedAt: string | null;
	readonly arm: Arm;
	readonly strength: Strength | 'none';
	readonly evidence: readonly Evidence[];
	/** Spend linked to it, all of its life; null without a linked session: unknown, not free. */
	readonly costMicros: number | null;
	/** The part of it that was spent in the period: these sum to the bridge. */
	readonly costInPeriodMicros: number | null;
	/** The part of `costMicros` that is recorded in notes; the rest is counted from transcripts. */
	readonly costFromNotesMicros: number | null;
	readonly sessions: number;
	/** Models of the linked sessions. */
	readonly models: readonly string[];
	readonly timeToFirstReviewMs: number | null;
	readonly reviewState: string;
	readonly reviewedInDraft: boolean;
	/** Unreviewed: how long it was watched, and what ended the watch. */
	readonly watchedMs: number | null;
	readonly watchEndedBy: 'merge' | 'close' | 'data-end' | null;
	/** Merged long enough before the data ends for the defect rate. */
	readonly isMature: boolean;
	readonly defect: DefectEntry | null;
	/** Percentage points. */
	readonly coverageDelta: number | null;
	readonly coverageMissing: string | null;
	readonly sourceLines: number | null;
	readonly sourceFiles: number | null;
	readonly workKind: string;
	/** Repository, size, kind of work and month: with whom it is matched; null when its size is unknown. */
	readonly stratum: string | null;
	/** A developer is known that it counts for. */
	readonly hasDeveloper: boolean;
	/** `delivered` ones are in the arms; the others are counted apart. */
	readonly countsAs: 'delivered' | 'revert' | 'bot' | 'stacked';
	/** Page on the forge; null when the source has none. */
	readonly url: string | null;
}

/** Spend of sessions that are known from notes on commits only, priced once by whoever recorded it. */
export interface NotedPart {
	readonly costMicros: number;
	/** Of the report's total; null when that is zero. */
	readonly share: number | null;
	readonly sessions: number;
	/** Whose prices it was counted at. */
	readonly prices: readonly ('list' | 'config' | 'managed')[];
}

export interface WeekRow {
	/** Monday, `YYYY-MM-DD`. */
	readonly week: string;
	readonly isPartial: boolean;
	/** Null when no use is known. */
	readonly costMicros: number | null;
	readonly mergedAi: number;
	readonly mergedNone: number;
	/** Spend of the week ÷ pull requests merged in it; null without any. */
	readonly loadedAllMicros: number | null;
	readonly defects: number;
}

/** A figure now and in the period before. */
export interface PeriodChange {
	readonly figure: string;
	readonly unit: 'micros' | 'count' | 'share' | 'hours' | 'points';
	readonly now: number | null;
	readonly before: number | null;
	readonly change: number | null;
}

/** The team outcome report, `outlay.report/1`. Money is integer micro-USD; times are ISO-8601 UTC. */
export interface Report {
	readonly schema: 'outlay.report/1';
	readonly period: { readonly since: string; readonly until: string; readonly timezone: string };
	readonly generatedAt: string;
	/** Last instant the sources cover. */
	readonly dataEnd: string;
	readonly scope: {
		readonly repos: readonly string[];
		readonly filters: ReportFilters;
		readonly pullRequestSource: string;
		readonly activeDevelopers: number;
	};
	readonly spend: {
		readonly currency: 'USD';
		readonly basis: SpendBasis;
		/** Why the spend is not known; null when it is. Every amount of the report is null then, never zero. */
		readonly unknown: string | null;
		readonly totalMicros: number | null;
		readonly bridge: Unknowable<Omit<Bridge, 'totalMicros'>>;
		/** The part of merged that landed on the default branch without a pull request. */
		readonly landedDirectlyMicros: number | null;
		/** From these amounts to the vendor's bill; null when the ledger has no billed day of the period. */
		readonly billed: BilledBridge | null;
		/** Whose prices the tokens were counted at: the public list, the team's config, managed contract rates. */
		readonly prices: 'list' | 'config' | 'managed';
		/** The part of the total that is recorded in notes on commits; null when there is none. */
		readonly fromNotes: NotedPart | null;
		readonly calls: number;
		readonly sessions: number;
	};
	readonly costPerMergedPr: CostPerMergedPr;
	readonly arms: Readonly<Record<Arm, ArmFigures>>;
	readonly differences: {
		readonly mergedPrsPerDeveloper: Difference;
		readonly defectRate30d: Difference;
		readonly coverageDelta: Difference;
		readonly timeToFirstReviewHours: Difference;
	};
	/** The defect rates taken apart: by tier, corrected, per source line, by size and kind of work. */
	readonly defects: DefectSection;
	readonly matched: readonly MatchedComparison[];
	readonly weeks: readonly WeekRow[];
	readonly teams: ChargebackTable;
	readonly models: ModelSection;
	readonly watch: readonly WatchItem[];
	readonly forecast: ForecastSection;
	readonly value: ValueSection;
	/** Comparison with the period before; null when it was not asked for. */
	readonly previous: {
		readonly since: string;
		readonly until: string;
		readonly changes: readonly PeriodChange[];
	} | null;
	/** Merged in the period, newest first. */
	readonly pullRequests: readonly ReportPullRequest[];
	/** Not merged in the period, with linked spend in it. */
	readonly otherPullRequests: readonly ReportPullRequest[];
	/** The figures by name, each with what it rests on. */
	readonly figures: readonly ReportFigure[];
	readonly quality: ReportQuality;
}
