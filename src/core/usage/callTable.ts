import { ByteKeys, type PackedKeys } from './byteKeys.js';
import type { Call, NestedCall } from './call.js';
import {
	branchCell,
	cellCount,
	cwdCell,
	flagsCell,
	inferenceGeoCell,
	inputCell,
	instantCell,
	mergeCells,
	modelCell,
	outputCell,
	partialFlag,
	readsCell,
	searchesCell,
	serviceTierCell,
	sessionCell,
	speedCell,
	subagentFlag,
	versionCell,
	writes1hCell,
	writes5mCell,
} from './callCells.js';
import { fillSlot, newSlot, noNested, type CallSlot, type CallSource } from './callSlot.js';
import { compareOwners, nestedTotal, unknownModel, type CallCopy, type SessionSpan } from './callCopies.js';

const firstRows = 64;
const noRow = 0xffffffff;

/** A `CallTable` in the form that crosses to another thread or lies on disk: a few arrays, no object for each call. */
export interface PackedCalls {
	readonly keys: PackedKeys;
	/** Number of each row's key. */
	readonly keyOfRow: Uint32Array;
	readonly cells: Float64Array;
	readonly texts: readonly (string | null)[];
	readonly nested: ReadonlyMap<number, readonly NestedCall[]>;
}

/** The memory of packed calls, to be handed over instead of copied. */
export const buffersOf = ({ keys, keyOfRow, cells }: PackedCalls): ArrayBuffer[] =>
	[keys.bytes, keys.ends, keys.hashes, keyOfRow, cells].map(({ buffer }) => buffer as ArrayBuffer);

/**
 * Copies of calls, one row for every session that holds a call; a further copy in the same session is merged into its
 * row. Kept in columns, with each text once, because there are very many.
 */
export class CallTable implements CallSource {
	readonly #keys: ByteKeys;
	#cells: Float64Array;
	#keyOfRow: Uint32Array;
	#rows = 0;
	#calls = 0;
	/** First row of each call, by the number of its key. */
	#firstRow: Uint32Array;
	/** Rows of the same call in other sessions, by the row before. */
	readonly #nextRow = new Map<number, number>();
	readonly #texts: (string | null)[] = [null];
	readonly #textPlaces = new Map<string | null, number>([[null, 0]]);
	readonly #nested = new Map<number, readonly NestedCall[]>();
	/** How many calls a row stands for, where it is more than one. */
	readonly #standsFor = new Map<number, number>();
	/** A row while it is put together. */
	readonly #scratch = new Float64Array(cellCount);
	readonly #unknownModel: number;

	/** An empty table, or one that takes packed calls over. */
	constructor(packed: PackedCalls | null = null) {
		this.#keys = new ByteKeys(packed?.keys);
		this.#cells = packed?.cells ?? new Float64Array(firstRows * cellCount);
		this.#keyOfRow = packed?.keyOfRow ?? new Uint32Array(firstRows);
		this.#rows = packed?.keyOfRow.length ?? 0;
		this.#calls = this.#keys.size;
		this.#firstRow = new Uint32Array(Math.max(firstRows, this.#calls)).fill(noRow);
		for (const text of packed?.texts ?? []) this.textPlace(text);
		for (const [row, nested] of packed?.nested ?? []) this.#nested.set(row, nested);
		this.#unknownModel = this.textPlace(unknownModel);
		for (let row = this.#rows - 1; row >= 0; row--) {
			const key = this.#keyOfRow[row] ?? 0;
			const next = this.#firstRow[key] ?? noRow;
			if (next !== noRow) this.#nextRow.set(row, next);
			this.#firstRow[key] = row;
		}
	}

	/** How many calls there are. */
	get size(): number {
		return this.#calls;
	}

	/** True when a call stands for several, as the ledger's old history does. */
	get hasRolledUp(): boolean {
		return this.#standsFor.size > 0;
	}

