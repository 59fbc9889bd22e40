import { formatUsd } from '../core/money.js';
import type { ClientCostDifference } from '../core/usage/clientCost.js';
import type { UnpricedEstimate } from '../core/usage/unpricedEstimate.js';
import type { UsageInspection } from '../core/usage/usageInspection.js';
import type { UsageGroup, UsageNumbers, UsageRow } from '../core/usage/usageTable.js';
import { counted, formatNumber, formatShare } from './format.js';
import { priceSource, priceWords } from './priceWords.js';
import { plainText } from './plainText.js';
import type { Cell, Column } from './table.js';
import { textTable, wrap } from './textTable.js';

const titles: Record<UsageGroup, string> = {
	day: 'Day',
	model: 'Model',
	session: 'Session',
	branch: 'Branch',
	repo: 'Repository',
	origin: 'Origin',
	version: 'Version',
};

/** Tokens as people read them: 999, 12.3 k, 203.6 M. */
function tokens(count: number): string {
	if (count < 1000) return formatNumber(count);
	if (count < 999_950) return `${formatNumber(count / 1000, 1)} k`;
	return `${formatNumber(count / 1_000_000, 1)} M`;
}

const numberColumns: readonly (readonly [title: string, text: (numbers: UsageNumbers) => string])[] = [
	['Calls', ({ calls }) => formatNumber(calls)],
	['Input', ({ inputTokens }) => tokens(inputTokens)],
	['Output', ({ outputTokens }) => tokens(outputTokens)],
	[
		'Cache write',
		({ cacheWrite5mTokens, cacheWrite1hTokens }) => tokens(cacheWrite5mTokens + cacheWrite1hTokens),
	],
	['Cache read', ({ cacheReadTokens }) => tokens(cacheReadTokens)],
	['Cost', ({ costMicros }) => formatUsd(costMicros)],
];

const cell = (text: string): Cell => ({ text, values: [] });

function groupText(group: UsageGroup, value: string | null | undefined): string {
	if (value === null || value === undefined || value === '') return '–';
	if (group === 'session') return plainText(value).slice(0, 8);
	if (group === 'model') return plainText(value.replace(/^claude-/, '').replace(/-20\d{6}$/, ''));
	return plainText(value, 40);
}

function rowCells(groups: readonly UsageGroup[], row: UsageRow): Cell[] {
	return [
		...groups.map((group) => cell(groupText(group, row[group]))),
		...numberColumns.map(([, text]) => cell(text(row))),
	];
}

/** Sessions whose difference is written out; the JSON form has all of them. */
const mostDifferences = 5;

const difference = ({ sessionId, differenceMicros, isFloor }: ClientCostDifference): string =>
	`${plainText(sessionId)} ${differenceMicros < 0 ? '' : '+'}${formatUsd(differenceMicros)}${isFloor ? ' or more' : ''}`;

const rest = (sessions: number): string =>
	sessions > mostDifferences
		? ` and ${formatNumber(sessions - mostDifferences)} smaller ones (--format json lists them)`
		: '';

/** What unpriced calls may have cost, apart from every figure. */
function unpricedText({ calls, coveredCalls, costMicros, standIns, method }: UnpricedEstimate): string[] {
	if (costMicros === null) return [];
	const stand = standIns.flatMap(({ model, standIn }) =>
		standIn === null ? [] : [`${plainText(model)} as ${standIn}`],
	);
	const covered = coveredCalls === calls ? '' : ` for ${formatNumber(coveredCalls)} of them`;
	return [`Estimate, not included: ${formatUsd(costMicros)}${covered} ${method} (${stand.join(', ')}).`];
}

/** Both sums over the same calls: the count before them is of all files, these are of the answer and have a known price. */
const ownCostsText = (costs: UsageInspection['ownCosts']): string =>
	costs === null
		? ''
		: ` For ${counted(costs.calls, 'call')} shown here with a known price: theirs ${formatUsd(costs.ownMicros)}, ours ${formatUsd(costs.listMicros)}.`;

