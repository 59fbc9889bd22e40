import * as Plot from '@observablehq/plot';
import { formatUsd } from '../../../core/money.js';
import type { Report } from '../../../core/report/model.js';
import { plainText } from '../../plainText.js';
import { colors, draw, type Drawing } from './drawing.js';

const mostModels = 10;

/** Spend by model, the dearest first. */
export function modelsFigure({ models }: Report): Drawing[] {
	const rows = models.rows
		.filter(({ costMicros }) => costMicros !== null && costMicros > 0)
		.slice(0, mostModels)
		.map(({ model, costMicros }) => ({
			model: plainText(model, 30),
			usd: (costMicros ?? 0) / 1_000_000,
			label: formatUsd(costMicros),
		}));
	if (rows.length === 0) return [];
	return [
		draw('figure-models', 'Spend by model', rows.map(({ model, label }) => `${model}: ${label}`).join('; '), {
			width: 720,
			height: 20 + rows.length * 32,
			marginLeft: 190,
			marginRight: 100,
			marginTop: 4,
			marginBottom: 4,
			x: { axis: null },
			y: { domain: rows.map(({ model }) => model), label: null, tickSize: 0, padding: 0.3 },
			marks: [
				Plot.barX(rows, { x: 'usd', y: 'model', fill: colors.soft }),
				Plot.text(rows, { x: 'usd', y: 'model', text: 'label', textAnchor: 'start', dx: 6 }),
				Plot.ruleX([0], { stroke: colors.line }),
			],
		}),
	];
}

/** Spent so far, expected and its interval, to the end of the month and quarter; none when it is withheld. */
export function forecastFigure({ forecast }: Report): Drawing[] {
	const rows = forecast.rows.flatMap(
		({ horizon, endsBefore, spentMicros, expectedMicros, lowMicros, highMicros }) =>
			spentMicros === null || expectedMicros === null || lowMicros === null || highMicros === null
				? []
				: [
						{
							name: `${horizon} to ${endsBefore}`,
							spent: spentMicros / 1_000_000,
							expected: expectedMicros / 1_000_000,
							low: lowMicros / 1_000_000,
							high: highMicros / 1_000_000,
							label: formatUsd(expectedMicros),
						},
					],
	);
	if (rows.length === 0) return [];
	return [
		draw(
			'figure-forecast',
			'Spent so far (bar), expected (point) and its 95 % interval (line)',
			rows.map(({ name, label }) => `${name}: ${label} expected`).join('; '),
			{
				width: 720,
				height: 60 + rows.length * 44,
				marginLeft: 150,
				marginRight: 30,
				x: { label: 'US$', grid: true, nice: true, zero: true },
				y: { domain: rows.map(({ name }) => name), label: null, tickSize: 0, padding: 0.45 },
				marks: [
					Plot.barX(rows, { x: 'spent', y: 'name', fill: colors.soft }),
					Plot.ruleY(rows, { x1: 'low', x2: 'high', y: 'name', stroke: colors.ai, strokeWidth: 3 }),
					Plot.dot(rows, { x: 'expected', y: 'name', r: 5, fill: colors.ai }),
					Plot.text(rows, { x: 'expected', y: 'name', text: 'label', dy: -16 }),
					Plot.ruleX([0], { stroke: colors.line }),
				],
			},
		),
	];
}