	/** Ids of all calls, in the order of first sight. */
	callIds(): string[] {
		return Array.from({ length: this.size }, (_, key) => this.#keys.text(key));
	}

	/** Session of a call's first copy; null for a call that is not here. */
	ownerOf(callId: string): string | null {
		const key = this.#keys.find(callId);
		return key < 0 ? null : this.#textAt((this.#firstRow[key] ?? 0) * cellCount + sessionCell);
	}

	/** A call of a settled table; null for one that is not here. */
	callOf(callId: string): CallSlot | null {
		const call = this.#keys.find(callId);
		if (call < 0) return null;
		const slot = newSlot();
		this.read(call, slot);
		return slot;
	}

	/** Place of a text, for a cell. */
	textPlace(text: string | null): number {
		let place = this.#textPlaces.get(text);
		if (place === undefined) {
			place = this.#texts.push(text) - 1;
			this.#textPlaces.set(text, place);
		}
		return place;
	}

	/** Takes in one more copy of a call. */
	add(copy: CallCopy): void {
		const row = this.#addRow(this.#keys.add(copy.callId), this.#fill(copy), copy.nested);
		if (copy.standsFor !== undefined) this.#standsFor.set(row, copy.standsFor);
	}

	/** Takes in a copy without nested runs as cells; its id is printable ASCII without `%`, given as its bytes. */
	addCells(cells: Float64Array, bytes: Uint8Array, idFrom: number, idTo: number): void {
		this.#addRow(this.#keys.addBytes(bytes, idFrom, idTo), cells, noNested);
	}

	/** The same for any id. */
	addCellsOf(callId: string, cells: Float64Array): void {
		this.#addRow(this.#keys.add(callId), cells, noNested);
	}

	/** Takes in the copies of another table, which came later in the order of files. */
	addAll({ keys, keyOfRow, cells, texts, nested }: PackedCalls): void {
		const places = texts.map((text) => this.textPlace(text));
		const row = this.#scratch;
		for (let index = 0; index < keyOfRow.length; index++) {
			const from = index * cellCount;
			for (let cell = 0; cell < cellCount; cell++) row[cell] = cells[from + cell] ?? 0;
			for (let cell = sessionCell; cell <= branchCell; cell++) row[cell] = places[row[cell] ?? 0] ?? 0;
			this.#addRow(
				this.#keys.addPacked(keys, keyOfRow[index] ?? 0),
				row,
				nested.size === 0 ? noNested : (nested.get(index) ?? noNested),
			);
		}
	}

	/** The table for another thread, of calls that stand for themselves alone. */
	pack(): PackedCalls {
		return {
			keys: this.#keys.pack(),
			keyOfRow: this.#keyOfRow.slice(0, this.#rows),
			cells: this.#cells.slice(0, this.#rows * cellCount),
			texts: this.#texts,
			nested: this.#nested,
		};
	}

