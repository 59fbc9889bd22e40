import { parseModelId } from '../../../src/core/usage/modelId.js';
import { priceTable } from '../../../src/core/usage/priceTable.js';
import type { PriceRow, Rates } from '../../../src/core/usage/rates.js';

type SomeRates = { readonly [Kind in keyof Rates]?: number };

/** Rates that a community table gives for a model, in USD per million tokens; it may lack some. */
export interface TheirRow {
	readonly id: string;
	readonly rates: SomeRates;
	/** Rates above so many prompt tokens; null for none. */
	readonly tier: { readonly abovePromptTokens: number; readonly rates: SomeRates } | null;
}

type Json = Readonly<Record<string, unknown>>;
const objectIn = (value: unknown): Json =>
	typeof value === 'object' && value !== null ? (value as Json) : {};

/** The rates among these that are numbers. */
function ratesOf(pairs: readonly (readonly [keyof Rates, unknown])[], factor: number): SomeRates {
	const known = pairs.filter((pair): pair is readonly [keyof Rates, number] => typeof pair[1] === 'number');
	return Object.fromEntries(known.map(([kind, rate]) => [kind, Number((rate * factor).toPrecision(9))]));
}

/** LiteLLM: USD per token, keys with and without a vendor's prefix, a tier by the names of its keys. */
function liteLlmRow(id: string, row: Json): TheirRow {
	const ratesWith = (suffix: string): SomeRates =>
		ratesOf(
			[
				['input', row[`input_cost_per_token${suffix}`]],
				['output', row[`output_cost_per_token${suffix}`]],
				['cacheWrite5m', row[`cache_creation_input_token_cost${suffix}`]],
				['cacheWrite1h', row[`cache_creation_input_token_cost_above_1hr${suffix}`]],
				['cacheRead', row[`cache_read_input_token_cost${suffix}`]],
			],
			1_000_000,
		);
	const thousands = Object.keys(row)
		.map((key) => /^input_cost_per_token_above_(\d+)k_tokens$/.exec(key)?.[1])
		.find((found) => found !== undefined);
	const tier =
		thousands === undefined
			? null
			: { abovePromptTokens: Number(thousands) * 1000, rates: ratesWith(`_above_${thousands}k_tokens`) };
	return { id, rates: ratesWith(''), tier };
}

/** models.dev: USD per million tokens; no one-hour write rate. */
function modelsDevRow(id: string, cost: Json): TheirRow {
	const ratesIn = (of: Json): SomeRates =>
		ratesOf(
			[
				['input', of['input']],
				['output', of['output']],
				['cacheWrite5m', of['cache_write']],
				['cacheRead', of['cache_read']],
			],
			1,
		);
	const tiers = Array.isArray(cost['tiers']) ? cost['tiers'].map(objectIn) : [];
	const tier = tiers.find((one) => objectIn(one['tier'])['type'] === 'context');
	const size = objectIn(tier?.['tier'])['size'];
	return {
		id,
		rates: ratesIn(cost),
		tier:
			tier === undefined || typeof size !== 'number'
				? null
				: { abovePromptTokens: size, rates: ratesIn(tier) },
	};
}

/**
 * The Claude models of a community table: LiteLLM's, by model, or those of Anthropic itself in models.dev's `api.json`.
 * Its rows of other vendors mostly repeat the first-party rate without the regional premium, so they say nothing.
 */
export function theirRows(table: unknown): TheirRow[] {
	const all = objectIn(table);
	const models = objectIn(objectIn(all['anthropic'])['models']);
	const rows =
		'anthropic' in all
			? Object.entries(models).map(([id, model]) => modelsDevRow(id, objectIn(objectIn(model)['cost'])))
			: Object.entries(all).map(([id, row]) => liteLlmRow(id, objectIn(row)));
	return rows.filter(({ id, rates }) => id.includes('claude') && Object.keys(rates).length > 0);
}

/** Our rates now: the last row of each model. */
const ours: ReadonlyMap<string, PriceRow> = new Map(priceTable.map((row) => [row.model, row]));

const differs = (one: number, two: number): boolean => Math.abs(one - two) > 1e-6;

function rateDifferences(
	where: string,
	theirs: SomeRates,
	own: Rates,
	factor: number,
	source: string,
): string[] {
	return (Object.keys(theirs) as (keyof Rates)[]).flatMap((kind) => {
		const there = theirs[kind] ?? 0;
		const here = Number((own[kind] * factor).toPrecision(9));
		return differs(there, here) ? [`${where}: ${kind} is ${there} there, ${here} here (${source})`] : [];
	});
}

/** Where a community row and ours differ, one sentence each. `today`: a day as `YYYY-MM-DD`. */
export function differences(row: TheirRow, today: string): string[] {
	const id = parseModelId(row.id);
	const own = ours.get(id.name);
	if (own === undefined) return [`${row.id}: not in our table`];
	// Their regional rows carry the premium that ours adds when a call is priced.
	const factor = id.isRegional && own.hasRegionalPremium ? 1.1 : 1;
	const base = rateDifferences(row.id, row.rates, own.rates, factor, own.source);
	const ownTier = own.tier !== null && (own.tier.until === null || today < own.tier.until) ? own.tier : null;
	if (row.tier === null) {
		return ownTier === null
			? base
			: [...base, `${row.id}: no rates there above ${ownTier.abovePromptTokens} tokens`];
	}
	const where = `${row.id} above ${row.tier.abovePromptTokens} tokens`;
	if (ownTier?.abovePromptTokens !== row.tier.abovePromptTokens) {
		const ended = own.tier === null ? 'none here' : `none here since ${own.tier.until ?? 'never'}`;
		return [...base, `${where}: rates of their own there, ${ended}`];
	}
	return [...base, ...rateDifferences(where, row.tier.rates, ownTier.rates, factor, ownTier.source)];
}

/** Our models that the rows leave out. */
export function onlyHere(rows: readonly TheirRow[]): string[] {
	const seen = new Set(rows.map(({ id }) => parseModelId(id).name));
	return [...ours.keys()].filter((model) => !seen.has(model));
}
