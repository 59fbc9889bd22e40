import type { Difference } from '../../../core/report/estimate.js';
import type { MatchedOutcome } from '../../../core/report/matchedModel.js';
import type { Report } from '../../../core/report/model.js';
import { formatDuration, formatPoints, signed } from '../../format.js';
import { isSmallOutcome } from '../verdictWords.js';
import { colors, type Drawing } from './drawing.js';
import { intervalFigure, type IntervalRow } from './intervalFigure.js';

const panels: readonly {
	readonly outcome: MatchedOutcome['outcome'];
	readonly title: string;
	readonly axis: string;
	readonly scale: number;
	readonly format: (value: number) => string;
}[] = [
	{
		outcome: 'timeToFirstReviewHours',
		title: 'First review: AI − no AI evidence',
		axis: 'hours',
		scale: 1,
		format: (hours) => signed(formatDuration(hours)),
	},
	{
		outcome: 'defectRate30d',
		title: 'Defect within 30 days: AI − no AI evidence',
		axis: 'points',
		scale: 100,
		format: (points) => signed(formatPoints(points)),
	},
	{
		outcome: 'coverageDelta',
		title: 'Coverage: AI − no AI evidence',
		axis: 'points',
		scale: 1,
		format: (points) => signed(formatPoints(points)),
	},
];

/** The crude and the matched differences of each outcome on one axis with zero on it. */
export function matchedFigure(report: Report): Drawing[] {
	return panels
		.map(({ outcome, title, axis, scale, format }) => {
			const row = (
				name: string,
				{ value, low, high }: Difference,
				given: Pick<IntervalRow, 'isSmall' | 'color' | 'symbol'>,
			): IntervalRow[] =>
				value === null
					? []
					: [
							{
								...given,
								name,
								value: value * scale,
								low: low === null ? null : low * scale,
								high: high === null ? null : high * scale,
								label: format(value * scale),
							},
						];
			const rows = report.matched.flatMap(({ by, outcomes }, index) => {
				const found = outcomes.find((one) => one.outcome === outcome);
				if (found === undefined) return [];
				const isSmall = Math.min(found.matchedAi, found.matchedNone) < 30;
				const name = by === 'developer' ? 'same developer' : 'like work';
				return [
					...(index === 0
						? row('all', found.crude, {
								isSmall: isSmallOutcome(report, outcome),
								color: colors.soft,
								symbol: 'square',
							})
						: []),
					...row(name, found.matched, { isSmall, color: colors.ai, symbol: 'circle' }),
				];
			});
			return intervalFigure(`figure-matched-${outcome}`, title, rows, { axis, format });
		})
		.filter((drawing) => drawing !== null);
}
