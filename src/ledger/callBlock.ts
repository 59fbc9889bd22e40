import { deflateRawSync, inflateRawSync, constants } from 'node:zlib';
import { packNumbers, unpackNumbers, type NumberColumn } from './numberColumn.js';

/** The counts of a call, in the order in which a block holds them. */
export const countNames = [
	'inputTokens',
	'outputTokens',
	'cacheWrite5mTokens',
	'cacheWrite1hTokens',
	'cacheReadTokens',
	'webSearches',
	'outputIsPartial',
] as const;
export type CountName = (typeof countNames)[number];

/** Most calls of a block: the place of one fits two bytes, and packing some anew takes milliseconds. */
export const mostCallsOfBlock = 16_384;

/** What some calls have in common. */
export interface StoredContext {
	readonly sessionId: string;
	readonly origin: string;
	readonly ownerSinceMs: number | null;
	readonly model: string;
	readonly speed: string | null;
	readonly serviceTier: string | null;
	readonly inferenceGeo: string | null;
	readonly version: string | null;
	readonly cwd: string | null;
	readonly branch: string | null;
}

/** A packed block but for its columns. */
export interface BlockHead {
	readonly rows: number;
	/** Rows that are kept elsewhere since and do not count here. */
	readonly gone: ReadonlySet<number>;
	/** Ids of the calls, by row; unpacked each time they are asked for. */
	readonly ids: () => readonly string[];
}

/** Some calls in columns, oldest first. What a call shares with others is the row of `callContext` it names. */
export interface CallBlock extends BlockHead, Readonly<Record<CountName, NumberColumn>> {
	readonly contextIds: NumberColumn;
	/** Milliseconds since the epoch. */
	readonly atMs: Float64Array;
	/** JSON of nested runs, by row; few calls have some. */
	readonly nested: ReadonlyMap<number, string>;
}

/** A block as it is stored. */
export interface PackedBlock {
	readonly firstAtMs: number;
	readonly lastAtMs: number;
	readonly rows: number;
	/** Every column of numbers, and the nested runs. */
	readonly numbers: Uint8Array;
	/** Four bytes of each call's hash, ascending, then the row of each in two bytes. */
	readonly prints: Uint8Array;
	readonly ids: Uint8Array;
}

/** One call on its way into a block or out of one. */
export interface SealedCall {
	readonly callId: string;
	/** The first four bytes of the hash of its id. */
	readonly print: number;
	readonly contextId: number;
	readonly atMs: number;
	/** In the order of `countNames`. */
	readonly counts: readonly number[];
	readonly nested: string | null;
}

const zigzag = (value: number): number => (value < 0 ? -2 * value - 1 : 2 * value);
const unzigzag = (value: number): number => (value % 2 === 0 ? value / 2 : -(value + 1) / 2);

/** Packs calls, at most `mostCallsOfBlock` of them, in the order of their instants. */
export function packBlock(calls: readonly SealedCall[]): PackedBlock {
	const [first, last] = [calls[0], calls.at(-1)];
	if (first === undefined || last === undefined) throw new Error('A block holds at least one call.');
	const before = (row: number): SealedCall => calls[row - 1] ?? first;
	const columns = [
		calls.map(({ atMs }, row) => atMs - before(row).atMs),
		calls.map(({ contextId }, row) => zigzag(contextId - (row === 0 ? 0 : before(row).contextId))),
		...countNames.map((_, index) => calls.map(({ counts }) => counts[index] ?? 0)),
	];
	const nested = calls.flatMap(({ nested: json }, row) => (json === null ? [] : [[row, json]]));
	return {
		firstAtMs: first.atMs,
		lastAtMs: last.atMs,
		rows: calls.length,
		numbers: Buffer.concat([...columns.map(packNumbers), Buffer.from(JSON.stringify(nested))]),
		prints: packPrints(calls),
		ids: packIds(calls.map(({ callId }) => callId)),
	};
}

