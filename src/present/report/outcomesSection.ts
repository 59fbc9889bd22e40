import { inferredErrorSentence } from '../../core/outcomes/defectError.js';
import type { Difference, Estimate } from '../../core/report/estimate.js';
import type { MatchedOutcome } from '../../core/report/matchedModel.js';
import type { Report } from '../../core/report/model.js';
import { monthsOf } from '../../core/report/perMonth.js';
import { counted, formatDuration, formatNumber, formatPoints, formatShare, signed } from '../format.js';
import type { Cell, Table } from '../table.js';
import { asFigure, differenceCell, estimateCell, textCell } from './cells.js';
import type { Section } from './document.js';
import { crudeVerdict, isSmallOutcome, isTooFewToTell } from './verdictWords.js';

const perMonth = (value: number): string => formatNumber(value, 2);
const share = (value: number): string => formatShare(value);
const change = (value: number): string => signed(formatPoints(value));
const sharePoints = (value: number): string => formatPoints(value * 100);

/** Per developer and month, from the figures per developer and period. */
function monthly(report: Report): { ai: Estimate; none: Estimate; difference: Difference } {
	const { ai, none } = report.arms;
	const months = monthsOf(report.arms);
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
			detectable: scaled(difference.detectable),
		},
	};
}

function countRow({ arms }: Report): Cell[] {
	const cell = (arm: 'ai' | 'none'): Cell => {
		const count = arms[arm].mergedPrs;
		return { text: formatNumber(count), values: [count, null, null, count], figure: `merged-${arm}` };
	};
	return [
		textCell('Merged PRs'),
		cell('ai'),
		cell('none'),
		{ text: '', values: [null, null, null, null, null] },
	];
}

function outcomeRows(report: Report): Cell[][] {
	const { arms, differences } = report;
	const rate = monthly(report);
	const review = (arm: 'ai' | 'none'): Cell => {
		const figure = arms[arm].timeToFirstReviewHours;
		return estimateCell(
			figure,
			formatDuration,
			`${formatNumber(figure.reviewed)} of ${formatNumber(figure.n)} reviewed`,
		);
	};
	const coverage = (arm: 'ai' | 'none'): Cell => {
		const figure = arms[arm].coverageDelta;
		return estimateCell(figure, change, `${formatNumber(figure.n)} of ${formatNumber(figure.eligible)}`);
	};
	const crude = (outcome: MatchedOutcome['outcome'], format: (value: number) => string): Cell =>
		differenceCell(
			differences[outcome],
			format,
			isSmallOutcome(report, outcome),
			crudeVerdict(report, outcome),
		);
	const n = (figure: Estimate): string => `n ${formatNumber(figure.n)}`;
	const named = (id: string, [name, ai, none, difference]: readonly [Cell, Cell, Cell, Cell]): Cell[] => [
		name,
		asFigure(`${id}-ai`, ai),
		asFigure(`${id}-none`, none),
		asFigure(`${id}-difference`, difference),
	];
	return [
		countRow(report),
		named('merged-per-developer', [
			textCell('per developer and month'),
			estimateCell(rate.ai, perMonth, counted(rate.ai.n, 'developer')),
			estimateCell(rate.none, perMonth, counted(rate.none.n, 'developer')),
			differenceCell(rate.difference, perMonth, rate.ai.isSmall || rate.none.isSmall),
		]),
		named('first-review', [
			textCell('First review, median'),
			review('ai'),
			review('none'),
			crude('timeToFirstReviewHours', formatDuration),
		]),
		named('defect-rate', [
			textCell('Defect within 30 days'),
			estimateCell(arms.ai.defectRate30d, share, n(arms.ai.defectRate30d)),
			estimateCell(arms.none.defectRate30d, share, n(arms.none.defectRate30d)),
			crude('defectRate30d', sharePoints),
		]),
		named('coverage', [
			textCell('Coverage on touched files'),
			coverage('ai'),
			coverage('none'),
			crude('coverageDelta', formatPoints),
		]),
	];
}

/** Each outcome's difference with the words and units it is printed in. */
function compared(report: Report): { name: string; found: Difference; format: (value: number) => string }[] {
	const { differences } = report;
	return [
		{ name: 'merged PRs per developer', found: monthly(report).difference, format: perMonth },
		{ name: 'first review', found: differences.timeToFirstReviewHours, format: formatDuration },
		{ name: 'defects', found: differences.defectRate30d, format: sharePoints },
		{ name: 'coverage', found: differences.coverageDelta, format: formatPoints },
	];
}

/** Which outcomes differ between the arms, in one sentence; nothing where no outcome can be compared. */
export function verdictSentence(report: Report): string[] {
	const all = compared(report);
	const clear = all.filter(({ found }) => found.verdict === 'clear');
	// Only of rates is it known how many it would take.
	const isUntold = ({ found }: (typeof all)[number]): boolean =>
		found === report.differences.defectRate30d && isTooFewToTell(report, 'defectRate30d');
	const untold = all.filter(isUntold);
	const unclear = all.filter((one) => one.found.verdict === 'no clear difference' && !isUntold(one));
	const few = all.filter(({ found }) => found.verdict === 'too few');
	if (few.length === all.length) return [];
	const names = (some: typeof all): string => some.map(({ name }) => name).join(', ');
	const months = (name: string): string => (name.startsWith('merged') ? ' a month' : '');
	const words = [
		...clear.map(({ name, found, format }) => `${name} ${signed(format(found.value ?? 0))}${months(name)}`),
		...(unclear.length > 0 ? [`no clear difference in ${names(unclear)}`] : []),
		...(untold.length > 0 ? [`too few to tell in ${names(untold)}`] : []),
		...(few.length > 0 ? [`too few to compare ${names(few)}`] : []),
	];
	return [`With AI evidence against without: ${words.join('; ')}.`];
}

/** What this sample could have shown, in words. */
function powerNotes(report: Report): string[] {
	const shown = compared(report).filter(({ found }) => found.value !== null);
	if (shown.length === 0) return [];
	const smallest = shown.map(({ name, found, format }) =>
		found.detectable === null
			? `${name}: none, the arms are too small`
			: `${name} ${format(found.detectable)}`,
	);
	return [
		`Smallest difference these arms could have shown (80 % power): ${smallest.join('; ')}.`,
		'Differences of times and of coverage are the median over all pairs of one PR from each arm (Hodges–Lehmann), not one median less the other.',
	];
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
				keys: [...['value', 'low', 'high', 'verdict', 'detectable'].map((part) => `difference_${part}`)],
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
		notes: [`Defects include those found by blame. ${inferredErrorSentence()}`, ...powerNotes(report)],
		isLong: false,
	};
}
