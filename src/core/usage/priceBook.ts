import type { PriceOverride } from '../config.js';
import { oncePerText } from '../oncePerText.js';
import { parseModelId, type ModelId } from './modelId.js';
import { priceTable } from './priceTable.js';
import type { PriceRow, RateEvidence, Rates } from './rates.js';

/** Claude Code's managed `modelPricing`: an organisation's contract rates, in USD per million tokens. */
export interface ManagedPricing {
	/** Factor on the list price of every model without an override; null for none. */
	readonly multiplier: number | null;
	/** Contract rates by model id; one cache write rate stands for both durations. */
	readonly overrides: Readonly<
		Record<
			string,
			{
				readonly input: number;
				readonly output: number;
				readonly cacheRead: number;
				readonly cacheWrite: number;
			}
		>
	>;
}

/** One model's prices over time, the vendor's or the team's own. */
export interface ModelPrices {
	readonly id: ModelId;
	/** Oldest first, never empty. `fromMs` of the first is minus infinity. */
	readonly rows: readonly TimedRow[];
}

/** A price row with its instants in epoch milliseconds. */
export interface TimedRow {
	readonly fromMs: number;
	readonly row: PriceRow;
	/** End of the tier; infinity while it holds. */
	readonly tierUntilMs: number;
	/** Factor on everything, from the managed multiplier. */
	readonly factor: number;
	/** The row's rates and its tier's in `rateSteps` of a micro-USD. */
	readonly steps: Rates;
	readonly tierSteps: Rates | null;
}

/** All prices that hold for this user. */
export interface PriceBook {
	/** Prices of a model id in any vendor's form; null when the model has no known price. */
	pricesOf(model: string): ModelPrices | null;
	/** Where the book departs from the public list. */
	readonly basis: 'list' | 'config' | 'managed';
}

const ownRow = (model: string, from: string | null, rates: Rates, evidence: RateEvidence): PriceRow => ({
	model,
	from: from ?? '2024-01-01',
	rates,
	tier: null,
	fastFactor: null,
	hasGeoPremium: false,
	hasRegionalPremium: false,
	evidence,
	source: evidence === 'managed' ? 'managed settings, modelPricing' : 'outlay.config.json, prices',
});

/** Rates are counted in 1/100,000 of a micro-USD, so that sums stay integers and round once. */
export const rateSteps = 100_000;

const inSteps = (rates: Rates): Rates => ({
	input: Math.round(rates.input * rateSteps),
	cacheWrite5m: Math.round(rates.cacheWrite5m * rateSteps),
	cacheWrite1h: Math.round(rates.cacheWrite1h * rateSteps),
	cacheRead: Math.round(rates.cacheRead * rateSteps),
	output: Math.round(rates.output * rateSteps),
});

const timed = (rows: readonly PriceRow[], factor: number): TimedRow[] =>
	rows
		.map((row) => ({
			fromMs: Date.parse(row.from),
			row,
			tierUntilMs: row.tier?.until ? Date.parse(row.tier.until) : Infinity,
			factor,
			steps: inSteps(row.rates),
			tierSteps: row.tier === null ? null : inSteps(row.tier.rates),
		}))
		.sort((one, two) => one.fromMs - two.fromMs);

/** The first row also prices what is older than it. */
const openStart = (rows: readonly TimedRow[]): TimedRow[] =>
	rows.map((row, index) => (index === 0 ? { ...row, fromMs: -Infinity } : row));

/**
 * The prices that hold for this user: the team's own config first, then the organisation's managed pricing, then
 * the public list. An own price with a `from` date takes over from the list on that date; without one it always
 * holds. Own prices are all-in: no fast, region or long-context surcharge is put on them.
 */
export function priceBook(
	overrides: readonly PriceOverride[] = [],
	managed: ManagedPricing | null = null,
): PriceBook {
	const factor = managed?.multiplier ?? 1;
	const rowsByName = new Map<string, TimedRow[]>();
	for (const row of priceTable) {
		rowsByName.set(row.model, [...(rowsByName.get(row.model) ?? []), ...timed([row], factor)]);
	}
	for (const [model, own] of Object.entries(managed?.overrides ?? {})) {
		const { input, output, cacheRead, cacheWrite } = own;
		const rates = { input, output, cacheRead, cacheWrite5m: cacheWrite, cacheWrite1h: cacheWrite };
		rowsByName.set(parseModelId(model).name, timed([ownRow(model, null, rates, 'managed')], 1));
	}
	const names = new Set(overrides.map((override) => parseModelId(override.model).name));
	for (const name of names) {
		const own = overrides
			.filter((override) => parseModelId(override.model).name === name)
			.map((override) => ownRow(name, override.from, override, 'config'));
		const hasStart = own.every((row) => row.from !== '2024-01-01');
		const before = hasStart ? (rowsByName.get(name) ?? []) : [];
		const firstMs = Math.min(...own.map((row) => Date.parse(row.from)));
		rowsByName.set(name, [...before.filter((row) => row.fromMs < firstMs), ...timed(own, 1)]);
	}
	return {
		basis: overrides.length > 0 ? 'config' : managed === null ? 'list' : 'managed',
		pricesOf: oncePerText((model) => {
			const id = parseModelId(model);
			const rows = rowsByName.get(id.name);
			return rows === undefined ? null : { id, rows: openStart(rows) };
		}),
	};
}
