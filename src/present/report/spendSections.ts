import { formatUsd } from '../../core/money.js';
import { shareOf } from '../../core/report/estimate.js';
import type { Report } from '../../core/report/model.js';
import type { ChargebackRow, WithheldSum } from '../../core/report/sectionModel.js';
import { modelId } from '../../core/report/spendFigureRules.js';
import { counted, formatNumber, formatShare } from '../format.js';
import { plainText } from '../plainText.js';
import type { Cell, Table } from '../table.js';
import { asFigure, countCell, moneyCell, numberCell, textCell } from './cells.js';
import type { Section } from './document.js';
import { joinedNotes, roundingNote } from './roundingNote.js';

const share = (value: number): string => formatShare(value, 0);

/** A part of the total; empty where there is none to be a part of. */
function shareCell(micros: number | null, total: number | null): Cell {
	const part = shareOf(micros, total);
	return part === null ? { text: '', values: [null] } : numberCell(part, share);
}

function chargebackRow(row: ChargebackRow, total: number | null): Cell[] {
	const name = row.name ?? 'by nobody we know';
	const isHidden = row.withheld !== null;
	return [
		textCell(plainText(name, 60)),
		isHidden
			? { text: `withheld: ${row.withheld}`, values: [null], tone: 'withheld' }
			: moneyCell(row.costMicros),
		isHidden ? { text: '', values: [null] } : shareCell(row.costMicros, total),
		isHidden ? { text: '', values: [null] } : countCell(row.people),
		isHidden ? { text: '', values: [null] } : countCell(row.mergedPrs),
		isHidden ? { text: '', values: [null] } : countCell(row.mergedAi),
	];
}

function chargebackTable(
	id: string,
	title: string,
	rows: readonly ChargebackRow[],
	withheld: WithheldSum | null,
	total: number | null,
): Table {
	const empty: Cell = { text: '', values: [null] };
	const sum: Cell[][] =
		withheld === null
			? []
			: [
					[
						textCell(`${counted(withheld.cells, 'withheld', 'withheld')}, together`),
						moneyCell(withheld.costMicros, 'not known'),
						shareCell(withheld.costMicros, total),
						empty,
						countCell(withheld.mergedPrs),
						empty,
					],
				];
	return {
		id,
		title,
		columns: [
			{ title, align: 'left', keys: ['name'] },
			{ title: 'Spend', align: 'right', keys: ['cost_usd'] },
			{ title: 'Share', align: 'right', keys: ['share'] },
			{ title: 'People', align: 'right', keys: ['people'] },
			{ title: 'Merged', align: 'right', keys: ['merged_prs'] },
			{ title: 'AI', align: 'right', keys: ['merged_ai'] },
		],
		rows: [
			...rows.map((row) => chargebackRow(row, total)),
			...sum,
			[
				textCell('total'),
				asFigure('teams', moneyCell(total, 'not known')),
				shareCell(total, total),
				empty,
				empty,
				empty,
			],
		],
		note: roundingNote(
			[
				...rows.filter((row) => row.withheld === null).map(({ costMicros }) => costMicros),
				...(withheld === null ? [] : [withheld.costMicros]),
			],
			total,
		),
	};
}

/** (e) Teams and cost centres: a chargeback that sums to the total. */
export function teamsSection({ teams }: Report): Section {
	const hasTeams = teams.teams.length > 0;
	return {
		id: 'teams',
		title: 'Teams and cost centres',
		sentences: hasTeams
			? []
			: ['No teams are known: name them in outlay.config.json (people[].team, teams[].costCenter).'],
		figure: null,
		tables: [
			...(hasTeams
				? [chargebackTable('teams', 'Team', teams.teams, teams.withheldTeams, teams.totalMicros)]
				: []),
			...(teams.costCenters.length > 0
				? [
						chargebackTable(
							'cost-centers',
							'Cost centre',
							teams.costCenters,
							teams.withheldCostCenters,
							teams.totalMicros,
						),
					]
				: []),
		],
		notes: hasTeams ? [`${teams.rule} More cells are withheld where a hidden one could be worked out.`] : [],
		isLong: false,
	};
}

const millions = (tokens: number): string =>
	tokens >= 100_000 ? `${formatNumber(tokens / 1_000_000, 1)}\u00a0M` : formatNumber(tokens);

