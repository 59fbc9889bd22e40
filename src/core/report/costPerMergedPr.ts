import { mean, medianSorted, quantileSorted } from 'simple-statistics';
import type { LinkedSpend } from './linkedSpend.js';
import type { CostPerMergedPr } from './model.js';
import type { PlacedPullRequest, Population } from './population.js';

/** Merged AI-assisted pull requests with a linked session, with what they cost. */
export function directCosts(
	{ arms }: Population,
	{ byPullRequest }: LinkedSpend,
): { readonly placed: PlacedPullRequest; readonly costMicros: number }[] {
	const costs: { readonly placed: PlacedPullRequest; readonly costMicros: number }[] = [];
	for (const placed of arms.ai) {
		const spend = byPullRequest.get(placed.pullRequest);
		if (spend !== undefined) costs.push({ placed, costMicros: spend.costMicros });
	}
	return costs;
}

/**
 * What a merged pull request cost, two ways that stand together. Direct: linked spend of AI-assisted merged ones
 * that have a linked session (those without one are unknown, not free). Loaded: all spend of the period ÷ merged
 * ones, so that abandoned work is paid for too. No denominator: null, never zero.
 */
export function costPerMergedPr(
	population: Population,
	spend: LinkedSpend,
	bounds: { readonly low: number; readonly high: number } | null,
): CostPerMergedPr {
	const costs = directCosts(population, spend)
		.map(({ costMicros }) => costMicros)
		.sort((one, two) => one - two);
	const { ai, none } = population.arms;
	const of = (figure: (sorted: number[]) => number): number | null =>
		costs.length === 0 ? null : Math.round(figure(costs));
	const loaded = (merged: number): number | null =>
		merged === 0 ? null : Math.round(spend.bridge.totalMicros / merged);
	return {
		directMedianMicros: of(medianSorted),
		directMeanMicros: of(mean),
		directP25Micros: of((sorted) => quantileSorted(sorted, 0.25)),
		directP75Micros: of((sorted) => quantileSorted(sorted, 0.75)),
		directMedianLowMicros: bounds === null ? null : Math.round(bounds.low),
		directMedianHighMicros: bounds === null ? null : Math.round(bounds.high),
		directN: costs.length,
		withoutSession: ai.length - costs.length,
		loadedAiMicros: loaded(ai.length),
		loadedAllMicros: loaded(ai.length + none.length),
		withheld: costs.length > 0 ? null : 'no AI-assisted merged pull request has a linked session',
	};
}
