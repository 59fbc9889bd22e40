import { rounded, shareOf } from './estimate.js';
import type { PeriodChange, Report } from './model.js';

/** The figures that two periods are compared by. */
export type Compared = Pick<Report, 'costPerMergedPr' | 'arms'> & {
	readonly spend: Pick<Report['spend'], 'totalMicros' | 'bridge'>;
};

const figures: readonly {
	readonly figure: string;
	readonly unit: PeriodChange['unit'];
	readonly of: (report: Compared) => number | null;
}[] = [
	{ figure: 'All spend', unit: 'micros', of: ({ spend }) => spend.totalMicros },
	{
		figure: 'Direct cost, median',
		unit: 'micros',
		of: ({ costPerMergedPr }) => costPerMergedPr.directMedianMicros,
	},
	{
		figure: 'Loaded cost per merged PR',
		unit: 'micros',
		of: ({ costPerMergedPr }) => costPerMergedPr.loadedAllMicros,
	},
	{
		figure: 'Share of spend not linked',
		unit: 'share',
		of: ({ spend }) => shareOf(spend.bridge.unlinkedMicros, spend.totalMicros),
	},
	{ figure: 'Merged PRs, AI evidence', unit: 'count', of: ({ arms }) => arms.ai.mergedPrs },
	{ figure: 'Merged PRs, no AI evidence', unit: 'count', of: ({ arms }) => arms.none.mergedPrs },
	{
		figure: 'Defects within 30 days, AI evidence',
		unit: 'share',
		of: ({ arms }) => arms.ai.defectRate30d.value,
	},
	{
		figure: 'Defects within 30 days, no AI evidence',
		unit: 'share',
		of: ({ arms }) => arms.none.defectRate30d.value,
	},
	{
		figure: 'First review, AI evidence',
		unit: 'hours',
		of: ({ arms }) => arms.ai.timeToFirstReviewHours.value,
	},
	{
		figure: 'First review, no AI evidence',
		unit: 'hours',
		of: ({ arms }) => arms.none.timeToFirstReviewHours.value,
	},
	{ figure: 'Coverage change, AI evidence', unit: 'points', of: ({ arms }) => arms.ai.coverageDelta.value },
	{
		figure: 'Coverage change, no AI evidence',
		unit: 'points',
		of: ({ arms }) => arms.none.coverageDelta.value,
	},
];

/** What changed against the period before. A figure that either period withholds has no change. */
export function periodChanges(now: Compared, before: Compared): PeriodChange[] {
	return figures.map(({ figure, unit, of }) => {
		const current = rounded(of(now));
		const past = rounded(of(before));
		return {
			figure,
			unit,
			now: current,
			before: past,
			change: current === null || past === null ? null : rounded(current - past),
		};
	});
}
