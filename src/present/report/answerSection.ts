import { formatUsd } from '../../core/money.js';
import { shareOf } from '../../core/report/estimate.js';
import type { Report } from '../../core/report/model.js';
import { counted, formatNumber, formatShare } from '../format.js';
import { priceWords } from '../priceWords.js';
import type { Cell, Table } from '../table.js';
import { plainText } from '../plainText.js';
import { asFigure, moneyCell, numberCell, textCell, usd } from './cells.js';
import type { Section } from './document.js';
import { verdictSentence } from './outcomesSection.js';
import { roundingNote } from './roundingNote.js';

const mergedPrs = ({ arms }: Pick<Report, 'arms'>): number => arms.ai.mergedPrs + arms.none.mergedPrs;

/** What a merged pull request cost, direct and loaded. */
function costSentences({ costPerMergedPr: cost, spend, arms }: Report): string[] {
	if (spend.unknown !== null) return [`What a merged PR cost is not known: ${spend.unknown}.`];
	const merged = mergedPrs({ arms });
	const direct =
		cost.directMedianMicros === null
			? `What a merged AI-assisted PR cost directly is not known: ${cost.withheld ?? 'no data'}.`
			: `A merged AI-assisted PR cost ${formatUsd(cost.directMedianMicros)} of linked use ` +
				`(median of ${formatNumber(cost.directN)}; middle half ${formatUsd(cost.directP25Micros)}–${formatUsd(cost.directP75Micros)}).`;
	const loaded =
		cost.loadedAllMicros === null
			? `No PR was merged, so the ${formatUsd(spend.totalMicros)} cannot be divided over any.`
			: `All spend over all ${counted(merged, 'merged PR')}: ${formatUsd(cost.loadedAllMicros)} each` +
				(cost.loadedAiMicros === null
					? '.'
					: `; over the ${formatNumber(arms.ai.mergedPrs)} AI-assisted: ${formatUsd(cost.loadedAiMicros)} each.`);
	return [direct, loaded];
}

/** Where all the money went, in one sentence. */
function bridgeSentence(report: Report): string[] {
	const { totalMicros, landedDirectlyMicros: directly } = report.spend;
	if (totalMicros === null || totalMicros === 0) return [];
	// "No PR was merged" and "87 % merged" in one breath would be a riddle.
	const isRiddle = directly !== null && directly > 0 && mergedPrs(report) === 0;
	const aside = isRiddle ? ' (without a pull request)' : '';
	const shares = bridgeRows(report).map(
		({ part, share }) =>
			`${share === null ? '?' : formatShare(share, 0)} ${part}${part === 'merged' ? aside : ''}`,
	);
	return [`Of the ${formatUsd(totalMicros)}: ${shares.join(', ')}.`];
}

/** How much of the spend nobody's transcripts tell, but notes on commits. */
export function notedSentence({ spend: { fromNotes } }: Report): string[] {
	if (fromNotes === null) return [];
	const { costMicros, share: part, sessions, prices } = fromNotes;
	const of = part === null ? '' : ` (${formatShare(part, 0)} of all spend)`;
	const counts = `${formatUsd(costMicros)}${of} of ${counted(sessions, 'session')}`;
	const whose = prices.map((basis) => priceWords[basis]).join(' and ');
	return [
		`As recorded in notes on commits: ${counts}, priced at ${whose} when tagged. Untagged work is not known.`,
	];
}

/** What the vendor billed for the same days; nothing where that was not read. */
function billedSentence({ spend: { billed } }: Report): string[] {
	if (billed === null) return [];
	const read = billed.daysRead === billed.days ? '' : ` (${billed.daysRead} of ${billed.days} days read)`;
	return [`The vendor billed ${formatUsd(billed.billedMicros)} for these days${read}.`];
}

/** The sentences that answer: the cost, where the money went, and which outcomes differ. */
export function answer(report: Report): string[] {
	return [
		...costSentences(report),
		...bridgeSentence(report),
		...notedSentence(report),
		...billedSentence(report),
		...verdictSentence(report),
	];
}

const parts = [
	['merged', 'mergedMicros'],
	['open', 'openMicros'],
	['closed', 'closedMicros'],
	['not linked', 'unlinkedMicros'],
] as const;

/** The bridge: where all the money went. */
export function bridgeRows({
	spend,
}: Report): { part: string; figure: string; micros: number | null; share: number | null }[] {
	return parts.map(([part, key]) => ({
		part,
		figure: `spend-${part.replace(' ', '-')}`,
		micros: spend.bridge[key],
		share: shareOf(spend.bridge[key], spend.totalMicros),
	}));
}

const asShare = (share: number): string => formatShare(share);

/** Work that reached the default branch without a pull request is merged work too; trunk-based teams have no other. */
function directNotes({ spend }: Report): string[] {
	if (spend.landedDirectlyMicros === null || spend.landedDirectlyMicros === 0) return [];
	const amount = formatUsd(spend.landedDirectlyMicros);
	return [`Of merged, ${amount} went into commits that landed on the default branch without a pull request.`];
}

