import type { Report } from '../../core/report/model.js';
import { csvText } from '../csv.js';
import type { Table } from '../table.js';
import { buildDocument } from './buildDocument.js';

/** One table as CSV, with the exact values behind each cell; amounts in dollars with six decimals. */
export function tableCsv({ columns, rows }: Table): string {
	return csvText(
		columns.flatMap(({ keys }) => keys),
		rows.map((row) => row.flatMap(({ values }) => values)),
	);
}

/** Every table of the report, in the order of the page. `id` is the file's name without `.csv`. */
export function reportCsv(report: Report): { readonly id: string; readonly text: string }[] {
	return buildDocument(report).sections.flatMap(({ tables }) =>
		tables.map((table) => ({ id: table.id, text: tableCsv(table) })),
	);
}
