import type { Bridge, Link, SessionLinks } from '../core/links/link.js';
import { recordedCallsOf } from '../core/links/partialOutput.js';
import { formatUsd } from '../core/money.js';
import type { PriceBook } from '../core/usage/priceBook.js';
import { counted, formatShare } from './format.js';
import { plainText } from './plainText.js';
import { priceWords } from './priceWords.js';
import type { Cell, Column } from './table.js';
import { textTable, wrap } from './textTable.js';

const cell = (text: string): Cell => ({ text, values: [] });
const columns: readonly Column[] = [
	{ title: 'Session', align: 'left', keys: [] },
	{ title: 'Cost', align: 'right', keys: [] },
	{ title: 'Linked to', align: 'left', keys: [] },
	{ title: 'Share', align: 'right', keys: [] },
	{ title: 'Strength', align: 'left', keys: [] },
	{ title: 'Why', align: 'left', keys: [] },
];

function target({ pullRequest, commit }: Link): string {
	const sha = commit === null ? '' : commit.slice(0, 10);
	return [pullRequest === null ? '' : `#${pullRequest}`, sha].filter((part) => part !== '').join(' ');
}

function rows({ sessionId, costMicros, links, unlinkedMicros, repo, isNoted }: SessionLinks): Cell[][] {
	const name = `${plainText(sessionId).slice(0, 8)}${isNoted === true ? ' (note)' : ''}`;
	const shown = links.map((link, index) => [
		cell(index === 0 ? name : ''),
		cell(index === 0 ? formatUsd(costMicros) : ''),
		cell(target(link)),
		cell(formatUsd(link.shareMicros)),
		cell(link.strength),
		cell(`${link.reasons.join(', ')} (${link.split})`),
	]);
	if (unlinkedMicros > 0 || shown.length === 0) {
		const isFirst = shown.length === 0;
		const why = repo === null ? 'repository unknown' : '';
		shown.push([
			cell(isFirst ? name : ''),
			cell(isFirst ? formatUsd(costMicros) : ''),
			cell('not linked'),
			cell(formatUsd(unlinkedMicros)),
			cell(''),
			cell(why),
		]);
	}
	return shown;
}

const share = (part: number, total: number): string => (total === 0 ? '–' : formatShare(part / total));

/** Sessions with what they were linked to and why, and where the money went, at whose prices. */
export function linksText(
	sessions: readonly SessionLinks[],
	bridge: Bridge,
	elsewhere: number,
	priceBasis: PriceBook['basis'],
	width: number,
): string {
	const { totalMicros, mergedMicros, openMicros, closedMicros, unlinkedMicros } = bridge;
	const parts = [
		`merged ${formatUsd(mergedMicros)} (${share(mergedMicros, totalMicros)})`,
		`open ${formatUsd(openMicros)} (${share(openMicros, totalMicros)})`,
		`closed ${formatUsd(closedMicros)} (${share(closedMicros, totalMicros)})`,
		`not linked ${formatUsd(unlinkedMicros)} (${share(unlinkedMicros, totalMicros)})`,
	];
	const remarks = [`Of ${formatUsd(totalMicros)} at ${priceWords[priceBasis]}: ${parts.join(', ')}.`];
	const noted = sessions.filter(({ isNoted }) => isNoted === true);
	if (noted.length > 0) {
		const micros = noted.reduce((sum, { costMicros }) => sum + costMicros, 0);
		remarks.push(
			`Of this, ${formatUsd(micros)} of ${counted(noted.length, 'session')} is as recorded in notes on commits, at the prices of whoever tagged them.`,
		);
	}
	remarks.push('On a subscription this is the API-equivalent value, not spend.');
	const { calls, partialOutputCalls } = recordedCallsOf(sessions);
	if (partialOutputCalls > 0) {
		remarks.push(
			`Output of ${counted(partialOutputCalls, 'call')} (${share(partialOutputCalls, calls)}) was not fully recorded: these costs are floors.`,
		);
	}
	if (elsewhere > 0) remarks.push(`${counted(elsewhere, 'session')} of other repositories left out.`);
	if (sessions.length === 0) return `${remarks.join('\n')}\n`;
	const table = textTable({ id: 'links', title: '', columns, rows: sessions.flatMap(rows) }, width);
	return [...table, '', ...remarks.flatMap((remark) => wrap(remark, width))].join('\n');
}