/** The bridge as a table: its parts and, last, all spend. */
function bridgeTable(report: Report, unknown: string | null): Table {
	const { totalMicros } = report.spend;
	return {
		id: 'bridge',
		title: 'All spend of the period',
		columns: [
			{ title: 'Pull requests', align: 'left', keys: ['part'] },
			{ title: 'Spend', align: 'right', keys: ['cost_usd'] },
			{ title: 'Share', align: 'right', keys: ['share'] },
		],
		rows: [
			...bridgeRows(report).map(({ part, figure, micros, share }) => [
				textCell(part),
				asFigure(figure, moneyCell(micros, unknown)),
				numberCell(share, asShare),
			]),
			[
				textCell('total'),
				asFigure('spend', moneyCell(totalMicros, unknown)),
				numberCell(shareOf(totalMicros, totalMicros), asShare),
			],
		],
		note: roundingNote(
			bridgeRows(report).map(({ micros }) => micros),
			totalMicros,
		),
	};
}

/** Direct and loaded cost of a merged pull request; a missing one says why. */
function costTable({ costPerMergedPr: cost }: Report, unknown: string | null): Table {
	const noDirect = unknown ?? (cost.directN === 0 ? 'no linked session' : 'too few');
	const direct = (name: string, micros: number | null): Cell[] => [
		textCell(`Direct, ${name}`),
		asFigure('direct-cost', moneyCell(micros, noDirect)),
	];
	const loaded = (name: string, figure: string, micros: number | null): Cell[] => [
		textCell(`Loaded, per ${name}`),
		asFigure(figure, moneyCell(micros, unknown ?? 'none merged')),
	];
	return {
		id: 'cost-per-merged-pr',
		title: 'Cost of a merged pull request',
		columns: [
			{ title: 'Figure', align: 'left', keys: ['figure'] },
			{ title: 'Amount', align: 'right', keys: ['cost_usd'] },
		],
		rows: [
			direct('median', cost.directMedianMicros),
			direct('median: 95 % from', cost.directMedianLowMicros),
			direct('median: 95 % to', cost.directMedianHighMicros),
			direct('a quarter cost less than', cost.directP25Micros),
			direct('a quarter cost more than', cost.directP75Micros),
			direct('mean', cost.directMeanMicros),
			loaded('AI-assisted merged PR', 'loaded-cost-ai', cost.loadedAiMicros),
			loaded('merged PR', 'loaded-cost', cost.loadedAllMicros),
		],
		note:
			cost.withoutSession > 0
				? `${counted(cost.withoutSession, 'AI-assisted merged PR')} without a linked session: cost unknown, not in the direct figures.`
				: '',
	};
}

/** From list prices to the bill; nothing where the organisation's bill was not read. */
function billedTable({ spend: { billed, prices } }: Report): Table[] {
	if (billed === null) return [];
	const row = (step: string, micros: number | null, why: string): Cell[] => [
		textCell(step),
		moneyCell(micros, why),
	];
	const others = billed.otherCurrencies.map(
		({ currency, amountMicros }) => `${usd(amountMicros) ?? ''} ${plainText(currency, 8)}`,
	);
	return [
		{
			id: 'billed',
			title: 'From this report to the bill',
			columns: [
				{ title: 'Step', align: 'left', keys: ['step'] },
				{ title: 'Amount', align: 'right', keys: ['amount_usd'] },
			],
			rows: [
				row(`This report, at ${prices === 'list' ? 'list' : 'its'} prices`, billed.listMicros, 'not known'),
				row('Claude Code outside this report', billed.outsideMicros, 'not known'),
				row('Discount', billed.discountMicros, 'within the line above'),
				row('Other products', billed.otherProductsMicros, 'not known'),
				row('Billed', billed.billedMicros, 'not known'),
			],
			note:
				`Billed: ${billed.daysRead} of ${counted(billed.days, 'UTC day')} read from the vendor, whole days. Outside: other repositories, machines and people; negative where a seat includes the use.` +
				(others.length === 0 ? '' : ` Also billed in other currencies: ${others.join(', ')}.`),
		},
	];
}

/** (a) What a merged pull request cost, and where all the money went. */
export function answerSection(report: Report): Section {
	const { totalMicros, unknown } = report.spend;
	const why = unknown === null ? null : 'not known';
	return {
		id: 'cost',
		title: totalMicros === null ? 'Where the money went: not known' : `Where ${formatUsd(totalMicros)} went`,
		sentences: [],
		figure: 'bridge',
		tables: [bridgeTable(report, why), costTable(report, why), ...billedTable(report)],
		notes: [...directNotes(report), ...notedSentence(report)],
		isLong: false,
	};
}