/** What is not known, one sentence each. */
function remarks(inspection: UsageInspection): string[] {
	const { quality, partialOutput, unpricedEstimate, clientCosts, ownCosts, totals } = inspection;
	const lines: string[] = [];
	if (quality.partialOutputCalls > 0) {
		const share = formatShare(totals.calls === 0 ? 0 : quality.partialOutputCalls / totals.calls);
		lines.push(
			`Output of ${counted(quality.partialOutputCalls, 'call')} (${share}) was not fully recorded: the cost is a floor.`,
		);
		if (partialOutput.missingCostMicros !== null) {
			lines.push(
				`Estimate, not included: ${formatUsd(partialOutput.missingCostMicros)} more for ${formatNumber(partialOutput.coveredCalls)} of them (${partialOutput.method}).`,
			);
		}
	}
	if (quality.unpricedCalls > 0) {
		lines.push(
			`No price is known for ${counted(quality.unpricedCalls, 'call')} on ${quality.unpricedModels.map((model) => plainText(model)).join(', ')}; counted at $0.00. Set one under "prices" in outlay.config.json.`,
			...unpricedText(unpricedEstimate),
		);
	}
	if (quality.clientCostMicros !== null) {
		lines.push(
			`Claude Code's own figure for ${counted(quality.clientCostSessions, 'session')}: ${formatUsd(quality.clientCostMicros)}; ours for the same: ${formatUsd(quality.clientComparableMicros)}. Theirs includes side calls that no transcript shows.`,
		);
		lines.push(
			`By session, theirs less ours: ${clientCosts.slice(0, mostDifferences).map(difference).join(', ')}${rest(clientCosts.length)}.`,
		);
	}
	if (quality.apiErrorCalls > 0) {
		lines.push(
			`${counted(quality.apiErrorCalls, 'call')} marked as an error of the API, with usage: counted like any other.`,
		);
	}
	if (quality.ownCostCalls > 0) {
		lines.push(
			`${counted(quality.ownCostCalls, 'call')} with a cost that an old Claude Code wrote beside the tokens: ${formatUsd(quality.ownCostMicros)} by its own reckoning. The cost above is worked out from the tokens.${ownCostsText(ownCosts)}`,
		);
	}
	if (quality.rejectedLines > 0) {
		lines.push(
			`${counted(quality.rejectedLines, 'line')} could not be used; --verbose names those read this time.`,
		);
	}
	if (quality.clampedFields > 0) {
		lines.push(`${counted(quality.clampedFields, 'token count')} negative or no number: taken as 0.`);
	}
	if (quality.futureCalls > 0) {
		lines.push(`${counted(quality.futureCalls, 'call')} dated in the future: a clock was wrong.`);
	}
	const doubts = Object.entries(quality.priceDoubts);
	for (const [doubt, count] of doubts) {
		lines.push(`${counted(count, 'call')} priced as standard: ${doubt.replaceAll('-', ' ')}.`);
	}
	return lines;
}

/** `inspect usage` for a terminal of so many columns. */
export function usageText(inspection: UsageInspection, columns: number): string {
	const { groups, rows, totals, quality } = inspection;
	if (rows.length === 0) return 'No Claude Code use found.\n';
	const allColumns: Column[] = [
		...groups.map((group): Column => ({ title: titles[group], align: 'left', keys: [] })),
		...numberColumns.map(([title]): Column => ({ title, align: 'right', keys: [] })),
	];
	const totalCells = [
		...groups.map((_, index) => cell(index === 0 ? 'Total' : '')),
		...numberColumns.map(([, text]) => cell(text(totals))),
	];
	const table = textTable(
		{
			id: 'usage',
			title: 'Usage',
			columns: allColumns,
			rows: [...rows.map((row) => rowCells(groups, row)), totalCells],
		},
		columns,
	);
	const notes = [
		`Tokens at ${priceWords[quality.priceBasis]}${priceSource[quality.priceBasis]}; days in ${inspection.timezone}. On a subscription this is the API-equivalent value, not spend.`,
		...remarks(inspection),
	];
	return [...table, '', ...notes.flatMap((note) => wrap(note, columns))].join('\n');
}

/** The rejected lines, one a line, as `file:line: why`. */
export function rejectedText(inspection: UsageInspection): string {
	return inspection.rejected
		.map(({ file, line, why }) => `outlay: ${plainText(file, 4096)}:${line}: ${why}\n`)
		.join('');
}
