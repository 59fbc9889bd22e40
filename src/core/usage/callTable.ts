import type { Call, NestedCall } from './call.js';
import { compareOwners, mergeCopies, type CallCopy, type SessionSpan } from './callCopies.js';

/**
 * Cells of a row: seven numbers (instant, input, output, five-minute writes, one-hour writes, reads, searches), the
 * places of eight texts (session, model, speed, tier, region, version, folder, branch), and two flags.
 */
const width = 16;
const firstText = 7;
const flagsColumn = width - 1;
const partialFlag = 1;
const subagentFlag = 2;
const noNested: readonly NestedCall[] = [];

/** A `CallTable` in the form that crosses to another thread: a few arrays instead of tens of thousands of objects. */
export interface PackedCalls {
	readonly callIds: readonly string[];
	readonly cells: Float64Array;
	readonly texts: readonly (string | null)[];
	readonly nested: ReadonlyMap<number, readonly NestedCall[]>;
}

/**
 * Copies of calls, one row for every session that holds a call; a further copy in the same session is merged into its
 * row. Kept in columns, with each text once, because there are very many.
 */
export class CallTable {
	#cells = new Float64Array(64 * width);
	readonly #callIds: string[] = [];
	/** First row of each call. */
	readonly #rows = new Map<string, number>();
	/** Rows of the same call in other sessions, by the row before. */
	readonly #nextRow = new Map<number, number>();
	readonly #texts: (string | null)[] = [null];
	readonly #textPlaces = new Map<string | null, number>([[null, 0]]);
	readonly #nested = new Map<number, readonly NestedCall[]>();

