import type { SqlValue } from 'sql.js';
import type { ImageBytes } from './imageBytes.js';
import { pageBytes } from './pageSums.js';

/**
 * Reads the rows of a SQLite database page by page, which SQLite itself refuses once one of them is damaged. A row is
 * given only if every byte of it lies on a page that is known to be sound. See the SQLite file format, §1.5 to §2.1.
 */

/** Where the pages come from; a damaged one is null. Pages count from 1, as SQLite counts them. */
export class Pages {
	readonly #bytes: ImageBytes;
	readonly #unreadable: ReadonlySet<number>;
	/** Bytes of a page that SQLite uses. */
	readonly usable: number;

	constructor(bytes: ImageBytes, unreadable: ReadonlySet<number>) {
		this.#bytes = bytes;
		this.#unreadable = unreadable;
		this.usable = pageBytes - (bytes.read(20, 21)[0] ?? 0);
	}

	page(number: number): DataView | null {
		const from = (number - 1) * pageBytes;
		if (number < 1 || this.#unreadable.has(number - 1) || from + pageBytes > this.#bytes.size) return null;
		const { buffer, byteOffset } = this.#bytes.read(from, from + pageBytes);
		return new DataView(buffer, byteOffset, pageBytes);
	}
}

/** A row as it is stored. A whole number too large for JavaScript is its digits, which SQLite takes for the same. */
export interface StoredRow {
	/** Null in a table without numbers of rows. The column that is this number is null in `values`. */
	readonly rowid: number | string | null;
	readonly values: readonly SqlValue[];
}

const kinds = { interiorIndex: 2, interiorTable: 5, leafIndex: 10, leafTable: 13 } as const;

const exact = (value: bigint): number | string =>
	Number.isSafeInteger(Number(value)) ? Number(value) : String(value);

/** An integer of one to nine bytes, seven bits to a byte but eight in the ninth, and where it ends. */
function varint(view: DataView, at: number): { readonly value: number | string; readonly end: number } {
	let value = 0;
	for (let index = 0; index < 7; index++) {
		const byte = view.getUint8(at + index);
		value = value * 128 + (byte & 127);
		if (byte < 128) return { value, end: at + index + 1 };
	}
	const [eighth, ninth] = [view.getUint8(at + 7), view.getUint8(at + 8)];
	const upper = (BigInt(value) << 7n) | BigInt(eighth & 127);
	if (eighth < 128) return { value: exact(upper), end: at + 8 };
	return { value: exact(BigInt.asIntN(64, (upper << 8n) | BigInt(ninth))), end: at + 9 };
}

/** Bytes of a payload that stand in its page; the rest is on pages of its own. */
function localBytes(length: number, usable: number, isTable: boolean): number {
	const most = isTable ? usable - 35 : Math.floor(((usable - 12) * 64) / 255) - 23;
	if (length <= most) return length;
	const least = Math.floor(((usable - 12) * 32) / 255) - 23;
	const wanted = least + ((length - least) % (usable - 4));
	return wanted <= most ? wanted : least;
}

/** The payload of `length` bytes that begins in a page; null when it goes on where a page is damaged. */
function payloadAt(
	pages: Pages,
	{ view, from }: { readonly view: DataView; readonly from: number },
	length: number,
	isTable: boolean,
): Buffer | null {
	const local = localBytes(length, pages.usable, isTable);
	const whole = Buffer.alloc(length);
	whole.set(new Uint8Array(view.buffer, view.byteOffset + from, local));
	let next = local < length ? view.getUint32(from + local) : 0;
	for (let filled = local; filled < length;) {
		const page = pages.page(next);
		if (page === null) return null;
		const count = Math.min(length - filled, pages.usable - 4);
		whole.set(new Uint8Array(page.buffer, page.byteOffset + 4, count), filled);
		filled += count;
		next = page.getUint32(0);
	}
	return whole;
}

const integerBytes = [0, 1, 2, 3, 4, 6, 8];

/** A value of a stored type, and how many bytes it takes. */
function valueAt(record: Buffer, at: number, type: number): { value: SqlValue; bytes: number } {
	if (type === 0) return { value: null, bytes: 0 };
	if (type === 6) return { value: exact(record.readBigInt64BE(at)), bytes: 8 };
	if (type === 7) return { value: record.readDoubleBE(at), bytes: 8 };
	if (type === 8 || type === 9) return { value: type - 8, bytes: 0 };
	if (type >= 12) {
		const bytes = (type - (type % 2 === 0 ? 12 : 13)) / 2;
		const content = record.subarray(at, at + bytes);
		return { value: type % 2 === 0 ? content : content.toString('utf8'), bytes };
	}
	const bytes = integerBytes[type] ?? 0;
	return { value: record.readIntBE(at, bytes), bytes };
}

function valuesIn(record: Buffer): SqlValue[] {
	const view = new DataView(record.buffer, record.byteOffset, record.length);
	const header = varint(view, 0);
	const values: SqlValue[] = [];
	let body = Number(header.value);
	for (let at = header.end; at < Number(header.value);) {
		const type = varint(view, at);
		const { value, bytes } = valueAt(record, body, Number(type.value));
		values.push(value);
		body += bytes;
		at = type.end;
	}
	return values;
}

/** Every row below a page of a table's tree, but for those that lie on damaged pages. */
export function* rowsBelow(pages: Pages, number: number): Generator<StoredRow> {
	const view = pages.page(number);
	if (view === null) return;
	const head = number === 1 ? 100 : 0;
	const kind = view.getUint8(head);
	const isLeaf = kind === kinds.leafIndex || kind === kinds.leafTable;
	const isTable = kind === kinds.interiorTable || kind === kinds.leafTable;
	const first = head + (isLeaf ? 8 : 12);
	for (let cell = 0; cell < view.getUint16(head + 3); cell++) {
		let at = view.getUint16(first + cell * 2);
		if (!isLeaf) {
			yield* rowsBelow(pages, view.getUint32(at));
			at += 4;
		}
		// Above the leaves of a table stand only numbers of rows; above those of a table without them, rows too.
		if (kind === kinds.interiorTable) continue;
		const length = varint(view, at);
		const rowid = isTable ? varint(view, length.end) : null;
		const record = payloadAt(pages, { view, from: rowid?.end ?? length.end }, Number(length.value), isTable);
		if (record !== null) yield { rowid: rowid?.value ?? null, values: valuesIn(record) };
	}
	if (!isLeaf) yield* rowsBelow(pages, view.getUint32(head + 8));
}

/** The first page of every table, by name, as far as the list of them is readable. */
export function rootsOfTables(pages: Pages): Map<string, number> {
	const roots = new Map<string, number>();
	for (const { values } of rowsBelow(pages, 1)) {
		const [type, name, , root] = values;
		if (type === 'table') roots.set(String(name), Number(root));
	}
	return roots;
}
