import { formatUsd } from '../../core/money.js';
import type { Report } from '../../core/report/model.js';
import { counted, formatDuration, formatNumber, formatShare } from '../format.js';
import { plainText } from '../plainText.js';
import type { Cell, Table } from '../table.js';
import { asFigure, countCell, moneyCell, numberCell, textCell } from './cells.js';
import type { Section } from './document.js';

/** What is not known, each with its count; empty when everything is. */
export function notKnown({ quality, spend }: Report): string[] {
	const found: (string | false)[] = [
		spend.unknown !== null && spend.unknown,
		quality.usageKnownSince !== null && `use before ${quality.usageKnownSince}`,
		quality.unpricedCalls > 0 &&
			`${counted(quality.unpricedCalls, 'call')} on a model without a price (${quality.unpricedModels.map((model) => plainText(model, 60)).join(', ')})`,
		quality.partialOutputCalls > 0 &&
			`output of ${formatShare(quality.partialOutputCalls / Math.max(1, quality.calls), 0)} of calls not fully recorded`,
		quality.sessionsWithoutLink > 0 &&
			`${formatNumber(quality.sessionsWithoutLink)} of ${counted(quality.sessions, 'session')} linked to no PR`,
		quality.otherAgents.length > 0 &&
			`what other agents cost: ${quality.otherAgents.map(({ tool, pullRequests }) => `${plainText(tool, 20)} (${counted(pullRequests, 'PR')})`).join(', ')}`,
		quality.withoutCoverage > 0 && `${counted(quality.withoutCoverage, 'PR')} without coverage`,
		quality.withoutReviewData > 0 &&
			`${counted(quality.withoutReviewData, 'PR')} from a source without reviews`,
		quality.immature > 0 && `${counted(quality.immature, 'PR')} too young for the defect rate`,
		quality.withoutAuthor > 0 && `${counted(quality.withoutAuthor, 'PR')} whose author is nobody we know`,
		(quality.withoutPersonMicros ?? 0) > 0 &&
			`${formatUsd(quality.withoutPersonMicros)} of ${formatUsd(spend.totalMicros)} by nobody we know`,
		(quality.linkedOutsidePeriodMicros ?? 0) > 0 &&
			`${formatUsd(quality.linkedOutsidePeriodMicros)} of direct cost was spent outside the period`,
	];
	return found.filter((line) => line !== false);
}

function evidenceTable({ quality }: Report): Table {
	return {
		id: 'evidence',
		title: 'Evidence the AI arm rests on (a PR may rest on several)',
		columns: [
			{ title: 'Evidence', align: 'left', keys: ['evidence'] },
			{ title: 'Merged PRs', align: 'right', keys: ['pull_requests'] },
		],
		rows: quality.evidence
			.filter(({ pullRequests }) => pullRequests > 0)
			.map(({ kind, pullRequests }) => [
				textCell(kind),
				asFigure(`evidence-${kind}`, countCell(pullRequests)),
			]),
	};
}

function sensitivityTable({ quality, spend }: Report): Table {
	const share = (value: number): string => formatShare(value);
	return {
		id: 'sensitivity',
		title: 'The same figures when weaker or only stronger evidence counts',
		columns: [
			{ title: 'Evidence', align: 'left', keys: ['minimum_strength'] },
			{ title: 'AI PRs', align: 'right', keys: ['merged_ai'] },
			{ title: 'others', align: 'right', keys: ['merged_none'] },
			{ title: 'defects AI', align: 'right', keys: ['defect_rate_ai'] },
			{ title: 'others', align: 'right', keys: ['defect_rate_none'] },
			{ title: 'review AI', align: 'right', keys: ['review_hours_ai'] },
			{ title: 'others', align: 'right', keys: ['review_hours_none'] },
			{ title: 'direct', align: 'right', keys: ['direct_median_usd'] },
			{ title: 'loaded AI', align: 'right', keys: ['loaded_ai_usd'] },
		],
		rows: quality.sensitivity.map((row) => [
			{
				text: `${row.minimumStrength}${row.minimumStrength === 'high' ? '' : '+'}${row.isChosen ? ' *' : ''}`,
				values: [row.minimumStrength],
			},
			asFigure(`ai-from-${row.minimumStrength}`, countCell(row.mergedAi)),
			countCell(row.mergedNone),
			numberCell(row.defectRateAi, share),
			numberCell(row.defectRateNone, share),
			numberCell(row.timeToFirstReviewHoursAi, formatDuration),
			numberCell(row.timeToFirstReviewHoursNone, formatDuration),
			moneyCell(row.directMedianMicros, spend.unknown === null ? null : 'not known'),
			moneyCell(row.loadedAiMicros, spend.unknown === null ? null : 'not known'),
		]),
		note: '* the strength this report uses (evidence.minimumStrength).',
	};
}

