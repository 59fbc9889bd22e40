import type { EvidenceKind, Strength } from '../evidence/evidence.js';

/** The four outcomes and the cost when the line between the arms is drawn elsewhere. */
export interface SensitivityRow {
	readonly minimumStrength: Strength;
	readonly isChosen: boolean;
	readonly mergedAi: number;
	readonly mergedNone: number;
	readonly defectRateAi: number | null;
	readonly defectRateNone: number | null;
	readonly timeToFirstReviewHoursAi: number | null;
	readonly timeToFirstReviewHoursNone: number | null;
	readonly coverageDeltaAi: number | null;
	readonly coverageDeltaNone: number | null;
	readonly directMedianMicros: number | null;
	readonly loadedAiMicros: number | null;
}

export interface Definition {
	readonly term: string;
	/** Rule of `rules` that it describes; null for a word. */
	readonly rule: string | null;
	readonly meaning: string;
}

/** What the figures rest on, and what was missing. */
export interface ReportQuality {
	/** Merged pull requests that rest on each kind of evidence (one may rest on several). */
	readonly evidence: readonly { readonly kind: EvidenceKind; readonly pullRequests: number }[];
	/** Agents besides Claude Code that evidence names, with their pull requests in the AI arm: what they cost is not known. */
	readonly otherAgents: readonly { readonly tool: string; readonly pullRequests: number }[];
	readonly minimumStrength: Strength;
	/** Merged but not in an arm. */
	readonly leftOut: { readonly reverts: number; readonly bots: number; readonly stacked: number };
	readonly withoutAuthor: number;
	readonly immature: number;
	readonly withoutCoverage: number;
	readonly withoutReviewData: number;
	readonly calls: number;
	readonly partialOutputCalls: number;
	readonly unpricedCalls: number;
	readonly unpricedModels: readonly string[];
	/** Day of the first known use, when it is after the first day of the period; null otherwise. */
	readonly usageKnownSince: string | null;
	readonly sessions: number;
	readonly sessionsWithoutLink: number;
	readonly withoutPersonMicros: number | null;
	/** Linked to pull requests of this period, but spent outside it. */
	readonly linkedOutsidePeriodMicros: number | null;
	readonly clientCostMicros: number | null;
	readonly problems: readonly { readonly code: string; readonly count: number; readonly example: string }[];
	readonly sensitivity: readonly SensitivityRow[];
	readonly inferredTier: { readonly precision: string; readonly recall: string; readonly source: string };
	readonly rules: Readonly<Record<string, string>>;
	readonly definitions: readonly Definition[];
	readonly caveats: readonly string[];
}
