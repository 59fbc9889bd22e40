import type { Arm } from '../evidence/evidence.js';
import { startOfDayMs } from '../period.js';
import { rounded, type Difference, type Estimate } from './estimate.js';
import type { FigureUnit } from './figure.js';
import * as judge from './figureJudges.js';
import {
	figuresOf,
	isDelivered,
	type FigureJudge,
	type FigureRule,
	type FigureSource,
	type GivenRule,
} from './figureRule.js';
import { methodFigures, valueFigures } from './methodFigureRules.js';
import { forecastFigures, modelFigures, teamFigures, watchFigures } from './spendFigureRules.js';
import type { MatchedOutcome } from './matchedModel.js';
import type { ReportPullRequest } from './model.js';
import { monthsOf } from './perMonth.js';
import { isoOf } from './pullRequestEntries.js';

const words: Readonly<Record<Arm, string>> = { ai: 'AI evidence', none: 'no AI evidence' };
const bothArms = ['ai', 'none'] as const;

function costFigures({ spend, costPerMergedPr: cost }: FigureSource): FigureRule[] {
	const state = (name: 'merged' | 'open' | 'closed', value: number | null): GivenRule => ({
		id: `spend-${name}`,
		title: `Spend on ${name} pull requests`,
		unit: 'micros',
		value,
		withheld: spend.unknown,
		judge: judge.spentWhile(name),
		population: 'all',
		inspect: ['outlay inspect links'],
	});
	const money = (id: string, title: string, value: number | null, given: Partial<GivenRule>): GivenRule => ({
		...{ id, title, unit: 'micros', value, withheld: value === null ? cost.withheld : null },
		...given,
	});
	return [
		...figuresOf('cost', 'bridge')(
			money('spend', 'All spend', spend.totalMicros, {
				withheld: spend.unknown,
				inspect: ['outlay inspect usage --group day,model'],
			}),
			state('merged', spend.bridge.mergedMicros),
			state('open', spend.bridge.openMicros),
			state('closed', spend.bridge.closedMicros),
			money('spend-not-linked', 'Spend linked to nothing', spend.bridge.unlinkedMicros, {
				withheld: spend.unknown,
				inspect: ['outlay inspect links'],
			}),
		),
		...figuresOf('cost', 'cost-per-merged-pr')(
			money('direct-cost', 'Direct cost of a merged AI-assisted PR, median', cost.directMedianMicros, {
				judge: judge.linkedCost,
				population: 'ai',
				inspect: ['outlay inspect links'],
			}),
			money('loaded-cost-ai', 'All spend per AI-assisted merged PR', cost.loadedAiMicros, {
				judge: judge.isMerged,
				population: 'ai',
			}),
			money('loaded-cost', 'All spend per merged PR', cost.loadedAllMicros, {
				judge: judge.isMerged,
				population: 'delivered',
			}),
		),
	];
}

/** One outcome in both arms, and their difference. */
interface Outcome {
	readonly id: string;
	readonly title: string;
	readonly rule: string;
	readonly unit: FigureUnit;
	readonly estimate: (arm: Arm) => Pick<Estimate, 'value' | 'withheld'>;
	readonly difference: Pick<Difference, 'value' | 'withheld'>;
	readonly judge: FigureJudge;
	readonly compared: FigureJudge;
	readonly inspect: readonly string[];
}

function outcomesOf({ arms, differences }: FigureSource): Outcome[] {
	const months = monthsOf(arms);
	const merged = differences.mergedPrsPerDeveloper;
	return [
		{
			...{
				id: 'merged-per-developer',
				title: 'Merged PRs per developer and month',
				rule: 'merged-per-developer',
			},
			...{ unit: 'count', judge: judge.isOfDeveloper, compared: judge.isOfDeveloper, inspect: [] },
			estimate: (arm) => {
				const { perMonth, withheld } = arms[arm].mergedPrsPerDeveloper;
				return { value: perMonth, withheld };
			},
			difference: {
				value: rounded(merged.value === null ? null : merged.value / months),
				withheld: merged.withheld,
			},
		},
		{
			...{ id: 'first-review', title: 'Time to the first review', rule: 'time-to-first-review' },
			...{ unit: 'hours', judge: judge.firstReview, compared: judge.reviewedOnly },
			estimate: (arm) => arms[arm].timeToFirstReviewHours,
			difference: differences.timeToFirstReviewHours,
			inspect: ['outlay inspect reviews'],
		},
		{
			...{ id: 'defect-rate', title: 'Defect within 30 days', rule: 'defect-rate-30d' },
			...{ unit: 'share', judge: judge.hadDefect, compared: judge.hadDefect },
			estimate: (arm) => arms[arm].defectRate30d,
			difference: differences.defectRate30d,
			inspect: ['outlay inspect defects', 'outlay inspect reverts'],
		},
		{
			...{ id: 'coverage', title: 'Coverage change on touched files', rule: 'coverage-delta' },
			...{ unit: 'points', judge: judge.coverageChange, compared: judge.coverageChange },
			estimate: (arm) => arms[arm].coverageDelta,
			difference: differences.coverageDelta,
			inspect: ['outlay inspect coverage FILE'],
		},
	];
}

