import type { Config } from '../config.js';
import { armFigures, differences } from './armFigures.js';
import { priceBook } from '../usage/priceBook.js';
import { billedBridge } from './billedBridge.js';
import { chargeback } from './chargeback.js';
import { costPerMergedPr, directCosts } from './costPerMergedPr.js';
import { defectSection } from './defectSection.js';
import { shareOf } from './estimate.js';
import type { FigureSource } from './figureRule.js';
import { forecast } from './forecast.js';
import type { ReportFilters, ReportInputs } from './inputs.js';
import { linkedSpend, type LinkedSpend } from './linkedSpend.js';
import { reportFigures } from './figures.js';
import { matchedComparisons } from './matched.js';
import type { NotedPart, Report } from './model.js';
import { models } from './models.js';
import { populationOf, type Population } from './population.js';
import { isoOf, pullRequestEntry } from './pullRequestEntries.js';
import { periodChanges, type Compared } from './previousPeriod.js';
import { quality } from './quality.js';
import { resample, type Resampled } from './resampling.js';
import { withUnknownCosts, withUnknownSpend } from './unknownSpend.js';
import { spendSums, type SpendSums } from './spendSums.js';
import { value } from './value.js';
import { watchList } from './watchList.js';
import { weeks } from './weeks.js';

const noFilters: ReportFilters = { team: null, model: null, product: null, author: null };

/** One person's own report hides nothing of that person. */
const isOwn = ({ filters }: ReportInputs): boolean => (filters?.author ?? null) !== null;

/** The figures that everything else hangs on. */
interface CoreFigures extends Pick<Report, 'costPerMergedPr' | 'arms'> {
	readonly population: Population;
	readonly sums: SpendSums;
	readonly linked: LinkedSpend;
	readonly resampled: Resampled;
	readonly spend: Omit<
		Report['spend'],
		'calls' | 'sessions' | 'billed' | 'prices' | 'fromNotes' | 'totalMicros'
	> & {
		readonly totalMicros: number;
	};
}

function core(inputs: ReportInputs, config: Config): CoreFigures {
	const population = populationOf(inputs, config.evidence.minimumStrength);
	const sums = spendSums(inputs.spend);
	const linked = linkedSpend(sums, inputs.links, population, inputs.landedCommits ?? null);
	const resampled = resample(population, directCosts(population, linked));
	const periodMs = inputs.period.untilMs - inputs.period.sinceMs;
	const { totalMicros, ...bridge } = linked.bridge;
	return {
		population,
		sums,
		linked,
		resampled,
		spend: {
			currency: 'USD' as const,
			basis: inputs.basis ?? 'list',
			unknown: null,
			totalMicros,
			bridge,
			landedDirectlyMicros: linked.landedDirectlyMicros,
		},
		costPerMergedPr: costPerMergedPr(population, linked, resampled.directMedian),
		arms: {
			ai: armFigures(population, 'ai', resampled, periodMs),
			none: armFigures(population, 'none', resampled, periodMs),
		},
	};
}

/** The comparison with the period before, from its own inputs. */
function comparedWith(previous: ReportInputs, now: Compared, config: Config): Report['previous'] {
	const before = core(previous, config);
	const unknown = previous.unknownSpend ?? null;
	return {
		since: isoOf(previous.period.sinceMs),
		until: isoOf(previous.period.untilMs),
		changes: periodChanges(now, unknown === null ? before : withUnknownCosts<Compared>(before, unknown)),
	};
}

/** How much of the spend is known from notes on commits only. */
function notedPart({ spend, notedPrices = [] }: ReportInputs, totalMicros: number): NotedPart | null {
	const noted = spend.filter(({ isNoted }) => isNoted === true);
	if (noted.length === 0) return null;
	const costMicros = noted.reduce((sum, slice) => sum + slice.costMicros, 0);
	return {
		costMicros,
		share: shareOf(costMicros, totalMicros),
		sessions: new Set(noted.map(({ sessionId }) => sessionId)).size,
		prices: [...notedPrices].sort(),
	};
}

/** All spend with the bill beside it. */
function spendOf(
	inputs: ReportInputs,
	config: Config,
	{ spend, sums, linked }: CoreFigures,
): Report['spend'] {
	const isKnown = (inputs.unknownSpend ?? null) === null;
	return {
		...spend,
		billed: billedBridge(inputs.billed ?? null, isKnown ? spend.totalMicros : null),
		prices: priceBook(config.prices, inputs.managedPricing ?? null).basis,
		fromNotes: notedPart(inputs, spend.totalMicros),
		calls: sums.calls,
		sessions: linked.sessions,
	};
}

/**
 * The team outcome report. Pure and linear in its inputs: the same inputs and config give the same report, byte for
 * byte, whenever and wherever it is computed.
 */
export function computeReport(
	inputs: ReportInputs,
	config: Config,
	previous: ReportInputs | null = null,
): Report {
	const figures = core(inputs, config);
	const { population, sums, linked } = figures;
	const found = quality(inputs, population, figures.arms, sums, linked, figures.costPerMergedPr);
	const crude = differences(population, figures.arms, figures.resampled);
	const merged = new Set(population.merged);
	const forgeUrls = inputs.forgeUrls ?? new Map<string, string>();
	const entry = (placed: (typeof population.all)[number]): Report['pullRequests'][number] =>
		pullRequestEntry(placed, linked, forgeUrls);
	const unknown = inputs.unknownSpend ?? null;
	const known: FigureSource = {
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
		spend: spendOf(inputs, config, figures),
		costPerMergedPr: figures.costPerMergedPr,
		arms: figures.arms,
		differences: crude,
		defects: defectSection(population, figures.arms),
		matched: matchedComparisons(population, crude, isOwn(inputs) ? 0 : config.privacy.k),
		weeks: weeks(inputs, sums, population),
		teams: chargeback(inputs, sums, population, config),
		models: models(inputs, population, linked, config),
		watch: watchList(inputs, sums, population, linked, config),
		forecast: forecast(inputs, sums, config),
		value: value(inputs, population, figures.spend.totalMicros, config),
		previous:
			previous === null
				? null
				: comparedWith(
						previous,
						unknown === null ? figures : withUnknownCosts<Compared>(figures, unknown),
						config,
					),
		pullRequests: population.merged.map(entry),
		otherPullRequests: population.all
			.filter((placed) => !merged.has(placed) && linked.byPullRequest.has(placed.pullRequest))
			.map(entry),
		quality: found,
	};
	const report = unknown === null ? known : withUnknownSpend(known, unknown);
	return { ...report, figures: reportFigures(report) };
}
