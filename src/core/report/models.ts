import type { Config } from '../config.js';
import { priceBook, type PriceBook } from '../usage/priceBook.js';
import { rounded } from './estimate.js';
import type { ReportInputs } from './inputs.js';
import type { LinkedSpend } from './linkedSpend.js';
import { cacheWorth, ratesByDay } from './modelRates.js';
import type { Population } from './population.js';
import type { ModelRow, ModelSection } from './sectionModel.js';
import { trivialOnExpensive } from './trivialOnExpensive.js';

interface ModelTotals {
	calls: number;
	costMicros: number;
	isPriced: boolean;
	inputTokens: number;
	outputTokens: number;
	cacheWriteTokens: number;
	cacheReadTokens: number;
	worth: number | null;
}

const fresh = (): ModelTotals => ({
	calls: 0,
	costMicros: 0,
	isPriced: true,
	inputTokens: 0,
	outputTokens: 0,
	cacheWriteTokens: 0,
	cacheReadTokens: 0,
	worth: 0,
});

function totalsByModel(inputs: ReportInputs, book: PriceBook): Map<string, ModelTotals> {
	const ratesOn = ratesByDay(book);
	const byModel = new Map<string, ModelTotals>();
	for (const slice of inputs.spend) {
		const totals = byModel.get(slice.model) ?? fresh();
		byModel.set(slice.model, totals);
		totals.calls += slice.calls;
		totals.costMicros += slice.costMicros;
		totals.isPriced &&= slice.isPriced;
		totals.inputTokens += slice.inputTokens;
		totals.outputTokens += slice.outputTokens;
		totals.cacheWriteTokens += slice.cacheWrite5mTokens + slice.cacheWrite1hTokens;
		totals.cacheReadTokens += slice.cacheReadTokens;
		const rates = ratesOn(slice.model, slice.day);
		totals.worth = rates === null || totals.worth === null ? null : totals.worth + cacheWorth(rates, slice);
	}
	return byModel;
}

/** Keys of the merged pull requests of the arms by the models that their sessions used in the period, sorted. */
function keysByModel({ arms }: Population, { byPullRequest }: LinkedSpend): Map<string, string[]> {
	const byModel = new Map<string, string[]>();
	for (const prs of [arms.ai, arms.none]) {
		for (const { pullRequest, key } of prs) {
			for (const model of byPullRequest.get(pullRequest)?.models ?? []) {
				const keys = byModel.get(model);
				if (keys === undefined) byModel.set(model, [key]);
				else keys.push(key);
			}
		}
	}
	for (const keys of byModel.values()) keys.sort();
	return byModel;
}

/**
 * Spend by model, how well its cache was used and what that was worth at base list rates, and small work that ran on
 * an expensive model. A model without a known price has no cost, never a zero.
 */
export function models(
	inputs: ReportInputs,
	population: Population,
	linked: LinkedSpend,
	config: Config,
): ModelSection {
	const book = priceBook(config.prices, inputs.managedPricing ?? null);
	const keysOf = keysByModel(population, linked);
	const rows: ModelRow[] = [...totalsByModel(inputs, book)]
		.map(([model, totals]) => {
			const read = totals.inputTokens + totals.cacheWriteTokens + totals.cacheReadTokens;
			const pullRequestKeys = keysOf.get(model) ?? [];
			return {
				model,
				calls: totals.calls,
				costMicros: totals.isPriced || totals.costMicros > 0 ? totals.costMicros : null,
				inputTokens: totals.inputTokens,
				outputTokens: totals.outputTokens,
				cacheWriteTokens: totals.cacheWriteTokens,
				cacheReadTokens: totals.cacheReadTokens,
				cacheReadShare: read === 0 ? null : rounded(totals.cacheReadTokens / read),
				cacheWorthMicros: totals.worth === null ? null : Math.round(totals.worth),
				mergedPrs: pullRequestKeys.length,
				pullRequestKeys,
			};
		})
		.sort((one, two) => (two.costMicros ?? -1) - (one.costMicros ?? -1) || (one.model < two.model ? -1 : 1));
	const worths = rows.map(({ cacheWorthMicros }) => cacheWorthMicros).filter((worth) => worth !== null);
	return {
		rows,
		cacheWorthMicros: worths.length === 0 ? null : worths.reduce((sum, worth) => sum + worth, 0),
		...trivialOnExpensive(inputs, population, config, book),
	};
}
