import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { NestedCall } from '../core/usage/call.js';
import { ByteKeys, keyNumberIn, keyText } from '../core/usage/byteKeys.js';
import { cellCount } from '../core/usage/callCells.js';
import type { CallCopy } from '../core/usage/callCopies.js';
import { fillSlot, newSlot, noNested } from '../core/usage/callSlot.js';
import type { PackedCalls } from '../core/usage/callTable.js';
import type { Session } from '../core/usage/session.js';
import type { CallsBehindSums } from '../core/usage/summedCalls.js';
import type { PackedSums } from '../core/usage/usageSums.js';
import { isMissing } from './fileErrors.js';
import type { ImageState } from './imageState.js';

/** State of a ledger's folder: which image there is, and how long each spool file is. */
export interface LedgerState {
	readonly image: ImageState | null;
	readonly spool: Readonly<Record<string, number>>;
}

/** What a view says beside its calls. */
export interface UsageViewFacts {
	/** The folder as it was before the rows were read: what came later is taken from the spool. */
	readonly state: LedgerState;
	/** Organization that the rows are of. */
	readonly orgId: string;
	readonly schemaVersion: number;
	/** Not earlier than any stamp in the rows. */
	readonly stamp: number;
	readonly sessions: readonly Session[];
	/** Cursors of the transcripts: path and JSON. */
	readonly marks: readonly (readonly [path: string, mark: string])[];
	/** Names the prices that the sums were worked out with. */
	readonly pricesId: string;
}

const format = 'outlay.usage-view/3';
/** Length of the header in decimal digits. */
const prefixBytes = 16;

/** Where the view of a ledger's folder lies. */
export const usageViewPath = (dir: string): string => join(dir, 'usage.view');

/** Arrays that a view consists of behind its header. The sums come first: mostly no more is read. */
const arraysOf = (calls: PackedCalls, sums: PackedSums) =>
	({
		sumCells: sums.cells,
		standsFor: sums.standsFor,
		costMicros: sums.costMicros,
		isPriced: sums.isPriced,
		sumOfRow: sums.sumOfRow,
		hashes: calls.keys.hashes,
		ends: calls.keys.ends,
		keyOfRow: calls.keyOfRow,
		keyBytes: calls.keys.bytes,
		cells: calls.cells,
	}) as const;
type ArrayName = keyof ReturnType<typeof arraysOf>;

/** Where an array lies, counted from behind the header, and how many elements it has. */
type Places = Readonly<Record<ArrayName, readonly [begin: number, length: number]>>;

type Header = UsageViewFacts & {
	readonly format: string;
	readonly places: Places;
	/** Bytes of all arrays. */
	readonly arrayBytes: number;
	readonly texts: readonly (string | null)[];
	readonly nested: readonly (readonly [number, readonly NestedCall[]])[];
	readonly nestedSums: PackedSums['nestedSums'];
	/** JSON has no infinity. */
	readonly lastAtMs: number | null;
};

const padded = (bytes: number): number => Math.ceil(bytes / 8) * 8;

/** Writes the view, whole or not at all. */
export async function writeUsageView(
	dir: string,
	facts: UsageViewFacts,
	calls: PackedCalls,
	sums: PackedSums,
): Promise<void> {
	const arrays = Object.entries(arraysOf(calls, sums));
	let arrayBytes = 0;
	const places = arrays.map(([name, { length, byteLength }]) => {
		const begin = arrayBytes;
		arrayBytes += padded(byteLength);
		return [name, [begin, length]] as const;
	});
	const header = JSON.stringify({
		...{ format, ...facts, places: Object.fromEntries(places), arrayBytes },
		...{ texts: calls.texts, nested: [...calls.nested], nestedSums: sums.nestedSums },
		lastAtMs: sums.lastAtMs,
	});
	const headerBytes = padded(Buffer.byteLength(header));
	const path = usageViewPath(dir);
	const partial = `${path}.${process.pid}`;
	const file = await open(partial, 'w', 0o600);
	try {
		await file.writeFile(String(headerBytes).padStart(prefixBytes, '0'));
		await file.writeFile(header + ' '.repeat(headerBytes - Buffer.byteLength(header)));
		for (const [, { buffer, byteOffset, byteLength }] of arrays) {
			await file.writeFile(new Uint8Array(buffer, byteOffset, byteLength));
			await file.writeFile(new Uint8Array(padded(byteLength) - byteLength));
		}
	} finally {
		await file.close();
	}
	await rename(partial, path);
}

/** The header of a view; null when it is damaged or another format's. */
function headerOf(json: string): Header | null {
	try {
		const header = JSON.parse(json) as Header;
		return header.format === format ? header : null;
	} catch (error) {
		if (error instanceof SyntaxError) return null;
		throw error;
	}
}

/** Going through all keys so many times costs less than an index of them. */
const fewLookups = 32;

/**
 * The usage part of a ledger, laid out so that only what is asked for is read, without a database. It waits for the
 * disk instead of for a thread that waits for it: it stands before every answer, in a process or thread of its own.
 */
