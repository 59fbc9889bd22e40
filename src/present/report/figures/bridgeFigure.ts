import * as Plot from '@observablehq/plot';
import { formatUsd } from '../../../core/money.js';
import type { Report } from '../../../core/report/model.js';
import { formatShare } from '../../format.js';
import { bridgeRows } from '../answerSection.js';
import { colors, draw, type Drawing } from './drawing.js';

/** Where all the money went, as bars from zero with the amount at each; none when it is not known. */
export function bridgeFigure(report: Report): Drawing[] {
	if (report.spend.totalMicros === null) return [];
	const rows = bridgeRows(report).map(({ part, micros, share }) => ({
		part,
		usd: (micros ?? 0) / 1_000_000,
		label: `${formatUsd(micros)}${share === null ? '' : ` · ${formatShare(share, 0)}`}`,
		color: part === 'merged' ? colors.ai : colors.soft,
	}));
	const words = rows.map(({ part, label }) => `${part}: ${label}`).join('; ');
	return [
		draw('figure-bridge', 'Spend by what became of the pull request', words, {
			width: 720,
			height: 150,
			marginLeft: 80,
			marginRight: 130,
			marginTop: 4,
			marginBottom: 4,
			x: { axis: null, domain: [0, Math.max(1e-9, ...rows.map(({ usd }) => usd))] },
			y: { domain: rows.map(({ part }) => part), label: null, tickSize: 0, padding: 0.25 },
			marks: [
				Plot.barX(rows, { x: 'usd', y: 'part', fill: 'color' }),
				Plot.text(rows, { x: 'usd', y: 'part', text: 'label', textAnchor: 'start', dx: 6 }),
				Plot.ruleX([0], { stroke: colors.line }),
			],
		}),
	];
}
