import { formatUsd } from '../../core/money.js';
import type { Report } from '../../core/report/model.js';
import { counted, formatNumber, formatShare } from '../format.js';
import { moneyCell, numberCell, textCell } from './cells.js';
import type { Section } from './document.js';

/** The sentences that answer what a merged pull request cost. */
export function answer({ costPerMergedPr: cost, spend, arms }: Report): string[] {
	const merged = arms.ai.mergedPrs + arms.none.mergedPrs;
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

const parts = [
	['merged', 'mergedMicros'],
	['open', 'openMicros'],
	['closed', 'closedMicros'],
	['not linked', 'unlinkedMicros'],
] as const;

/** The bridge: where all the money went. */
export function bridgeRows({ spend }: Report): { part: string; micros: number; share: number | null }[] {
	return parts.map(([part, key]) => ({
		part,
		micros: spend.bridge[key],
		share: spend.totalMicros === 0 ? null : spend.bridge[key] / spend.totalMicros,
	}));
}

const asShare = (share: number): string => formatShare(share);

/** Work that reached the default branch without a pull request is merged work too; trunk-based teams have no other. */
function directNotes({ spend }: Report): string[] {
	if (spend.landedDirectlyMicros === 0) return [];
	const amount = formatUsd(spend.landedDirectlyMicros);
	return [`Of merged, ${amount} went into commits that landed on the default branch without a pull request.`];
}

/** (a) What a merged pull request cost, and where all the money went. */
export function answerSection(report: Report): Section {
	const { costPerMergedPr: cost, spend } = report;
	const costRows: readonly (readonly [string, number | null])[] = [
		['Direct, median', cost.directMedianMicros],
		['Direct, median: 95 % from', cost.directMedianLowMicros],
		['Direct, median: 95 % to', cost.directMedianHighMicros],
		['Direct, a quarter cost less than', cost.directP25Micros],
		['Direct, a quarter cost more than', cost.directP75Micros],
		['Direct, mean', cost.directMeanMicros],
		['Loaded, per AI-assisted merged PR', cost.loadedAiMicros],
		['Loaded, per merged PR', cost.loadedAllMicros],
	];
	return {
		id: 'cost',
		title: `Where ${formatUsd(spend.totalMicros)} went`,
		sentences: [],
		figure: 'bridge',
		tables: [
			{
				id: 'bridge',
				title: 'All spend of the period',
				columns: [
					{ title: 'Pull requests', align: 'left', keys: ['part'] },
					{ title: 'Spend', align: 'right', keys: ['cost_usd'] },
					{ title: 'Share', align: 'right', keys: ['share'] },
				],
				rows: [
					...bridgeRows(report).map(({ part, micros, share }) => [
						textCell(part),
						moneyCell(micros),
						numberCell(share, asShare),
					]),
					[
						textCell('total'),
						moneyCell(spend.totalMicros),
						numberCell(spend.totalMicros === 0 ? null : 1, asShare),
					],
				],
			},
			{
				id: 'cost-per-merged-pr',
				title: 'Cost of a merged pull request',
				columns: [
					{ title: 'Figure', align: 'left', keys: ['figure'] },
					{ title: 'Amount', align: 'right', keys: ['cost_usd'] },
				],
				rows: costRows.map(([name, micros]) => [textCell(name), moneyCell(micros)]),
				note:
					cost.withoutSession > 0
						? `${counted(cost.withoutSession, 'AI-assisted merged PR')} without a linked session: cost unknown, not in the direct figures.`
						: '',
			},
		],
		notes: directNotes(report),
		isLong: false,
	};
}
