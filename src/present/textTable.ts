import stringWidth from 'string-width';
import type { Cell, Column, Table } from './table.js';
import { plainText } from './plainText.js';

const isAscii = /^[\x20-\x7e]*$/;

/** Columns that a text takes. Most texts are plain ASCII, where that is its length; the library looks at each character. */
const widthOf = (text: string): number => (isAscii.test(text) ? text.length : stringWidth(text));

const gap = 2;
const narrowest = 8;

/** Breaks a line at spaces so that no part is wider than `width`; a word that is wider stands alone. */
export function wrap(line: string, width: number): string[] {
	if (widthOf(line) <= width) return [line];
	const lines: string[] = [];
	let current = '';
	for (const word of line.split(' ')) {
		const longer = current === '' ? word : `${current} ${word}`;
		if (current !== '' && widthOf(longer) > width) {
			lines.push(current);
			current = word;
		} else current = longer;
	}
	lines.push(current);
	return lines;
}

/** Pieces of a word that is wider than its column, cut behind a hyphen, slash, dot or underscore where there is one. */
function pieces(word: string, width: number): string[] {
	const found: string[] = [];
	let rest = word;
	while (widthOf(rest) > width) {
		const characters = Array.from(rest);
		let length = 0;
		let used = 0;
		for (const character of characters) {
			used += widthOf(character);
			if (used > width && length > 0) break;
			length += 1;
		}
		const fitting = characters.slice(0, length).join('');
		const at = Math.max(...['-', '/', '.', '_'].map((mark) => fitting.lastIndexOf(mark))) + 1;
		const piece = at > 0 ? fitting.slice(0, at) : fitting;
		found.push(piece);
		rest = rest.slice(piece.length);
	}
	return rest === '' ? found : [...found, rest];
}

const padded = (text: string, width: number, align: 'left' | 'right'): string => {
	const space = ' '.repeat(Math.max(0, width - widthOf(text)));
	return align === 'left' ? text + space : space + text;
};

/** Widths that fit into `width` columns: the widest one gives way first, none below its longest word while it can. */
function fittingWidths(natural: readonly number[], words: readonly number[], width: number): number[] {
	const widths = [...natural];
	const available = width - gap * (widths.length - 1);
	const excess = (): number => widths.reduce((sum, one) => sum + one, 0) - available;
	for (const floors of [words, natural.map(() => narrowest)]) {
		while (excess() > 0) {
			const room = widths.map((one, column) => (one > (floors[column] ?? narrowest) ? one : 0));
			const widest = Math.max(...room);
			if (widest === 0) break;
			widths[room.indexOf(widest)] = widest - 1;
		}
	}
	return widths;
}

/** Columns that the widest part of a column's lines takes. */
function widest(
	cells: readonly (readonly (readonly string[])[])[],
	column: number,
	partsOf: (line: string) => readonly string[],
): number {
	let most = 0;
	for (const row of cells) {
		for (const line of row[column] ?? []) {
			for (const part of partsOf(line)) most = Math.max(most, widthOf(part));
		}
	}
	return most;
}

/** As much of a table as text needs. */
export interface TextTable extends Partial<Pick<Table, 'id' | 'title'>> {
	readonly columns: readonly Pick<Column, 'title' | 'align'>[];
	readonly rows: readonly (readonly Pick<Cell, 'text'>[])[];
}

/** A table as lines of at most `width` columns, cells wrapped at spaces, without its title. */
export function textTable(table: TextTable, width: number): string[] {
	const cells = [
		table.columns.map(({ title }) => [title]),
		...table.rows.map((row) => row.map(({ text }) => text.split('\n').map((line) => plainText(line)))),
	];
	const natural = table.columns.map((_, column) => widest(cells, column, (line) => [line]));
	const words = table.columns.map((_, column) =>
		Math.max(
			narrowest,
			widest(cells, column, (line) => line.split(' ')),
		),
	);
	const widths = fittingWidths(natural, words, width);
	return cells.flatMap((row) => {
		const wrapped = row.map((lines, column) =>
			lines
				.flatMap((line) => wrap(line, widths[column] ?? narrowest))
				.flatMap((line) => (line === '' ? [line] : pieces(line, widths[column] ?? narrowest))),
		);
		const height = Math.max(...wrapped.map((lines) => lines.length));
		return Array.from({ length: height }, (_, line) =>
			wrapped
				.map((lines, column) =>
					padded(lines[line] ?? '', widths[column] ?? 0, table.columns[column]?.align ?? 'left'),
				)
				.join(' '.repeat(gap))
				.trimEnd(),
		);
	});
}
