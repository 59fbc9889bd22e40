import * as Plot from '@observablehq/plot';
import { colors, draw, type Drawing } from './drawing.js';

/** One line of an interval figure: a value with its 95 % interval. */
export interface IntervalRow {
	readonly name: string;
	readonly value: number;
	readonly low: number | null;
	readonly high: number | null;
	readonly label: string;
	/** Rests on fewer than 30: hollow and dashed, so that no colour or paleness carries the meaning. */
	readonly isSmall: boolean;
	readonly color: string;
	readonly symbol: 'circle' | 'diamond' | 'square';
}

/** Zero is always on the axis; a lone zero gets some room. */
function domainOf(rows: readonly { readonly low: number; readonly high: number }[]): [number, number] {
	const low = Math.min(0, ...rows.map((row) => row.low));
	const high = Math.max(0, ...rows.map((row) => row.high));
	return low === high ? [low, low + 1] : [low, high];
}

/** Values as points with their intervals as lines, one under the other on an axis that holds zero. */
export function intervalFigure(
	id: string,
	title: string,
	given: readonly IntervalRow[],
	{ axis, format }: { readonly axis: string; readonly format: (value: number) => string },
): Drawing | null {
	if (given.length === 0) return null;
	const rows = given.map((row) => ({ ...row, low: row.low ?? row.value, high: row.high ?? row.value }));
	const words = rows.map(({ name, label, low, high }) =>
		low === high
			? `${name}: ${label}, no interval`
			: `${name}: ${label}, 95 % interval ${format(low)} to ${format(high)}`,
	);
	const line = (some: typeof rows, dashes: string): Plot.Markish =>
		Plot.ruleY(some, {
			x1: 'low',
			x2: 'high',
			y: 'name',
			stroke: 'color',
			strokeWidth: 3,
			strokeDasharray: dashes,
		});
	return draw(id, title, words.join('; '), {
		width: 350,
		height: 62 + rows.length * 34,
		marginLeft: 105,
		marginRight: 64,
		marginBottom: 34,
		marginTop: 14,
		x: { label: axis, grid: true, nice: true, ticks: 4, domain: domainOf(rows) },
		y: { domain: rows.map(({ name }) => name), label: null, tickSize: 0 },
		symbol: { type: 'identity' },
		marks: [
			...(rows.some(({ low }) => low < 0) ? [Plot.ruleX([0], { stroke: colors.line, strokeWidth: 2 })] : []),
			line(
				rows.filter(({ isSmall }) => !isSmall),
				'none',
			),
			line(
				rows.filter(({ isSmall }) => isSmall),
				'5,3',
			),
			Plot.dot(rows, {
				x: 'value',
				y: 'name',
				symbol: 'symbol',
				fill: (row: IntervalRow) => (row.isSmall ? colors.paper : row.color),
				stroke: 'color',
				strokeWidth: 2,
				r: 4.5,
			}),
			Plot.text(rows, { x: 'value', y: 'name', text: 'label', textAnchor: 'start', dx: -5, dy: -13 }),
		],
	});
}
