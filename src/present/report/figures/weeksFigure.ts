import * as Plot from '@observablehq/plot';
import { formatUsd } from '../../../core/money.js';
import type { Report } from '../../../core/report/model.js';
import { colors, draw, type Drawing } from './drawing.js';

/** Spend by week, and below it the merged pull requests of both arms: two figures, no second axis. */
export function weeksFigure({ weeks }: Report): Drawing[] {
	if (weeks.length === 0) return [];
	const days = weeks.map(({ week }) => week);
	const every = Math.ceil(weeks.length / 9);
	const x = {
		domain: days,
		label: null,
		ticks: days.filter((_, index) => index % every === 0),
		tickFormat: (day: string) => day.slice(5),
	};
	const spend = weeks.map(({ week, costMicros, isPartial }) => ({
		week,
		usd: costMicros / 1_000_000,
		opacity: isPartial ? 0.45 : 1,
	}));
	const merged = weeks.flatMap(({ week, mergedAi, mergedNone }) => [
		{ week, arm: 'AI evidence', count: mergedAi, color: colors.ai },
		{ week, arm: 'no AI evidence', count: mergedNone, color: colors.none },
	]);
	const shared = { width: 720, height: 180, marginLeft: 50, x };
	return [
		draw(
			'figure-week-spend',
			'Spend by week (pale: not whole in the period)',
			weeks.map(({ week, costMicros }) => `${week}: ${formatUsd(costMicros)}`).join('; '),
			{
				...shared,
				y: { label: 'US$', grid: true, nice: true, zero: true },
				marks: [
					Plot.barY(spend, { x: 'week', y: 'usd', fill: colors.soft, fillOpacity: 'opacity' }),
					Plot.ruleY([0], { stroke: colors.line }),
				],
			},
		),
		draw(
			'figure-week-merged',
			'Merged pull requests by week: AI evidence below, no AI evidence (pale, outlined) above',
			weeks.map(({ week, mergedAi, mergedNone }) => `${week}: ${mergedAi} and ${mergedNone}`).join('; '),
			{
				...shared,
				y: { label: 'PRs', grid: true, nice: true, zero: true },
				marks: [
					Plot.barY(merged, {
						x: 'week',
						y: 'count',
						fill: 'color',
						fillOpacity: (row: { arm: string }) => (row.arm === 'AI evidence' ? 1 : 0.35),
						stroke: 'color',
					}),
					Plot.ruleY([0], { stroke: colors.line }),
				],
			},
		),
	];
}