/** Where the spend is known from; nothing where all of it comes from transcripts. */
function sourcesTable({ spend: { fromNotes, totalMicros, sessions } }: Report): Table[] {
	if (fromNotes === null || totalMicros === null) return [];
	const row = (source: string, micros: number, count: number): Cell[] => [
		textCell(source),
		moneyCell(micros),
		countCell(count),
	];
	return [
		{
			id: 'spend-sources',
			title: 'Where the spend is known from',
			columns: [
				{ title: 'Source', align: 'left', keys: ['source'] },
				{ title: 'Spend', align: 'right', keys: ['cost_usd'] },
				{ title: 'Sessions', align: 'right', keys: ['sessions'] },
			],
			rows: [
				row('transcripts', totalMicros - fromNotes.costMicros, sessions - fromNotes.sessions),
				row('as recorded in notes', fromNotes.costMicros, fromNotes.sessions),
			],
		},
	];
}

/** How much of the spend is a floor, for the forms that are tables only; nothing where every call is whole. */
function recordingTable({ quality }: Report): Table[] {
	const { calls, partialOutputCalls, unpricedCalls } = quality;
	if (partialOutputCalls + unpricedCalls === 0) return [];
	return [
		{
			id: 'recording',
			title: 'Calls that make every cost above a floor',
			columns: [
				{ title: 'Calls', align: 'right', keys: ['calls'] },
				{ title: 'Output not fully recorded', align: 'right', keys: ['partial_output_calls'] },
				{ title: 'Share', align: 'right', keys: ['partial_output_share'] },
				{ title: 'Without a price', align: 'right', keys: ['unpriced_calls'] },
			],
			rows: [
				[
					countCell(calls),
					asFigure('partial-output-calls', countCell(partialOutputCalls)),
					numberCell(partialOutputCalls / Math.max(1, calls), (share) => formatShare(share)),
					asFigure('unpriced-calls', countCell(unpricedCalls)),
				],
			],
		},
	];
}

function problemsTable({ quality }: Report): Table[] {
	if (quality.problems.length === 0) return [];
	return [
		{
			id: 'problems',
			title: 'What was wrong with the inputs and was survived',
			columns: [
				{ title: 'Count', align: 'right', keys: ['count'] },
				{ title: 'Problem', align: 'left', keys: ['code'] },
				{ title: 'For example', align: 'left', keys: ['example'] },
			],
			rows: quality.problems.map(({ code, count, example }) => [
				countCell(count),
				textCell(code),
				textCell(example),
			]),
		},
	];
}

/** (j) Method and data quality. */
export function qualitySection(report: Report): Section {
	const { quality, spend } = report;
	const missing = notKnown(report);
	const { reverts, bots, stacked } = quality.leftOut;
	const apart = [
		...(reverts > 0 ? [counted(reverts, 'revert')] : []),
		...(bots > 0 ? [counted(bots, 'PR', 'PRs').concat(' by dependency bots')] : []),
		...(stacked > 0 ? [counted(stacked, 'PR').concat(' onto other branches')] : []),
	];
	return {
		id: 'quality',
		title: 'Method and data quality',
		sentences: missing.length === 0 ? [] : [`Not known: ${missing.join('; ')}.`],
		figure: null,
		tables: [
			...(quality.evidence.some(({ pullRequests }) => pullRequests > 0) ? [evidenceTable(report)] : []),
			...sourcesTable(report),
			...recordingTable(report),
			sensitivityTable(report),
			...problemsTable(report),
		],
		notes: [
			...(apart.length > 0 ? [`Merged but in no arm: ${apart.join(', ')}.`] : []),
			'Definitions and rule versions: --format html, or --format csv --table definitions.',
			`Error of the inferred defect tier: precision ${quality.inferredTier.precision}, recall ${quality.inferredTier.recall} (${quality.inferredTier.source}).`,
			...(spend.basis === 'list'
				? [
						'Costs are worked out from tokens: on a subscription they are the API-equivalent value, not spend.',
					]
				: []),
			...(quality.clientCostMicros === null
				? []
				: [`Claude Code's own figure for these sessions: ${formatUsd(quality.clientCostMicros)}.`]),
		],
		isLong: false,
	};
}
