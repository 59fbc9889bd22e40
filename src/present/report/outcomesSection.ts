import type { Difference, Estimate } from '../../core/report/estimate.js';
import type { Report } from '../../core/report/model.js';
import { counted, formatDuration, formatNumber, formatPoints, formatShare, signed } from '../format.js';
import type { Cell, Table } from '../table.js';
import { differenceCell, estimateCell, textCell } from './cells.js';
import type { Section } from './document.js';

const perMonth = (value: number): string => formatNumber(value, 2);
const share = (value: number): string => formatShare(value);
const change = (value: number): string => signed(formatPoints(value));
const sharePoints = (value: number): string => formatPoints(value * 100);

/** Per developer and month, from the figures per developer and period. */
function monthly(report: Report): { ai: Estimate; none: Estimate; difference: Difference } {
	const { ai, none } = report.arms;
	const known = [ai, none]
		.map((arm) => arm.mergedPrsPerDeveloper)
		.find(({ value }) => value !== null && value > 0);
	const months =
		known?.value == null || known.perMonth == null || known.perMonth === 0 ? 1 : known.value / known.perMonth;
	const scaled = (value: number | null): number | null => (value === null ? null : value / months);
	const estimate = (figure: Estimate): Estimate => ({
		...figure,
		value: scaled(figure.value),
		low: scaled(figure.low),
		high: scaled(figure.high),
	});
	const difference = report.differences.mergedPrsPerDeveloper;
	return {
		ai: estimate(ai.mergedPrsPerDeveloper),
		none: estimate(none.mergedPrsPerDeveloper),
		difference: {
			...difference,
			value: scaled(difference.value),
			low: scaled(difference.low),
			high: scaled(difference.high),
		},
	};
}

const isSmall = (one: Estimate, two: Estimate): boolean => one.isSmall || two.isSmall;

/** The difference of the defect rates; where nothing can be told, with what it would take. */
function defectDifferenceCell({ arms, differences }: Report): Cell {
	const { ai, none } = { ai: arms.ai.defectRate30d, none: arms.none.defectRate30d };
	const found = differences.defectRate30d;
	const cell = differenceCell(found, sharePoints, isSmall(ai, none));
	const needed = found.neededPerArm;
	if (found.verdict !== 'no clear difference' || needed === null || needed <= Math.min(ai.n, none.n))
		return cell;
	const words =
		needed > 1_000_000 ? 'too few to tell' : `too few to tell (needs ~${formatNumber(needed)} each)`;
	return { ...cell, text: cell.text.replace(found.verdict, words) };
}

function countRow({ arms }: Report): Cell[] {
	const cell = (count: number): Cell => ({ text: formatNumber(count), values: [count, null, null, count] });
	return [
		textCell('Merged PRs'),
		cell(arms.ai.mergedPrs),
		cell(arms.none.mergedPrs),
		{ text: '', values: [null, null, null, null] },
	];
}

function outcomeRows(report: Report): Cell[][] {
	const { arms, differences } = report;
	const rate = monthly(report);
	const review = (arm: 'ai' | 'none'): Cell => {
		const figure = arms[arm].timeToFirstReviewHours;
		return estimateCell(figure, formatDuration, `${figure.reviewed} of ${figure.n} reviewed`);
	};
	const n = (figure: Estimate): string => `n ${formatNumber(figure.n)}`;
	return [
		countRow(report),
		[
			textCell('per developer and month'),
			estimateCell(rate.ai, perMonth, counted(rate.ai.n, 'developer')),
			estimateCell(rate.none, perMonth, counted(rate.none.n, 'developer')),
			differenceCell(rate.difference, perMonth, isSmall(rate.ai, rate.none)),
		],
		[
			textCell('First review, median'),
			review('ai'),
			review('none'),
			differenceCell(
				differences.timeToFirstReviewHours,
				formatDuration,
				isSmall(arms.ai.timeToFirstReviewHours, arms.none.timeToFirstReviewHours),
			),
		],
		[
			textCell('Defect within 30 days'),
			estimateCell(arms.ai.defectRate30d, share, n(arms.ai.defectRate30d)),
			estimateCell(arms.none.defectRate30d, share, n(arms.none.defectRate30d)),
			defectDifferenceCell(report),
		],
		[
			textCell('Coverage on touched files'),
			estimateCell(
				arms.ai.coverageDelta,
				change,
				`${arms.ai.coverageDelta.n} of ${arms.ai.coverageDelta.eligible}`,
			),
			estimateCell(
				arms.none.coverageDelta,
				change,
				`${arms.none.coverageDelta.n} of ${arms.none.coverageDelta.eligible}`,
			),
			differenceCell(
				differences.coverageDelta,
				formatPoints,
				isSmall(arms.ai.coverageDelta, arms.none.coverageDelta),
			),
		],
	];
}

/** What this sample could have shown, in words. */
function powerNotes({ differences }: Report): string[] {
	const { defectRate30d: defects } = differences;
	if (defects.value === null) return [];
	const could =
		defects.detectable === null
			? 'The arms are too small to show any rise of the defect rate.'
			: `Smallest rise of the defect rate these arms could have shown: ${sharePoints(defects.detectable)} (80 % power).`;
	return [could];
}

/** The outcome table, with the exact values behind each cell. */
function outcomesTable(report: Report): Table {
	const keys = (arm: string): string[] => [`${arm}_value`, `${arm}_low`, `${arm}_high`, `${arm}_n`];
	return {
		id: 'outcomes',
		title: 'Outcomes by arm',
		columns: [
			{ title: '', align: 'left', keys: ['outcome'] },
			{ title: 'AI evidence', align: 'left', keys: keys('ai') },
			{ title: 'no AI evidence', align: 'left', keys: keys('none') },
			{
				title: 'difference',
				align: 'left',
				keys: ['difference_value', 'difference_low', 'difference_high', 'difference_verdict'],
			},
		],
		rows: outcomeRows(report),
	};
}

/** (b) The four outcomes, AI evidence beside no AI evidence. */
export function outcomesSection(report: Report): Section {
	return {
		id: 'outcomes',
		title: 'What it shipped',
		sentences: [],
		figure: 'outcomes',
		tables: [outcomesTable(report)],
		notes: powerNotes(report),
		isLong: false,
	};
}