export class UsageViewFile implements CallsBehindSums {
	readonly facts: UsageViewFacts;
	readonly texts: readonly (string | null)[];
	readonly nested: ReadonlyMap<number, readonly NestedCall[]>;
	/** Instant of the newest call. */
	readonly lastAtMs: number;
	readonly #file: number;
	readonly #header: Header;
	readonly #begin: number;
	#keys: PackedCalls['keys'] | null = null;
	#lookups = 0;
	/** To find calls by their ids, when many are looked up. */
	#index: { readonly keys: ByteKeys; readonly rowOfKey: ReadonlyMap<number, number> } | null = null;

	private constructor(file: number, header: Header, begin: number) {
		this.#file = file;
		this.#header = header;
		this.#begin = begin;
		this.facts = header;
		this.texts = header.texts;
		this.nested = new Map(header.nested);
		this.lastAtMs = header.lastAtMs ?? -Infinity;
	}

	/** Opens the view of a folder; null when there is none, or one that is damaged. */
	static open(dir: string): UsageViewFile | null {
		let file: number;
		try {
			file = openSync(usageViewPath(dir), 'r');
		} catch (error) {
			if (isMissing(error)) return null;
			throw error;
		}
		const view = UsageViewFile.#in(file);
		if (view === null) closeSync(file);
		return view;
	}

	static #in(file: number): UsageViewFile | null {
		const { size } = fstatSync(file);
		const begin = prefixBytes + Number(Buffer.from(bytesAt(file, 0, prefixBytes)).toString('latin1'));
		if (!(begin <= size) || begin % 8 !== 0) return null;
		const json = Buffer.from(bytesAt(file, prefixBytes, begin - prefixBytes)).toString('utf8');
		const header = headerOf(json);
		return header?.arrayBytes === size - begin ? new UsageViewFile(file, header, begin) : null;
	}

	close(): void {
		closeSync(this.#file);
	}

	sums(): PackedSums {
		return {
			cells: new Float64Array(this.#read('sumCells', 8)),
			standsFor: new Uint32Array(this.#read('standsFor', 4)),
			costMicros: new Float64Array(this.#read('costMicros', 8)),
			isPriced: new Uint8Array(this.#read('isPriced', 1)),
			sumOfRow: new Uint32Array(this.#read('sumOfRow', 4)),
			nestedSums: this.#header.nestedSums,
			lastAtMs: this.lastAtMs,
		};
	}

	/** All calls one by one. */
	calls(): PackedCalls {
		return {
			keys: this.#readKeys(),
			keyOfRow: new Uint32Array(this.#read('keyOfRow', 4)),
			cells: new Float64Array(this.#read('cells', 8)),
			texts: this.texts,
			nested: this.nested,
		};
	}

	rowOf(callId: string): number {
		this.#lookups += 1;
		if (this.#lookups > fewLookups) return this.#indexedRowOf(callId);
		const key = keyNumberIn(this.#readKeys(), callId);
		return key < 0 ? -1 : new Uint32Array(this.#read('keyOfRow', 4)).indexOf(key);
	}

	#indexedRowOf(callId: string): number {
		if (this.#index === null) {
			const rowOfKey = new Map<number, number>();
			for (const [row, key] of new Uint32Array(this.#read('keyOfRow', 4)).entries()) rowOfKey.set(key, row);
			this.#index = { keys: new ByteKeys(this.#readKeys()), rowOfKey };
		}
		return this.#index.rowOfKey.get(this.#index.keys.find(callId)) ?? -1;
	}

	callAt(row: number): CallCopy {
		const [cellsBegin] = this.#header.places.cells;
		const rowBytes = cellCount * Float64Array.BYTES_PER_ELEMENT;
		const cells = new Float64Array(bytesAt(this.#file, this.#begin + cellsBegin + row * rowBytes, rowBytes));
		const [keysBegin] = this.#header.places.keyOfRow;
		const [key = 0] = new Uint32Array(bytesAt(this.#file, this.#begin + keysBegin + row * 4, 4));
		const slot = newSlot();
		fillSlot(slot, cells, 0, this.texts, this.nested.get(row) ?? noNested, 1);
		const { standsFor, ...facts } = slot;
		const callId = keyText(this.#readKeys(), key);
		return standsFor === 1 ? { callId, ...facts } : { callId, ...facts, standsFor };
	}

	#readKeys(): PackedCalls['keys'] {
		return (this.#keys ??= {
			hashes: new Uint32Array(this.#read('hashes', 4)),
			ends: new Uint32Array(this.#read('ends', 4)),
			bytes: new Uint8Array(this.#read('keyBytes', 1)),
		});
	}

	#read(name: ArrayName, width: number): ArrayBuffer {
		const [begin, length] = this.#header.places[name];
		return bytesAt(this.#file, this.#begin + begin, length * width);
	}
}

/** Some bytes of a file in memory of their own; those that it lacks are 0. */
function bytesAt(file: number, position: number, length: number): ArrayBuffer {
	const bytes = new Uint8Array(length);
	let done = 0;
	while (done < length) {
		const read = readSync(file, bytes, done, length - done, position + done);
		if (read === 0) break;
		done += read;
	}
	return bytes.buffer;
}
