import type { Config } from '../config.js';
import { armFigures, differences } from './armFigures.js';
import { costPerMergedPr, directCosts } from './costPerMergedPr.js';
import type { ReportFilters, ReportInputs } from './inputs.js';
import { linkedSpend } from './linkedSpend.js';
import type { Report } from './model.js';
import { populationOf } from './population.js';
import { isoOf, pullRequestEntry } from './pullRequestEntries.js';
import { quality } from './quality.js';
import { resample } from './resampling.js';
import { weeks } from './weeks.js';

const noFilters: ReportFilters = { team: null, model: null, product: null, author: null };

/**
 * The team outcome report. Pure and linear in its inputs: the same inputs and config give the same report, byte for
 * byte, whenever and wherever it is computed.
 */
export function computeReport(inputs: ReportInputs, config: Config): Report {
	const population = populationOf(inputs, config.evidence.minimumStrength);
	const spend = linkedSpend(inputs.spend, inputs.links, population);
	const resampled = resample(population, directCosts(population, spend));
	const periodMs = inputs.period.untilMs - inputs.period.sinceMs;
	const arms = {
		ai: armFigures(population, 'ai', resampled, periodMs),
		none: armFigures(population, 'none', resampled, periodMs),
	};
	const found = quality(inputs, population, spend);
	const merged = new Set(population.merged);
	const { totalMicros, ...bridge } = spend.bridge;
	const entry = (placed: (typeof population.all)[number]): Report['pullRequests'][number] =>
		pullRequestEntry(placed, spend, inputs.forgeUrl ?? 'https://github.com');
	return {
		schema: 'outlay.report/1',
		period: {
			since: isoOf(inputs.period.sinceMs),
			until: isoOf(inputs.period.untilMs),
			timezone: inputs.period.timezone,
		},
		generatedAt: isoOf(inputs.generatedAtMs),
		dataEnd: isoOf(inputs.dataEndMs),
		scope: {
			repos: [...inputs.repos].sort(),
			filters: inputs.filters ?? noFilters,
			pullRequestSource: inputs.pullRequestSource,
			activeDevelopers: population.developers.length,
		},
		spend: {
			currency: 'USD',
			basis: inputs.basis ?? 'list',
			totalMicros,
			bridge,
			calls: found.calls,
			sessions: spend.sessions,
		},
		costPerMergedPr: costPerMergedPr(population, spend, resampled.directMedian),
		arms,
		differences: differences(population, arms, resampled),
		weeks: weeks(inputs, population),
		pullRequests: population.merged.map(entry),
		otherPullRequests: population.all
			.filter((placed) => !merged.has(placed) && spend.byPullRequest.has(placed.key))
			.map(entry),
		quality: found,
	};
}
