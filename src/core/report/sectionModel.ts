/** One row of the chargeback. `name` null is spend that nobody's team is known for. */
export interface ChargebackRow {
	readonly name: string | null;
	readonly costCenter: string | null;
	/** Null: withheld, and inside the withheld row's sum. */
	readonly costMicros: number | null;
	readonly people: number | null;
	readonly mergedPrs: number | null;
	readonly mergedAi: number | null;
	readonly withheld: string | null;
}

/** Spend by team and by cost centre; visible rows and the withheld sum add up to the total. */
export interface ChargebackTable {
	readonly k: number;
	readonly rule: string;
	readonly teams: readonly ChargebackRow[];
	readonly costCenters: readonly ChargebackRow[];
	/** Sum of the hidden teams; null when none is hidden. */
	readonly withheldTeams: WithheldSum | null;
	readonly withheldCostCenters: WithheldSum | null;
	/** Null when no use is known. */
	readonly totalMicros: number | null;
}

export interface WithheldSum {
	readonly cells: number;
	readonly costMicros: number | null;
	readonly mergedPrs: number;
}

export interface ModelRow {
	readonly model: string;
	readonly calls: number;
	/** Null for a model without a known price: never a zero. */
	readonly costMicros: number | null;
	readonly inputTokens: number;
	readonly outputTokens: number;
	readonly cacheWriteTokens: number;
	readonly cacheReadTokens: number;
	/** Cache reads ÷ everything read (input, cache writes, cache reads); null without any. */
	readonly cacheReadShare: number | null;
	/** What caching saved (positive) or cost (negative) against paying input price for the same tokens. */
	readonly cacheWorthMicros: number | null;
	readonly mergedPrs: number;
	/** Those merged pull requests, as `owner/name#number`. */
	readonly pullRequestKeys: readonly string[];
}

/** Small and trivial work that ran on an expensive model. */
export interface TierFinding {
	readonly rule: string;
	readonly expensive: string;
	readonly cheaper: string;
	readonly pullRequests: number;
	readonly pullRequestKeys: readonly string[];
	readonly costMicros: number;
	/** The same tokens at the cheaper model's list price. */
	readonly cheaperMicros: number;
	readonly differenceMicros: number;
	readonly inspect: string;
}

export interface ModelSection {
	readonly rows: readonly ModelRow[];
	readonly cacheWorthMicros: number | null;
	readonly trivialOnExpensive: readonly TierFinding[];
	readonly withheld: string | null;
}

/** Something to look at. Counts and money only, nobody's name. */
export interface WatchItem {
	readonly rule: 'day-over-twice-average' | 'week-end-burst' | 'high-spend-trivial-output';
	readonly what: string;
	readonly count: number;
	readonly costMicros: number;
	/** Days or weeks concerned. */
	readonly when: readonly string[];
	/** Pull requests it counts; null for days and weeks. */
	readonly pullRequestKeys: readonly string[] | null;
	readonly inspect: string;
}

export interface ForecastRow {
	readonly horizon: 'month' | 'quarter';
	/** First day after the month or quarter. */
	readonly endsBefore: string;
	readonly spentMicros: number | null;
	readonly expectedMicros: number | null;
	readonly lowMicros: number | null;
	readonly highMicros: number | null;
	readonly withheld: string | null;
	/** True when the period begins after the month or quarter did, so that earlier spend is not in it. */
	readonly startsLate: boolean;
	/** What was taken into account: announced prices, planned headcount. */
	readonly adjustments: readonly string[];
}

export interface ForecastSection {
	readonly method: string;
	readonly rows: readonly ForecastRow[];
}

/** One line of the value section, with the formula it was computed by and the settings that change it. */
export interface ValueLine {
	/** Stable name, e.g. `cost-per-commit`. */
	readonly id: string;
	readonly name: string;
	readonly formula: string;
	/** The formula with this report's numbers. */
	readonly filledIn: string;
	readonly unit: 'micros' | 'share' | 'hours';
	readonly value: number | null;
	readonly settings: readonly string[];
	readonly withheld: string | null;
}

export interface ValueSection {
	readonly lines: readonly ValueLine[];
	readonly note: string;
}
