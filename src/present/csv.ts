import { stringify } from 'csv-stringify/sync';
import { plainText } from './plainText.js';

/** What a spreadsheet would run: formula starts, also full-width, and the tab and return that hide one. */
const formulaStart = /^[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/u;
const decimal = /^-?\d+(\.\d+)?$/;

/**
 * A value for a CSV that people open. Text that a spreadsheet would take for a formula gets a leading apostrophe;
 * numbers never do, so a negative amount stays a number. Unknown is an empty field.
 */
function field(value: string | number | null): string {
	if (value === null) return '';
	if (typeof value === 'number') return String(value);
	if (decimal.test(value)) return value;
	const isFormula = formulaStart.test(value.trimStart()) || formulaStart.test(value);
	const text = plainText(value, 1000);
	return isFormula ? `'${text}` : text;
}

/** Rows as RFC 4180 CSV with a header line. */
export function csvText(
	header: readonly string[],
	rows: readonly (readonly (string | number | null)[])[],
): string {
	return stringify([[...header], ...rows.map((row) => row.map(field))], { record_delimiter: 'windows' });
}
