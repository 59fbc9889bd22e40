import type { ContextTier, PriceRow, RateEvidence, Rates } from './rates.js';

/** Changes with every change of a row below. */
export const priceTableVersion = '2026-11-22';

/** USD for one web search; all models. Source: the pricing page's server-side tools. */
export const webSearchUsd = 0.01;

/** Tenths of the price with `inference_geo: "us"` or a regional Bedrock profile. Source: the pricing page. */
export const regionalTenths = 11;

/** Tenths of the price in the batch tier, every token kind. Source: the pricing page. */
export const batchTenths = 5;

const pricingPage = 'platform.claude.com/docs/en/about-claude/pricing';
const september = `${pricingPage}, September 2026`;

/** Five rates in the order the pricing page has them. */
const rates = (
	input: number,
	cacheWrite5m: number,
	cacheWrite1h: number,
	cacheRead: number,
	output: number,
): Rates => ({ input, cacheWrite5m, cacheWrite1h, cacheRead, output });

type Options = Partial<
	Pick<
		PriceRow,
		'from' | 'tier' | 'fastFactor' | 'hasGeoPremium' | 'hasRegionalPremium' | 'evidence' | 'source'
	>
>;

const row = (model: string, modelRates: Rates, options: Options = {}): PriceRow => ({
	model,
	from: '2024-01-01',
	rates: modelRates,
	tier: null,
	fastFactor: null,
	hasGeoPremium: false,
	hasRegionalPremium: false,
	evidence: 'official',
	source: september,
	...options,
});

/**
 * The premium on prompts over 200,000 tokens: twice the input and cache rates, one and a half times the output
 * rate, on all tokens of the request. It ended for the 4.6 models when a million tokens became standard, and for
 * Sonnet 4 and 4.5 with the long-context beta itself.
 */
const longContext = (base: Rates, until: string): ContextTier => ({
	abovePromptTokens: 200_000,
	rates: rates(
		base.input * 2,
		base.cacheWrite5m * 2,
		base.cacheWrite1h * 2,
		base.cacheRead * 2,
		base.output * 1.5,
	),
	until,
	evidence: 'official',
	source: `${pricingPage}, long context; its end from release notes of March and April 2026`,
});
const betaEnd = '2026-05-01';
const premiumEnd46 = '2026-03-13';

const fable5 = rates(10, 12.5, 20, 1, 50);
const fable51 = rates(10, 12.5, 20, 0.25, 50);
const fable52 = rates(8, 10, 16, 0.2, 40);
const opus4 = rates(15, 18.75, 30, 1.5, 75);
const opus45 = rates(5, 6.25, 10, 0.5, 25);
const opus55 = rates(4, 5, 8, 0.2, 20);
const sonnet4 = rates(3, 3.75, 6, 0.3, 15);
const sonnet5 = rates(2, 2.5, 4, 0.2, 10);

const regional: Options = { hasRegionalPremium: true };
/** From 4.6 on a request can be kept in the United States. */
const since46: Options = { hasRegionalPremium: true, hasGeoPremium: true };
const quoted = (source: string): { evidence: RateEvidence; source: string } => ({
	evidence: 'quoted',
	source,
});

/** Every model with a known price. Rows of one model stand in the order of `from`. */
export const priceTable: readonly PriceRow[] = [
	row('claude-fable-5-2', fable52, {
		...since46,
		from: '2026-11-09',
		fastFactor: 2,
		...quoted('two third parties quoting the page, November 2026; fast mode inferred from the ×2 rule'),
	}),
	row('claude-mythos-5-2', fable52, {
		...since46,
		from: '2026-11-09',
		evidence: 'inferred',
		source: 'parity with Fable 5.2, as for 5 and 5.1',
	}),
	row('claude-fable-5-1', fable51, { ...since46, from: '2026-09-01' }),
	row('claude-mythos-5-1', fable51, { ...since46, from: '2026-09-01' }),
	row('claude-fable-5', fable5, { ...since46, from: '2026-06-01' }),
	row('claude-mythos-5', fable5, { ...since46, from: '2026-06-01' }),
	row('claude-opus-5-5', opus55, { ...since46, from: '2026-09-22', fastFactor: 2 }),
	row('claude-opus-5', opus45, { ...since46, from: '2026-07-24', fastFactor: 2 }),
	row('claude-opus-4-8', opus45, { ...since46, fastFactor: 2 }),
	row('claude-opus-4-7', opus45, { ...since46, fastFactor: 6 }),
	row('claude-opus-4-6', opus45, {
		...since46,
		fastFactor: 6,
		tier: longContext(opus45, premiumEnd46),
	}),
	row('claude-opus-4-5', opus45, regional),
	row('claude-opus-4-1', opus4),
	row('claude-opus-4', opus4),
	row('claude-opus-3', opus4),
	row('claude-sonnet-5-5', sonnet5, {
		...since46,
		from: '2026-09-28',
		source: 'platform.claude.com/docs/en/models/claude-sonnet-5-5/overview',
	}),
	row('claude-sonnet-5-5', rates(2, 2.5, 4, 0.1, 10), {
		...since46,
		from: '2026-10-07',
		...quoted('cut of the cache read rate; two third parties re-checked against the page, October 2026'),
	}),
	// The rise to 3/15 that had been announced for 1 September 2026 did not happen.
	row('claude-sonnet-5', sonnet5, { ...since46, from: '2026-06-30' }),
	row('claude-sonnet-4-6', sonnet4, { ...since46, tier: longContext(sonnet4, premiumEnd46) }),
	row('claude-sonnet-4-5', sonnet4, { ...regional, tier: longContext(sonnet4, betaEnd) }),
	row('claude-sonnet-4', sonnet4, { tier: longContext(sonnet4, betaEnd) }),
	row('claude-sonnet-3-7', sonnet4),
	row('claude-sonnet-3-5', sonnet4),
	row('claude-haiku-5-5', rates(0.1, 0.125, 0.2, 0.01, 0.5), {
		...since46,
		from: '2026-10-07',
		tier: {
			abovePromptTokens: 100_000,
			rates: rates(0.5, 0.625, 1, 0.05, 2.5),
			until: null,
			...quoted('three third parties quoting the page, October 2026'),
		},
		...quoted('three third parties quoting the page, October 2026'),
	}),
	row('claude-haiku-4-5', rates(1, 1.25, 2, 0.1, 5), regional),
	row('claude-haiku-3-5', rates(0.8, 1, 1.6, 0.08, 4)),
	row('claude-haiku-3', rates(0.25, 0.3, 0.5, 0.03, 1.25)),
];