	/** Ids of all calls, in the order of first sight. */
	callIds(): string[] {
		return [...this.#rows.keys()];
	}

	/** Session of a call's first copy; null for a call that is not here. */
	ownerOf(callId: string): string | null {
		const row = this.#rows.get(callId);
		return row === undefined ? null : (this.#texts[this.#cells[row * width + firstText] ?? 0] ?? null);
	}

	/** Takes in one more copy of a call. */
	add(copy: CallCopy): void {
		const known = this.#callIds.length;
		const row = this.#rowOf(copy.callId, copy.sessionId);
		this.#write(row, row === known ? copy : mergeCopies(this.#read(row), copy));
	}

	/** Takes in the copies of another table, which came later in the order of files. */
	addAll({ callIds, cells, texts, nested }: PackedCalls): void {
		const places = texts.map((text) => this.#placeOf(text));
		for (let index = 0; index < callIds.length; index++) {
			const callId = callIds[index] ?? '';
			const from = index * width;
			const known = this.#callIds.length;
			const row = this.#rowOf(callId, texts[cells[from + firstText] ?? 0] ?? '');
			if (row !== known) {
				const copy = readRow(callId, cells, from, texts, nested.get(index) ?? noNested);
				this.#write(row, mergeCopies(this.#read(row), copy));
				continue;
			}
			const to = row * width;
			for (let column = 0; column < width; column++) {
				const cell = cells[from + column] ?? 0;
				const isText = column >= firstText && column < flagsColumn;
				this.#cells[to + column] = isText ? (places[cell] ?? 0) : cell;
			}
			const own = nested.get(index);
			if (own !== undefined) this.#nested.set(row, own);
		}
	}

	/** The table for another thread. */
	pack(): PackedCalls {
		return {
			callIds: this.#callIds,
			cells: this.#cells.slice(0, this.#callIds.length * width),
			texts: this.#texts,
			nested: this.#nested,
		};
	}

	/**
	 * Every call once, in the order of first sight, owned by the session that wrote it first. `ownerOf` names the
	 * owner of a call that was known before.
	 */
	resolve(spans: ReadonlyMap<string, SessionSpan>, ownerOf: (callId: string) => string | null): Call[] {
		const spanOf = ({ sessionId, atMs }: CallCopy): SessionSpan =>
			spans.get(sessionId) ?? { sessionId, firstAtMs: atMs, lastAtMs: atMs };
		const calls: Call[] = [];
		for (const [callId, first] of this.#rows) {
			let call = this.#read(first);
			if (this.#nextRow.has(first)) {
				const copies: CallCopy[] = [];
				for (let row: number | undefined = first; row !== undefined; row = this.#nextRow.get(row)) {
					copies.push(this.#read(row));
				}
				call = copies.sort((one, two) => compareOwners(spanOf(one), spanOf(two))).reduce(mergeCopies);
			}
			const owner = ownerOf(callId) ?? call.sessionId;
			calls.push(owner === call.sessionId ? call : { ...call, sessionId: owner });
		}
		return calls;
	}

	/** The row of a call in a session; a new one, behind all others, when there is none. */
	#rowOf(callId: string, sessionId: string): number {
		const place = this.#placeOf(sessionId);
		let row = this.#rows.get(callId);
		if (row === undefined) this.#rows.set(callId, this.#callIds.length);
		while (row !== undefined) {
			if (this.#cells[row * width + firstText] === place) return row;
			const next = this.#nextRow.get(row);
			if (next === undefined) this.#nextRow.set(row, this.#callIds.length);
			row = next;
		}
		const at = this.#callIds.push(callId) - 1;
		if ((at + 1) * width > this.#cells.length) {
			const larger = new Float64Array(this.#cells.length * 2);
			larger.set(this.#cells);
			this.#cells = larger;
		}
		this.#cells[at * width + firstText] = place;
		return at;
	}

	#placeOf(text: string | null): number {
		let place = this.#textPlaces.get(text);
		if (place === undefined) {
			place = this.#texts.push(text) - 1;
			this.#textPlaces.set(text, place);
		}
		return place;
	}

	// Written out, because it runs for every line.
	#write(row: number, copy: CallCopy): void {
		const cells = this.#cells;
		const at = row * width;
		cells[at] = copy.atMs;
		cells[at + 1] = copy.inputTokens;
		cells[at + 2] = copy.outputTokens;
		cells[at + 3] = copy.cacheWrite5mTokens;
		cells[at + 4] = copy.cacheWrite1hTokens;
		cells[at + 5] = copy.cacheReadTokens;
		cells[at + 6] = copy.webSearches;
		cells[at + 7] = this.#placeOf(copy.sessionId);
		cells[at + 8] = this.#placeOf(copy.model);
		cells[at + 9] = this.#placeOf(copy.speed);
		cells[at + 10] = this.#placeOf(copy.serviceTier);
		cells[at + 11] = this.#placeOf(copy.inferenceGeo);
		cells[at + 12] = this.#placeOf(copy.version);
		cells[at + 13] = this.#placeOf(copy.cwd);
		cells[at + 14] = this.#placeOf(copy.branch);
		cells[at + flagsColumn] =
			(copy.outputIsPartial ? partialFlag : 0) + (copy.origin === 'subagent' ? subagentFlag : 0);
		if (copy.nested.length > 0) this.#nested.set(row, copy.nested);
	}

	#read(row: number): CallCopy {
		const nested = this.#nested.get(row) ?? noNested;
		return readRow(this.#callIds[row] ?? '', this.#cells, row * width, this.#texts, nested);
	}
}

function readRow(
	callId: string,
	cells: Float64Array,
	at: number,
	texts: readonly (string | null)[],
	nested: readonly NestedCall[],
): CallCopy {
	const flags = cells[at + flagsColumn] ?? 0;
	return {
		callId,
		sessionId: texts[cells[at + 7] ?? 0] ?? '',
		origin: (flags & subagentFlag) > 0 ? 'subagent' : 'main',
		atMs: cells[at] ?? 0,
		model: texts[cells[at + 8] ?? 0] ?? '',
		speed: texts[cells[at + 9] ?? 0] ?? null,
		serviceTier: texts[cells[at + 10] ?? 0] ?? null,
		inferenceGeo: texts[cells[at + 11] ?? 0] ?? null,
		inputTokens: cells[at + 1] ?? 0,
		outputTokens: cells[at + 2] ?? 0,
		cacheWrite5mTokens: cells[at + 3] ?? 0,
		cacheWrite1hTokens: cells[at + 4] ?? 0,
		cacheReadTokens: cells[at + 5] ?? 0,
		webSearches: cells[at + 6] ?? 0,
		nested,
		outputIsPartial: (flags & partialFlag) > 0,
		version: texts[cells[at + 12] ?? 0] ?? null,
		cwd: texts[cells[at + 13] ?? 0] ?? null,
		branch: texts[cells[at + 14] ?? 0] ?? null,
	};
}