function modelTable({ models, spend }: Report): Table {
	return {
		id: 'models',
		title: 'Spend by model',
		columns: [
			{ title: 'Model', align: 'left', keys: ['model'] },
			{ title: 'Spend', align: 'right', keys: ['cost_usd'] },
			{ title: 'Calls', align: 'right', keys: ['calls'] },
			{ title: 'Input', align: 'right', keys: ['input_tokens', 'cache_write_tokens', 'cache_read_tokens'] },
			{ title: 'Output', align: 'right', keys: ['output_tokens'] },
			{ title: 'From cache', align: 'right', keys: ['cache_read_share'] },
			{ title: 'Cache worth', align: 'right', keys: ['cache_worth_usd'] },
			{ title: 'Merged', align: 'right', keys: ['merged_prs'] },
		],
		rows: models.rows.map((row) => [
			textCell(plainText(row.model, 60)),
			asFigure(`model-${modelId(row.model)}`, moneyCell(row.costMicros, 'no price')),
			countCell(row.calls),
			{
				text: millions(row.inputTokens + row.cacheWriteTokens + row.cacheReadTokens),
				values: [row.inputTokens, row.cacheWriteTokens, row.cacheReadTokens],
			},
			{ text: millions(row.outputTokens), values: [row.outputTokens] },
			numberCell(row.cacheReadShare, share),
			moneyCell(row.cacheWorthMicros, 'no price'),
			countCell(row.mergedPrs),
		]),
		note: joinedNotes(
			'Cache worth: what the cached tokens would have cost at the input price, less what they did cost, at base rates.',
			roundingNote(
				models.rows.map(({ costMicros }) => costMicros),
				spend.totalMicros,
			),
		),
	};
}

function trivialTable({ models }: Report): Table[] {
	if (models.trivialOnExpensive.length === 0) return [];
	return [
		{
			id: 'small-work-on-expensive-models',
			title: 'Small work on an expensive model',
			columns: [
				{ title: 'Model', align: 'left', keys: ['model'] },
				{ title: 'PRs', align: 'right', keys: ['pull_requests'] },
				{ title: 'Cost', align: 'right', keys: ['cost_usd'] },
				{ title: 'instead on', align: 'left', keys: ['cheaper_model'] },
				{ title: 'would be', align: 'right', keys: ['cheaper_usd'] },
				{ title: 'less', align: 'right', keys: ['difference_usd'] },
			],
			rows: models.trivialOnExpensive.map((found) => [
				textCell(plainText(found.expensive, 60)),
				countCell(found.pullRequests),
				moneyCell(found.costMicros),
				textCell(plainText(found.cheaper, 60)),
				moneyCell(found.cheaperMicros),
				asFigure(`small-work-${modelId(found.expensive)}`, moneyCell(found.differenceMicros)),
			]),
			note: joinedNotes(
				`Rule: ${models.trivialOnExpensive[0]?.rule ?? ''}. The cheaper model might need more tokens, or fewer.`,
				models.trivialOnExpensive
					.map((found) => roundingNote([found.cheaperMicros, found.differenceMicros], found.costMicros))
					.find((note) => note !== '') ?? '',
			),
		},
	];
}

/** (f) Models: spend, cache, and small work on an expensive tier. */
export function modelsSection(report: Report): Section {
	const { models } = report;
	return {
		id: 'models',
		title: 'Models',
		sentences:
			models.cacheWorthMicros === null
				? []
				: [
						models.cacheWorthMicros >= 0
							? `Caching was worth ${formatUsd(models.cacheWorthMicros)}.`
							: `Caching cost ${formatUsd(-models.cacheWorthMicros)} more than it saved.`,
					],
		figure: 'models',
		tables: [modelTable(report), ...trivialTable(report)],
		notes: models.withheld === null ? [] : [`Small work on an expensive model: ${models.withheld}.`],
		isLong: false,
	};
}

/** (g) Watch list, without names. */
export function watchSection({ watch }: Report): Section {
	return {
		id: 'watch',
		title: 'Worth a look',
		sentences: watch.length === 0 ? ['Nothing out of the ordinary by these rules.'] : [],
		figure: null,
		tables:
			watch.length === 0
				? []
				: [
						{
							id: 'watch',
							title: 'Days, weeks and work out of the ordinary',
							columns: [
								{ title: 'Count', align: 'right', keys: ['count'] },
								{ title: 'What', align: 'left', keys: ['rule', 'what'] },
								{ title: 'Spend', align: 'right', keys: ['cost_usd'] },
								{ title: 'When', align: 'left', keys: ['when'] },
							],
							rows: watch.map((item) => [
								countCell(item.count),
								{ text: item.what, values: [item.rule, item.what] },
								asFigure(`watch-${item.rule}`, moneyCell(item.costMicros)),
								{
									text: [...item.when.slice(0, 4), ...(item.when.length > 4 ? ['…'] : [])].join(', '),
									values: [item.when.join(' ')],
								},
							]),
						},
					],
		notes:
			watch.length === 0
				? []
				: [`Look closer: ${[...new Set(watch.map(({ inspect }) => inspect))].join(' · ')}`],
		isLong: false,
	};
}