function packPrints(calls: readonly SealedCall[]): Buffer {
	const order = Array.from(calls.keys()).sort(
		(one, two) => (calls[one]?.print ?? 0) - (calls[two]?.print ?? 0),
	);
	const bytes = Buffer.alloc(calls.length * 6);
	for (const [place, row] of order.entries()) {
		bytes.writeUInt32LE(calls[row]?.print ?? 0, place * 4);
		bytes.writeUInt16LE(row, calls.length * 4 + place * 2);
	}
	return bytes;
}

/** Ids are mostly chance: what they begin with stands once, and the rest in as few bits as its letters need. */
function packIds(ids: readonly string[]): Buffer {
	let prefix = ids[0] ?? '';
	for (const id of ids) while (!id.startsWith(prefix)) prefix = prefix.slice(0, -1);
	// A character of two UTF-16 units must not be cut apart: UTF-8 has no half of one.
	if (/[\uD800-\uDBFF]$/.test(prefix)) prefix = prefix.slice(0, -1);
	const rests = ids.map((id) => id.slice(prefix.length));
	const isPlain = !rests.some((rest) => rest.includes('\n')) && !prefix.includes('\n');
	const text = isPlain ? `${prefix}\n${rests.join('\n')}` : JSON.stringify(ids);
	const packed = deflateRawSync(text, { strategy: constants.Z_HUFFMAN_ONLY });
	return Buffer.concat([Buffer.from([isPlain ? 1 : 0]), packed]);
}

function unpackIds(bytes: Uint8Array): string[] {
	const text = inflateRawSync(bytes.subarray(1)).toString('utf8');
	if (bytes[0] === 0) return JSON.parse(text) as string[];
	const [prefix = '', ...rests] = text.split('\n');
	return prefix === '' ? rests : rests.map((rest) => prefix + rest);
}

/** Room for the columns of one block, to be used again for the next: fresh room for millions of calls is mostly garbage. */
export class BlockRoom {
	readonly atMs = new Float64Array(mostCallsOfBlock);
	readonly #columns = Array.from({ length: 2 + countNames.length }, () => new Uint32Array(mostCallsOfBlock));

	/** Room for the column of that number. */
	column(index: number): Uint32Array | undefined {
		return this.#columns[index];
	}
}

/**
 * The columns of a stored block. `readIds` gives its packed ids when they are needed. With `room` the columns hold until
 * it is used again.
 */
export function unpackBlock(
	stored: Pick<PackedBlock, 'firstAtMs' | 'rows' | 'numbers'>,
	gone: ReadonlySet<number>,
	readIds: () => Uint8Array,
	room: BlockRoom | null = null,
): CallBlock {
	const { rows, numbers } = stored;
	let end = 0;
	let columns = 0;
	const next = (): NumberColumn => {
		const column = unpackNumbers(numbers, end, rows, room?.column(columns++));
		end = column.end;
		return column.values;
	};
	const [deltas, contextIds] = [next(), next()];
	const atMs = room === null ? new Float64Array(rows) : room.atMs.subarray(0, rows);
	let [instant, context] = [stored.firstAtMs, 0];
	for (let row = 0; row < rows; row++) {
		atMs[row] = instant += deltas[row] ?? 0;
		contextIds[row] = context += unzigzag(contextIds[row] ?? 0);
	}
	const counts = Object.fromEntries(countNames.map((name) => [name, next()])) as Record<
		CountName,
		NumberColumn
	>;
	const nested = JSON.parse(Buffer.from(numbers.subarray(end)).toString('utf8')) as [number, string][];
	return {
		...{ rows, contextIds, atMs, gone, nested: new Map(nested) },
		...counts,
		ids: idsFrom(readIds),
	};
}

/** A scope of its own, so that who keeps this does not keep the columns. */
export const idsFrom =
	(readIds: () => Uint8Array): (() => readonly string[]) =>
	() =>
		unpackIds(readIds());

/** One call of a block but for its id. */
export function callInBlock(block: CallBlock, row: number): Omit<SealedCall, 'print' | 'callId'> {
	return {
		contextId: block.contextIds[row] ?? 0,
		atMs: block.atMs[row] ?? 0,
		counts: countNames.map((name) => block[name][row] ?? 0),
		nested: block.nested.get(row) ?? null,
	};
}