function outcomeFigures(report: FigureSource): FigureRule[] {
	const merged = figuresOf(
		'outcomes',
		'arms',
	)(
		...bothArms.map((arm) => ({
			id: `merged-${arm}`,
			title: `Merged PRs, ${words[arm]}`,
			unit: 'count' as const,
			value: report.arms[arm].mergedPrs,
			judge: judge.isMerged,
			population: arm,
			inspect: ['outlay inspect commits'],
		})),
	);
	const outcomes = outcomesOf(report).flatMap((outcome) =>
		figuresOf('outcomes', outcome.rule)(
			...bothArms.map((arm) => ({
				id: `${outcome.id}-${arm}`,
				title: `${outcome.title}, ${words[arm]}`,
				unit: outcome.unit,
				value: outcome.estimate(arm).value,
				withheld: outcome.estimate(arm).withheld,
				judge: outcome.judge,
				population: arm,
				inspect: outcome.inspect,
			})),
			{
				id: `${outcome.id}-difference`,
				title: `${outcome.title}, difference`,
				unit: outcome.unit,
				isDifference: true,
				value: outcome.difference.value,
				withheld: outcome.difference.withheld,
				judge: outcome.compared,
				population: 'delivered',
				inspect: outcome.inspect,
			},
		),
	);
	return [...merged, ...outcomes];
}

/** Defect rates up to each tier, in both arms. */
function defectFigures({ defects }: FigureSource): FigureRule[] {
	return figuresOf(
		'defects',
		'defect-rate-30d',
	)(
		...defects.tiers.flatMap(({ tier, rates }) =>
			bothArms.map((arm) => ({
				id: `defects-${tier}-${arm}`,
				title: `Defect within 30 days up to the tier ${tier}, ${words[arm]}`,
				unit: 'share' as const,
				value: rates[arm].value,
				withheld: rates[arm].withheld,
				judge: judge.hadDefectUpTo(tier),
				population: arm,
				inspect: ['outlay inspect defects', 'outlay inspect reverts'],
			})),
		),
	);
}

const matchedIds: Readonly<
	Record<MatchedOutcome['outcome'], readonly [id: string, title: string, FigureUnit, FigureJudge]>
> = {
	defectRate30d: ['defect-rate', 'Defect within 30 days', 'share', judge.hadDefect],
	timeToFirstReviewHours: ['first-review', 'Time to the first review', 'hours', judge.reviewedOnly],
	coverageDelta: ['coverage', 'Coverage change', 'points', judge.coverageChange],
};

/** Name of a matched figure: the comparison it belongs to and its outcome. */
export function matchedFigureId(by: 'developer' | 'kind', outcome: MatchedOutcome['outcome']): string {
	return `matched-${by}-${matchedIds[outcome][0]}`;
}

function matchedFigures({ matched }: FigureSource): FigureRule[] {
	return matched.flatMap(({ by, rule, outcomes }) =>
		figuresOf(
			'matched',
			'matching',
		)(
			...outcomes.map(({ outcome, matched: difference, pullRequestKeys }) => {
				const [, title, unit, valueOf] = matchedIds[outcome];
				const isSelf = by === 'developer';
				const why = ({ stratum }: ReportPullRequest): string =>
					isSelf ? 'its developer has both arms' : (stratum ?? '');
				return {
					id: matchedFigureId(isSelf ? 'developer' : 'kind', outcome),
					title: `${title}, matched: ${rule}`,
					unit,
					isDifference: true,
					value: difference.value,
					withheld: difference.withheld,
					judge: judge.among(pullRequestKeys, valueOf, why, 'nothing in the other arm to compare it with'),
					population: 'delivered' as const,
				};
			}),
		),
	);
}

/** The pull requests of each week, by its Monday. They come newest merge first, so each week's lie beside each other. */
function mergedByWeek(
	pullRequests: readonly ReportPullRequest[],
	weeks: FigureSource['weeks'],
	timezone: string,
): ReadonlyMap<string, readonly ReportPullRequest[]> {
	const mergedIn = new Map<string, readonly ReportPullRequest[]>();
	let from = 0;
	for (const { week } of weeks.toReversed()) {
		// Instants in ISO 8601 of UTC sort as text.
		const start = isoOf(startOfDayMs(week, timezone));
		let end = from;
		while (end < pullRequests.length && (pullRequests[end]?.mergedAt ?? '') >= start) end += 1;
		mergedIn.set(week, pullRequests.slice(from, end));
		from = end;
	}
	return mergedIn;
}

function weekFigures({ weeks, period, spend, pullRequests }: FigureSource): FigureRule[] {
	const mergedIn = mergedByWeek(pullRequests.filter(isDelivered), weeks, period.timezone);
	return figuresOf(
		'weeks',
		'bridge',
	)(
		...weeks.map(({ week, costMicros }) => ({
			id: `week-${week}`,
			title: `Week of ${week}`,
			unit: 'micros' as const,
			value: costMicros,
			withheld: spend.unknown,
			population: mergedIn.get(week) ?? [],
			judge: judge.isMerged,
			inspect: ['outlay inspect usage --group day,model'],
		})),
	);
}

/** Every figure of the report that leads somewhere, in the order of the page. */
export function figureRules(report: FigureSource): FigureRule[] {
	return [
		...costFigures(report),
		...outcomeFigures(report),
		...defectFigures(report),
		...matchedFigures(report),
		...weekFigures(report),
		...teamFigures(report),
		...modelFigures(report),
		...watchFigures(report),
		...forecastFigures(report),
		...valueFigures(report),
		...methodFigures(report),
	];
}
