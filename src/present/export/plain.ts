import type { FinanceRow } from '../../core/finance/financeRow.js';
import { totalMicrosOf } from '../../core/finance/financeRow.js';
import { csvText } from '../csv.js';
import { safeJson } from '../safeJson.js';
import { usd } from '../report/cells.js';
import { shareText } from './machineText.js';

const columns = [
	'day',
	'basis',
	'product',
	'workspace',
	'team',
	'cost_center',
	'model',
	'kind',
	'consumer',
	'quantity',
	'unit',
	'billed',
	'estimated',
	'list',
	'currency',
	'partial_output_share',
	'known_from',
];

/** The rows as a plain CSV for a spreadsheet; billed and estimated amounts in columns of their own. */
export function financeCsv(rows: readonly FinanceRow[]): string {
	return csvText(
		columns,
		rows.map((row) => [
			row.day,
			row.basis,
			row.product,
			row.workspaceName ?? row.workspaceId,
			row.team,
			row.costCenter,
			row.model,
			row.kind,
			row.consumer,
			row.quantity,
			row.unit,
			row.basis === 'billed' ? usd(row.amountMicros) : null,
			row.basis === 'estimated' ? usd(row.amountMicros) : null,
			usd(row.listMicros === null ? null : Math.round(row.listMicros)),
			row.currency,
			row.partialOutputShare === null ? null : shareText(row.partialOutputShare),
			row.knownFrom,
		]),
	);
}

/** The rows as `outlay.export/1`, with their total by currency left to the reader where they differ. */
export function financeJson(rows: readonly FinanceRow[]): string {
	const currencies = new Set(rows.map(({ currency }) => currency));
	const document = {
		schema: 'outlay.export/1',
		basis: rows[0]?.basis ?? null,
		totalMicros: currencies.size > 1 ? null : totalMicrosOf(rows),
		rows: rows.map((row) => ({
			...row,
			listMicros: row.listMicros === null ? null : Math.round(row.listMicros),
		})),
	};
	return `${safeJson(document, 2)}\n`;
}
