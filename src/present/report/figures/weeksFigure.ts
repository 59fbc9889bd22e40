import * as Plot from '@observablehq/plot';
import { formatUsd } from '../../../core/money.js';
import type { Report } from '../../../core/report/model.js';
import { colors, draw, type Drawing } from './drawing.js';

/** The shared axis of weeks: at most nine dates are written out. */
function weekAxis(weeks: Report['weeks']): Plot.PlotOptions {
	const days = weeks.map(({ week }) => week);
	const every = Math.ceil(weeks.length / 9);
	return {
		width: 720,
		height: 180,
		marginLeft: 50,
		x: {
			domain: days,
			label: null,
			ticks: days.filter((_, index) => index % every === 0),
			tickFormat: (day: string) => day.slice(5),
		},
	};
}

function spendByWeek(weeks: Report['weeks']): Drawing {
	const rows = weeks.map(({ week, costMicros, isPartial }) => ({
		week,
		usd: (costMicros ?? 0) / 1_000_000,
		opacity: isPartial ? 0.45 : 1,
	}));
	return draw(
		'figure-week-spend',
		'Spend by week (pale: not whole in the period)',
		weeks.map(({ week, costMicros }) => `${week}: ${formatUsd(costMicros)}`).join('; '),
		{
			...weekAxis(weeks),
			y: { label: 'US$', grid: true, nice: true, zero: true },
			marks: [
				Plot.barY(rows, { x: 'week', y: 'usd', fill: colors.soft, fillOpacity: 'opacity' }),
				Plot.ruleY([0], { stroke: colors.line }),
			],
		},
	);
}

function mergedByWeek(weeks: Report['weeks']): Drawing {
	const rows = weeks.flatMap(({ week, mergedAi, mergedNone }) => [
		{ week, arm: 'AI evidence', count: mergedAi, color: colors.ai },
		{ week, arm: 'no AI evidence', count: mergedNone, color: colors.none },
	]);
	return draw(
		'figure-week-merged',
		'Merged pull requests by week: AI evidence below, no AI evidence (pale, outlined) above',
		weeks.map(({ week, mergedAi, mergedNone }) => `${week}: ${mergedAi} and ${mergedNone}`).join('; '),
		{
			...weekAxis(weeks),
			y: { label: 'PRs', grid: true, nice: true, zero: true },
			marks: [
				Plot.barY(rows, {
					x: 'week',
					y: 'count',
					fill: 'color',
					fillOpacity: (row: { arm: string }) => (row.arm === 'AI evidence' ? 1 : 0.35),
					stroke: 'color',
				}),
				Plot.ruleY([0], { stroke: colors.line }),
			],
		},
	);
}

/** Spend by week (where it is known), and below it the merged pull requests of both arms: no second axis. */
export function weeksFigure({ weeks, spend }: Report): Drawing[] {
	if (weeks.length === 0) return [];
	return [...(spend.unknown === null ? [spendByWeek(weeks)] : []), mergedByWeek(weeks)];
}
