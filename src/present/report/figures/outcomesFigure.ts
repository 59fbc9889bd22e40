import type { Estimate } from '../../../core/report/estimate.js';
import type { Report } from '../../../core/report/model.js';
import { formatDuration, formatNumber, formatPoints, formatShare, signed } from '../../format.js';
import { colors, type Drawing } from './drawing.js';
import { intervalFigure } from './intervalFigure.js';

interface Panel {
	readonly id: string;
	readonly title: string;
	readonly axis: string;
	readonly ai: Estimate;
	readonly none: Estimate;
	/** From the figure's unit to the axis's. */
	readonly scale: number;
	readonly format: (value: number) => string;
}

/** The same four outcomes, units and numbers as in the table under them. */
function panels({ arms }: Report): Panel[] {
	const { ai, none } = arms;
	const rate = [ai, none]
		.map((arm) => arm.mergedPrsPerDeveloper)
		.find(({ value }) => value !== null && value > 0);
	const perMonth =
		rate?.value == null || rate.perMonth == null || rate.value === 0 ? 1 : rate.perMonth / rate.value;
	return [
		{
			id: 'merged',
			title: 'Merged PRs per developer and month',
			axis: 'PRs',
			ai: ai.mergedPrsPerDeveloper,
			none: none.mergedPrsPerDeveloper,
			scale: perMonth,
			format: (value) => formatNumber(value, 2),
		},
		{
			id: 'review',
			title: 'Time to the first review, median',
			axis: 'hours',
			ai: ai.timeToFirstReviewHours,
			none: none.timeToFirstReviewHours,
			scale: 1,
			format: formatDuration,
		},
		{
			id: 'defects',
			title: 'Defect within 30 days',
			axis: '%',
			ai: ai.defectRate30d,
			none: none.defectRate30d,
			scale: 100,
			format: (value) => formatShare(value / 100),
		},
		{
			id: 'coverage',
			title: 'Coverage change on touched files, median',
			axis: 'points',
			ai: ai.coverageDelta,
			none: none.coverageDelta,
			scale: 1,
			format: (value) => signed(formatPoints(value)),
		},
	];
}

const arms = [
	{ key: 'ai', name: 'AI evidence', color: colors.ai, symbol: 'circle' },
	{ key: 'none', name: 'no AI evidence', color: colors.none, symbol: 'diamond' },
] as const;

/** The outcomes that have a figure at all, side by side: a circle with AI evidence, a diamond without. */
export function outcomesFigure(report: Report): Drawing[] {
	return panels(report)
		.map((panel) => {
			const rows = arms.flatMap(({ key, name, color, symbol }) => {
				const { value, low, high, n, isSmall } = panel[key];
				if (value === null) return [];
				const scaled = (one: number | null): number | null => (one === null ? null : one * panel.scale);
				return [
					{
						...{ name, color, symbol, isSmall, low: scaled(low), high: scaled(high) },
						value: value * panel.scale,
						label: `${panel.format(value * panel.scale)}  n ${formatNumber(n)}`,
					},
				];
			});
			return intervalFigure(`figure-${panel.id}`, panel.title, rows, panel);
		})
		.filter((drawing) => drawing !== null);
}