	/**
	 * Makes the copies of each call one, owned by the session that wrote it first. `ownerOf` names the owner of a call
	 * that was known before.
	 */
	settle(spans: ReadonlyMap<string, SessionSpan>, ownerOf: ((callId: string) => string | null) | null): void {
		if (ownerOf === null && this.#nextRow.size === 0) return;
		for (let key = 0; key < this.size; key++) {
			const first = this.#firstRow[key] ?? 0;
			if (this.#nextRow.has(first)) this.#mergeRows(first, spans);
			const owner = ownerOf?.(this.#keys.text(key)) ?? null;
			if (owner !== null) this.#cells[first * cellCount + sessionCell] = this.textPlace(owner);
		}
		this.#nextRow.clear();
	}

	/** Every call of a settled table, in the order of first sight. */
	calls(): Call[] {
		const slot = newSlot();
		return Array.from({ length: this.size }, (_, call) => {
			this.read(call, slot);
			const { standsFor, ...facts } = slot;
			const callId = this.#keys.text(call);
			return standsFor === 1 ? { callId, ...facts } : { callId, ...facts, standsFor };
		});
	}

	/** The same, settled as `settle` does. */
	resolve(
		spans: ReadonlyMap<string, SessionSpan>,
		ownerOf: ((callId: string) => string | null) | null,
	): Call[] {
		this.settle(spans, ownerOf);
		return this.calls();
	}

	read(call: number, slot: CallSlot): void {
		const row = this.#firstRow[call] ?? 0;
		const nested = this.#nested.size === 0 ? noNested : (this.#nested.get(row) ?? noNested);
		const standsFor = this.#standsFor.size === 0 ? 1 : (this.#standsFor.get(row) ?? 1);
		fillSlot(slot, this.#cells, row * cellCount, this.#texts, nested, standsFor);
	}

	#textAt(cell: number): string | null {
		return this.#texts[this.#cells[cell] ?? 0] ?? null;
	}

	/** Merges all rows of a call into its first one, in the order of who wrote them. */
	#mergeRows(first: number, spans: ReadonlyMap<string, SessionSpan>): void {
		const rows: { readonly row: number; readonly span: SessionSpan }[] = [];
		for (let row: number | undefined = first; row !== undefined; row = this.#nextRow.get(row)) {
			const sessionId = this.#textAt(row * cellCount + sessionCell) ?? '';
			const atMs = this.#cells[row * cellCount] ?? 0;
			rows.push({ row, span: spans.get(sessionId) ?? { sessionId, firstAtMs: atMs, lastAtMs: atMs } });
		}
		rows.sort((one, two) => compareOwners(one.span, two.span));
		const merged = this.#scratch;
		let nested = noNested;
		for (const [index, { row }] of rows.entries()) {
			const at = row * cellCount;
			if (index === 0) merged.set(this.#cells.subarray(at, at + cellCount));
			else mergeCells(merged, 0, this.#cells, at, this.#unknownModel);
			nested = moreNested(nested, this.#nested.get(row) ?? noNested);
		}
		this.#cells.set(merged, first * cellCount);
		if (nested.length > 0) this.#nested.set(first, nested);
	}

	/** Takes in a row for the call of a key: merged into the call's row of that session, or a new one; gives it. */
	#addRow(key: number, row: Float64Array, nested: readonly NestedCall[]): number {
		let last: number | undefined;
		if (key < this.#calls) {
			for (let at: number | undefined = this.#firstRow[key]; at !== undefined; at = this.#nextRow.get(at)) {
				if (this.#cells[at * cellCount + sessionCell] === row[sessionCell]) {
					mergeCells(this.#cells, at * cellCount, row, 0, this.#unknownModel);
					this.#addNested(at, nested);
					return at;
				}
				last = at;
			}
		}
		const added = this.#newRow(key);
		// Written out: `set` of so few numbers costs more than the numbers.
		const cells = this.#cells;
		for (let cell = 0; cell < cellCount; cell++) cells[added * cellCount + cell] = row[cell] ?? 0;
		this.#addNested(added, nested);
		if (last === undefined) this.#firstRow[key] = added;
		else this.#nextRow.set(last, added);
		return added;
	}

	#addNested(row: number, nested: readonly NestedCall[]): void {
		if (nested.length > 0) this.#nested.set(row, moreNested(this.#nested.get(row) ?? noNested, nested));
	}

	/** A row behind all others. */
	#newRow(key: number): number {
		if (this.#rows === this.#keyOfRow.length) {
			const length = Math.max(firstRows, this.#rows * 2);
			this.#keyOfRow = larger(this.#keyOfRow, new Uint32Array(length));
			this.#cells = larger(this.#cells, new Float64Array(length * cellCount));
		}
		if (key === this.#firstRow.length) {
			this.#firstRow = larger(this.#firstRow, new Uint32Array(Math.max(firstRows, key * 2)));
		}
		this.#calls = Math.max(this.#calls, key + 1);
		this.#keyOfRow[this.#rows] = key;
		this.#rows += 1;
		return this.#rows - 1;
	}

	#fill(copy: CallCopy): Float64Array {
		const row = this.#scratch;
		row[instantCell] = copy.atMs;
		row[inputCell] = copy.inputTokens;
		row[outputCell] = copy.outputTokens;
		row[writes5mCell] = copy.cacheWrite5mTokens;
		row[writes1hCell] = copy.cacheWrite1hTokens;
		row[readsCell] = copy.cacheReadTokens;
		row[searchesCell] = copy.webSearches;
		row[sessionCell] = this.textPlace(copy.sessionId);
		row[modelCell] = this.textPlace(copy.model);
		row[speedCell] = this.textPlace(copy.speed);
		row[serviceTierCell] = this.textPlace(copy.serviceTier);
		row[inferenceGeoCell] = this.textPlace(copy.inferenceGeo);
		row[versionCell] = this.textPlace(copy.version);
		row[cwdCell] = this.textPlace(copy.cwd);
		row[branchCell] = this.textPlace(copy.branch);
		row[flagsCell] =
			(copy.outputIsPartial ? partialFlag : 0) + (copy.origin === 'subagent' ? subagentFlag : 0);
		return row;
	}
}

/** The runs with more tokens; the first ones when equal. */
export const moreNested = (one: readonly NestedCall[], two: readonly NestedCall[]): readonly NestedCall[] =>
	nestedTotal(two) > nestedTotal(one) || one.length === 0 ? two : one;

function larger<Cells extends Float64Array | Uint32Array>(cells: Cells, copy: Cells): Cells {
	copy.set(cells);
	return copy;
}
