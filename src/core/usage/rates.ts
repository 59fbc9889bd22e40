/**
 * What a token of each kind costs, in USD per million tokens — which is micro-USD per token. All five are given
 * explicitly: the cache multipliers differ between models.
 */
export interface Rates {
	readonly input: number;
	readonly cacheWrite5m: number;
	readonly cacheWrite1h: number;
	readonly cacheRead: number;
	readonly output: number;
}

/** Where a rate comes from. */
export type RateEvidence =
	/** The vendor's pricing page or a model's overview page. */
	| 'official'
	/** Third parties that quote the vendor's page. */
	| 'quoted'
	/** Follows from a rule of the vendor, stated in the row's `source`. */
	| 'inferred'
	/** The team's own config. */
	| 'config'
	/** Claude Code's managed `modelPricing`. */
	| 'managed';

/** Rates of the requests above a prompt size; every token of such a request is billed at these. */
export interface ContextTier {
	/** Prompt tokens (input, cache reads and writes) above which the tier holds. */
	readonly abovePromptTokens: number;
	readonly rates: Rates;
	/** First instant at which the tier no longer exists (ISO); null while it does. */
	readonly until: string | null;
	readonly evidence: RateEvidence;
	readonly source: string;
}

/** Rates of a model from one instant on, until the model's next row. */
export interface PriceRow {
	readonly model: string;
	/** ISO instant from which the row holds; the model's first row also prices anything earlier. */
	readonly from: string;
	readonly rates: Rates;
	readonly tier: ContextTier | null;
	/** Factor of fast mode on every token kind; null where the vendor offers or prices none. */
	readonly fastFactor: number | null;
	/** US-only inference costs a tenth more. */
	readonly hasGeoPremium: boolean;
	/** Bedrock's regional profiles cost a tenth more. */
	readonly hasRegionalPremium: boolean;
	readonly evidence: RateEvidence;
	/** Page the five rates were read on, and when. */
	readonly source: string;
}
