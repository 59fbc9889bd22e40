import * as judge from './figureJudges.js';
import { figuresOf, isDelivered, type FigureRule, type FigureSource } from './figureRule.js';
import type { ReportPullRequest } from './model.js';

const byModel = 'outlay inspect usage --group model';
const byDay = 'outlay inspect usage --group day,model';

/** The chargeback: who belongs to a hidden cell is not told, so it leads to the rule and to a team's own report. */
export function teamFigures({ teams, spend }: FigureSource): FigureRule[] {
	if (teams.teams.length === 0) return [];
	return figuresOf(
		'teams',
		'cell-suppression',
	)({
		id: 'teams',
		title: 'Spend by team and cost centre',
		unit: 'micros',
		value: teams.totalMicros,
		withheld: spend.unknown,
		inspect: ['outlay report --team NAME', 'outlay inspect usage --team NAME'],
	});
}

/** A name of a model as part of a figure's id. */
export const modelId = (model: string): string => model.replace(/[^A-Za-z0-9.-]+/g, '-').slice(0, 80);

const models = ({ models: used }: ReportPullRequest): string => `sessions on ${used.join(', ')}`;

/** Spend by model, what its cache was worth, and small work on an expensive one. */
export function modelFigures({ models: section, pullRequests }: FigureSource): FigureRule[] {
	const delivered = pullRequests.filter(isDelivered);
	return [
		...figuresOf('models', 'models')(
			...section.rows.map(({ model, costMicros }) => ({
				id: `model-${modelId(model)}`,
				title: `Spend on ${model}`,
				unit: 'micros' as const,
				value: costMicros,
				withheld: 'the model has no known price',
				population: delivered.filter(({ models: used }) => used.includes(model)),
				judge: judge.because(models, judge.linkedCost),
				inspect: [byModel, 'outlay inspect links'],
			})),
			{
				id: 'cache-worth',
				title: 'What caching was worth',
				unit: 'micros',
				value: section.cacheWorthMicros,
				withheld: 'no priced model',
				inspect: [byModel],
			},
		),
		...figuresOf(
			'models',
			'small-work',
		)(
			...section.trivialOnExpensive.map(({ expensive, cheaper, differenceMicros, pullRequestKeys }) => ({
				id: `small-work-${modelId(expensive)}`,
				title: `Small work on ${expensive}, less its price on ${cheaper}`,
				unit: 'micros' as const,
				value: differenceMicros,
				judge: judge.among(
					pullRequestKeys,
					judge.linkedCost,
					({ sourceLines, sourceFiles }) =>
						`${sourceLines ?? '?'} lines in ${sourceFiles ?? '?'} source files`,
					null,
				),
				population: 'delivered' as const,
				inspect: ['outlay inspect links'],
			})),
		),
	];
}

/** The watch list. */
export function watchFigures({ watch }: FigureSource): FigureRule[] {
	return figuresOf(
		'watch',
		'watch-list',
	)(
		...watch.map(({ rule, what, costMicros, pullRequestKeys, inspect }) => ({
			id: `watch-${rule}`,
			title: `Spend of ${what}`,
			unit: 'micros' as const,
			value: costMicros,
			judge:
				pullRequestKeys === null
					? null
					: judge.among(
							pullRequestKeys,
							judge.linkedCost,
							({ sourceLines }) => `${sourceLines ?? '?'} changed source lines`,
							null,
						),
			population: 'delivered' as const,
			inspect: [inspect],
		})),
	);
}

/** The forecast rests on days. */
export function forecastFigures({ forecast }: FigureSource): FigureRule[] {
	return figuresOf(
		'forecast',
		'forecast',
	)(
		...forecast.rows.map(({ horizon, endsBefore, expectedMicros, withheld }) => ({
			id: `forecast-${horizon}`,
			title: `Expected spend of the ${horizon} before ${endsBefore}`,
			unit: 'micros' as const,
			value: expectedMicros,
			withheld,
			inspect: [byDay],
		})),
	);
}
