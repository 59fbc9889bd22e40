import type { Config } from '../config.js';
import { priceBook, type PriceBook } from '../usage/priceBook.js';
import { rounded } from './estimate.js';
import type { ReportInputs } from './inputs.js';
import { cacheWorth, ratesByDay } from './modelRates.js';
import { pullRequestKey, type Population } from './population.js';
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
	sessions: Set<string>;
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
	sessions: new Set(),
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
		totals.sessions.add(slice.sessionId);
		const rates = ratesOn(slice.model, slice.day);
		totals.worth = rates === null || totals.worth === null ? null : totals.worth + cacheWorth(rates, slice);
	}
	return byModel;
}

/** Merged pull requests that a session is linked to, by session. */
function mergedBySession({ links }: ReportInputs, { arms }: Population): Map<string, string[]> {
	const merged = new Set([...arms.ai, ...arms.none].map(({ key }) => key));
	const bySession = new Map<string, string[]>();
	for (const session of links) {
		for (const { repo, pullRequest } of session.links) {
			const key = pullRequest === null ? null : pullRequestKey(repo, pullRequest);
			if (key === null || !merged.has(key)) continue;
			const known = bySession.get(session.sessionId);
			if (known === undefined) bySession.set(session.sessionId, [key]);
			else known.push(key);
		}
	}
	return bySession;
}

/** Merged pull requests that some sessions are linked to, each once. */
function mergedOf(
	sessions: ReadonlySet<string>,
	bySession: ReadonlyMap<string, readonly string[]>,
): ReadonlySet<string> {
	const found = new Set<string>();
	for (const session of sessions) for (const key of bySession.get(session) ?? none) found.add(key);
	return found;
}

const none: readonly string[] = [];

/**
 * Spend by model, how well its cache was used and what that was worth at base list rates, and small work that ran on
 * an expensive model. A model without a known price has no cost, never a zero.
 */
export function models(inputs: ReportInputs, population: Population, config: Config): ModelSection {
	const book = priceBook(config.prices, inputs.managedPricing ?? null);
	const bySession = mergedBySession(inputs, population);
	const rows: ModelRow[] = [...totalsByModel(inputs, book)]
		.map(([model, totals]) => {
			const read = totals.inputTokens + totals.cacheWriteTokens + totals.cacheReadTokens;
			const merged = mergedOf(totals.sessions, bySession);
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
				mergedPrs: merged.size,
				pullRequestKeys: [...merged].sort(),
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
