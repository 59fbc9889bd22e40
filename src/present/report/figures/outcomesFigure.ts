import * as Plot from '@observablehq/plot';
import type { Estimate } from '../../../core/report/estimate.js';
import type { Report } from '../../../core/report/model.js';
import { formatDuration, formatNumber, formatPoints, formatShare, signed } from '../../format.js';
import { colors, draw, type Drawing } from './drawing.js';

interface Panel {
	readonly id: string;
	readonly title: string;
	readonly axis: string;
	readonly ai: Estimate;
	readonly none: Estimate;
	readonly scale: number;
	readonly format: (value: number) => string;
}

function panels({ arms }: Report): Panel[] {
	const { ai, none } = arms;
	return [
		{
			id: 'merged',
			title: 'Merged PRs per developer in the period',
			axis: 'PRs',
			ai: ai.mergedPrsPerDeveloper,
			none: none.mergedPrsPerDeveloper,
			scale: 1,
			format: (value) => formatNumber(value, 1),
		},
		{
			id: 'review',
			title: 'Hours to the first review, median',
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

/** One outcome: a point and its interval an arm. A circle with AI evidence, a diamond without; small samples pale. */
function panelFigure({ id, title, axis, ai, none, scale, format }: Panel): Drawing | null {
	const rows = [
		{ arm: 'AI evidence', estimate: ai, color: colors.ai, symbol: 'circle' },
		{ arm: 'no AI evidence', estimate: none, color: colors.none, symbol: 'diamond' },
	].flatMap(({ arm, estimate, color, symbol }) => {
		const { value, low, high, n, isSmall } = estimate;
		if (value === null) return [];
		return [
			{
				arm,
				value: value * scale,
				low: (low ?? value) * scale,
				high: (high ?? value) * scale,
				label: `${format(value * scale)}  n ${n}`,
				opacity: isSmall ? 0.45 : 1,
				color,
				symbol,
			},
		];
	});
	if (rows.length === 0) return null;
	const words = rows.map(
		({ arm, label, low, high }) => `${arm}: ${label}, 95 % interval ${format(low)} to ${format(high)}`,
	);
	return draw(`figure-${id}`, title, words.join('; '), {
		width: 350,
		height: 130,
		marginLeft: 105,
		marginRight: 64,
		marginBottom: 34,
		marginTop: 14,
		x: { label: axis, grid: true, nice: true, ticks: 4, domain: domainOf(rows) },
		y: { domain: ['AI evidence', 'no AI evidence'], label: null, tickSize: 0 },
		symbol: { type: 'identity' },
		marks: [
			...(rows.some(({ low }) => low < 0) ? [Plot.ruleX([0], { stroke: colors.line })] : []),
			Plot.ruleY(rows, {
				x1: 'low',
				x2: 'high',
				y: 'arm',
				stroke: 'color',
				strokeWidth: 3,
				strokeOpacity: 'opacity',
			}),
			Plot.dot(rows, {
				x: 'value',
				y: 'arm',
				symbol: 'symbol',
				fill: 'color',
				fillOpacity: 'opacity',
				r: 5,
			}),
			Plot.text(rows, { x: 'value', y: 'arm', text: 'label', textAnchor: 'start', dx: -5, dy: -13 }),
		],
	});
}

/** Zero is always on the axis; a lone zero gets some room. */
function domainOf(rows: readonly { readonly low: number; readonly high: number }[]): [number, number] {
	const low = Math.min(0, ...rows.map((row) => row.low));
	const high = Math.max(0, ...rows.map((row) => row.high));
	return low === high ? [low, low + 1] : [low, high];
}

/** The outcomes that have a figure at all, side by side. */
export function outcomesFigure(report: Report): Drawing[] {
	return panels(report)
		.map(panelFigure)
		.filter((drawing) => drawing !== null);
}
