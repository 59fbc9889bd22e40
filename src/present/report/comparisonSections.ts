import { formatUsd } from '../../core/money.js';
import { matchedFigureId } from '../../core/report/figureRules.js';
import type { MatchedOutcome } from '../../core/report/matchedModel.js';
import type { PeriodChange, Report } from '../../core/report/model.js';
import {
	counted,
	formatDuration,
	formatNumber,
	formatPeriod,
	formatPoints,
	formatShare,
	signed,
} from '../format.js';
import type { Cell, Table } from '../table.js';
import { asFigure, differenceCell, textCell, usd } from './cells.js';
import type { Section } from './document.js';
import { crudeVerdict, isSmallOutcome, matchedVerdict } from './verdictWords.js';

const outcomeNames: Readonly<Record<MatchedOutcome['outcome'], string>> = {
	defectRate30d: 'Defect within 30 days',
	timeToFirstReviewHours: 'First review',
	coverageDelta: 'Coverage',
};

const formats: Readonly<Record<MatchedOutcome['outcome'], (value: number) => string>> = {
	defectRate30d: (value) => formatPoints(value * 100),
	timeToFirstReviewHours: formatDuration,
	coverageDelta: formatPoints,
};

function matchedRow(report: Report, outcome: MatchedOutcome, by: 'developer' | 'kind'): Cell[] {
	const format = formats[outcome.outcome];
	return [
		textCell(outcomeNames[outcome.outcome]),
		differenceCell(
			outcome.crude,
			format,
			isSmallOutcome(report, outcome.outcome),
			crudeVerdict(report, outcome.outcome),
		),
		asFigure(
			matchedFigureId(by, outcome.outcome),
			differenceCell(
				outcome.matched,
				format,
				Math.min(outcome.matchedAi, outcome.matchedNone) < 30,
				matchedVerdict(report, outcome),
			),
		),
		{
			text: `${formatNumber(outcome.matchedAi)} of ${formatNumber(outcome.ofAi)}\n${formatNumber(outcome.matchedNone)} of ${formatNumber(outcome.ofNone)}`,
			values: [outcome.matchedAi, outcome.ofAi, outcome.matchedNone, outcome.ofNone, outcome.strata],
		},
	];
}

const difference = (name: string): string[] =>
	['value', 'low', 'high', 'verdict', 'detectable'].map((part) => `${name}_${part}`);

/** (c) Like compared with like, beside the crude comparison. */
export function matchedSection(report: Report): Section {
	return {
		id: 'matched',
		title: 'Like compared with like',
		sentences: [],
		figure: 'matched',
		tables: report.matched.map((comparison): Table => ({
			id: comparison.by === 'developer' ? 'matched-developer' : 'matched-kind',
			title: `By ${comparison.by}${comparison.developers === null ? '' : ` (${counted(comparison.developers, 'developer')})`}`,
			columns: [
				{ title: 'AI − no AI evidence', align: 'left', keys: ['outcome'] },
				{ title: 'all', align: 'left', keys: difference('crude') },
				{ title: 'matched', align: 'left', keys: difference('matched') },
				{
					title: 'PRs matched',
					align: 'left',
					keys: ['matched_ai', 'of_ai', 'matched_none', 'of_none', 'strata'],
				},
			],
			rows: comparison.outcomes.map((outcome) =>
				matchedRow(report, outcome, comparison.by === 'developer' ? 'developer' : 'kind'),
			),
			note: `Matched: ${comparison.rule}.`,
		})),
		notes: ['PRs matched: AI evidence first, then no AI evidence.'],
		isLong: false,
	};
}

const unitFormats: Readonly<Record<PeriodChange['unit'], (value: number) => string>> = {
	micros: (value) => formatUsd(value),
	count: (value) => formatNumber(value),
	share: (value) => formatShare(value),
	hours: formatDuration,
	points: (value) => signed(formatPoints(value)),
};

function changeCell({ unit }: PeriodChange, value: number | null, isChange: boolean): Cell {
	if (value === null) return { text: '–', values: [null], tone: 'withheld' };
	const format =
		isChange && unit === 'share' ? (share: number) => formatPoints(share * 100) : unitFormats[unit];
	const text = isChange && unit !== 'points' ? signed(format(value)) : format(value);
	return { text, values: [unit === 'micros' ? usd(value) : value] };
}

/** The period before, beside this one; none when it was not asked for. */
export function previousSection({ previous, period }: Report): Section[] {
	if (previous === null) return [];
	return [
		{
			id: 'previous',
			title: 'Against the period before',
			sentences: [],
			figure: null,
			tables: [
				{
					id: 'previous',
					title: `Before: ${formatPeriod({ ...previous, timezone: period.timezone })}`,
					columns: [
						{ title: 'Figure', align: 'left', keys: ['figure'] },
						{ title: 'before', align: 'right', keys: ['before'] },
						{ title: 'now', align: 'right', keys: ['now'] },
						{ title: 'change', align: 'right', keys: ['change'] },
					],
					rows: previous.changes.map((change) => [
						textCell(change.figure),
						changeCell(change, change.before, false),
						changeCell(change, change.now, false),
						changeCell(change, change.change, true),
					]),
				},
			],
			notes: [],
			isLong: false,
		},
	];
}
