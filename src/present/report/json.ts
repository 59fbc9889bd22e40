import type { Report } from '../../core/report/model.js';
import { safeJson } from '../safeJson.js';

/** So many items of a list are written at once. */
const itemsAtOnce = 256;

/** The report as `outlay.report/1`, indented, in a fixed order of keys. */
export const reportJson = (report: Report): string => [...reportJsonPieces(report)].join('');

/**
 * The same in pieces: the JSON of ten thousand pull requests is ten megabytes, of which several copies would lie in memory
 * at once.
 */
export function* reportJsonPieces(report: Report): Generator<string> {
	let before = '{\n';
	for (const [key, value] of Object.entries(report) as [string, unknown][]) {
		if (value === undefined) continue;
		yield `${before}\t${JSON.stringify(key)}: `;
		if (Array.isArray(value) && value.length > itemsAtOnce) yield* listPieces(value);
		else yield indented(safeJson(value, '\t'));
		before = ',\n';
	}
	yield '\n}\n';
}

/** A long list as the value of a key, a few items at a time. */
function* listPieces(items: readonly unknown[]): Generator<string> {
	yield '[';
	for (let at = 0; at < items.length; at += itemsAtOnce) {
		// Without the brackets of the part: what is between them stands in the list.
		const part = indented(safeJson(items.slice(at, at + itemsAtOnce), '\t')).slice(
			'['.length,
			-'\n\t]'.length,
		);
		yield at === 0 ? part : `,${part}`;
	}
	yield '\n\t]';
}

/** One step deeper. No text has a line break in JSON. */
const indented = (json: string): string => json.replaceAll('\n', '\n\t');
