import { keyBytesOf } from '../../core/usage/byteKeys.js';
import {
	branchCell,
	cellCount,
	cwdCell,
	flagsCell,
	inferenceGeoCell,
	inputCell,
	instantCell,
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
} from '../../core/usage/callCells.js';
import type { CallCopy } from '../../core/usage/callCopies.js';
import { moreNested, type PackedCalls } from '../../core/usage/callTable.js';
import type { NestedCall } from '../../core/usage/call.js';
import type { ClientCost, Session } from '../../core/usage/session.js';
import { textAt } from './fieldText.js';
import { LineTaker } from './lineTaker.js';
import type { LineHome } from './usageLine.js';
import { laterCost, type PackedReading } from './usageReading.js';
import type { WasmScanner } from './wasmScanner.js';

/** True for text of ASCII without a backslash, which the scanner knows by its bytes. */
function isPlain(text: string): boolean {
	for (let at = 0; at < text.length; at++) {
		const unit = text.charCodeAt(at);
		if (unit >= 0x80 || unit === 0x5c) return false;
	}
	return true;
}

/** Layout of a session in the tables; see `wasm/sessions.ts`. */
const sessionBytes = 32;
const leastRoom = 4096;

/**
 * What was read from transcripts through a scanner, in the scanner's own tables: calls and sessions become objects only
 * when they are handed over. One at a time for each scanner.
 */
export class ScannedUsage extends LineTaker {
	readonly #scanner: WasmScanner;
	/** Numbers of texts that this side has met, and the texts of the numbers that only this side knows. */
	readonly #places = new Map<string, number>();
	readonly #texts = new Map<number, string>();
	readonly #nested = new Map<number, readonly NestedCall[]>();
	/** Room among the tables for what is handed to the module. */
	#room = { at: 0, bytes: 0 };
	/** Claude Code's own figures, by the number of the session. */
	readonly #clientCosts = new Map<number, ClientCost>();

	/** Begins with empty tables. */
	constructor(scanner: WasmScanner) {
		super();
		this.#scanner = scanner;
		scanner.beginTables();
	}

	/** Says where the lines to come stand. */
	beginTask({ sessionId, isSubagentFile }: LineHome): void {
		const { module, unknownModelPlace } = this.#scanner;
		module.beginTask(this.#placeOf(sessionId), unknownModelPlace, isSubagentFile);
	}

	/** Gives the text that the scanner stopped at a number. */
	learnText(): void {
		const { module } = this.#scanner;
		const [from, to] = [module.unknownFrom(), module.unknownTo()];
		const place = this.#placeOf(textAt(this.#scanner.bytes, from, to));
		module.addSpelling(from, to, place);
	}

	protected addCall(copy: CallCopy, entrypoint: string | null): void {
		const { module } = this.#scanner;
		const session = this.#placeOf(copy.sessionId);
		const folder = this.#placeOf(copy.cwd);
		const places = [
			...[session, this.#placeOf(copy.model), this.#placeOf(copy.speed), this.#placeOf(copy.serviceTier)],
			...[this.#placeOf(copy.inferenceGeo), this.#placeOf(copy.version), folder, this.#placeOf(copy.branch)],
		];
		const entry = this.#placeOf(entrypoint);
		const id = keyBytesOf(copy.callId);
		const [idAt = 0] = this.#write(id);
		const cells = new Float64Array(module.memory.buffer, module.nextCells(), cellCount);
		cells[instantCell] = copy.atMs;
		cells[inputCell] = copy.inputTokens;
		cells[outputCell] = copy.outputTokens;
		cells[writes5mCell] = copy.cacheWrite5mTokens;
		cells[writes1hCell] = copy.cacheWrite1hTokens;
		cells[readsCell] = copy.cacheReadTokens;
		cells[searchesCell] = copy.webSearches;
		for (const [index, cell] of textCells.entries()) cells[cell] = places[index] ?? 0;
		cells[flagsCell] =
			(copy.outputIsPartial ? partialFlag : 0) + (copy.origin === 'subagent' ? subagentFlag : 0);
		const row = module.addCall(idAt, idAt + id.length);
		this.#addNested(row, copy.nested);
		module.seeSession(session, copy.atMs, entry, folder);
	}

	protected addClientCost(sessionId: string, startedAtMs: number, cost: ClientCost): void {
		const session = this.#scanner.module.meetSession(this.#placeOf(sessionId), startedAtMs);
		const later = laterCost(this.#clientCosts.get(session) ?? null, cost);
		if (later !== null) this.#clientCosts.set(session, later);
	}

	/** Takes in another reading, which came later in the order of files. No text may be under way. */
	merge({ calls, sessions }: PackedReading): void {
		this.#addCalls(calls);
		const { module } = this.#scanner;
		for (const { sessionId, firstAtMs, lastAtMs, entrypoint, cwds, clientCost } of sessions) {
			const place = this.#placeOf(sessionId);
			module.seeSession(place, firstAtMs, this.#placeOf(entrypoint), 0);
			module.seeSession(place, lastAtMs, 0, 0);
			for (const cwd of cwds) module.seeSession(place, lastAtMs, 0, this.#placeOf(cwd));
			if (clientCost !== null) this.addClientCost(sessionId, firstAtMs, clientCost);
		}
	}

	#addCalls({ keys, keyOfRow, cells, texts, nested }: PackedCalls): void {
		const { module } = this.#scanner;
		const ofTexts = Int32Array.from(texts, (text) => this.#placeOf(text));
		const [cellsAt = 0, keysAt = 0, bytes = 0, ends = 0, hashes = 0, places = 0] = this.#write(
			...[bytesOf(cells), bytesOf(keyOfRow), keys.bytes, bytesOf(keys.ends), bytesOf(keys.hashes)],
			bytesOf(ofTexts),
		);
		const rows = keyOfRow.length;
		module.addRows(rows, cellsAt, keysAt, bytes, ends, hashes, places);
		if (nested.size === 0) return;
		const added = this.#scanner.words(keysAt, rows);
		for (const [index, row] of added.entries()) this.#addNested(row, nested.get(index) ?? []);
	}

	/** The reading as it is handed over: copies of the tables. */
	pack(): PackedReading {
		const { calls, sessions } = this.view();
		const { bytes, ends, hashes } = calls.keys;
		return {
			calls: {
				...calls,
				keys: { bytes: bytes.slice(), ends: ends.slice(), hashes: hashes.slice() },
				keyOfRow: calls.keyOfRow.slice(),
				cells: calls.cells.slice(),
			},
			sessions,
		};
	}

	/** The reading as it lies in the scanner's memory: only good until the scanner is used again. */
	view(): PackedReading {
		const { module } = this.#scanner;
		const { buffer } = module.memory;
		const keys = module.keyCount();
		const ends = new Uint32Array(buffer, module.keyEndsBegin(), keys);
		const texts = Array.from({ length: module.placeCount() }, (_, place) => this.#textOf(place));
		const rows = module.rowCount();
		return {
			calls: {
				keys: {
					bytes: new Uint8Array(buffer, module.keyBytesBegin(), ends[keys - 1] ?? 0),
					ends,
					hashes: new Uint32Array(buffer, module.keyHashesBegin(), keys),
				},
				keyOfRow: new Uint32Array(buffer, module.keyOfRowBegin(), rows),
				cells: new Float64Array(buffer, module.cellsBegin(), rows * cellCount),
				texts,
				nested: this.#nested,
			},
			sessions: this.#sessions(texts),
		};
	}

	#sessions(texts: readonly (string | null)[]): Session[] {
		const { module, bytes } = this.#scanner;
		const folders = module.foldersBegin();
		return Array.from({ length: module.sessionCount() }, (_, number) => {
			const at = module.sessionsBegin() + number * sessionBytes;
			const cwds: string[] = [];
			for (let folder = bytes.readInt32LE(at + 24); folder >= 0;) {
				cwds.push(texts[bytes.readInt32LE(folders + folder * 8)] ?? '');
				folder = bytes.readInt32LE(folders + folder * 8 + 4);
			}
			return {
				sessionId: texts[bytes.readInt32LE(at + 16)] ?? '',
				firstAtMs: bytes.readDoubleLE(at),
				lastAtMs: bytes.readDoubleLE(at + 8),
				cwds,
				entrypoint: texts[bytes.readInt32LE(at + 20)] ?? null,
				clientCost: this.#clientCosts.get(number) ?? null,
			};
		});
	}

	#textOf(place: number): string | null {
		const { module, bytes } = this.#scanner;
		const known = this.#texts.get(place);
		if (known !== undefined || place === 0) return known ?? null;
		return bytes.toString('latin1', module.placeFrom(place), module.placeTo(place));
	}

	/** Number of a text; a new one when it was not met. */
	#placeOf(text: string | null): number {
		if (text === null) return 0;
		let place = this.#places.get(text);
		if (place === undefined) {
			const { module } = this.#scanner;
			if (isPlain(text)) {
				const [from = 0] = this.#write(Buffer.from(text, 'latin1'));
				place = module.placeOfPlain(from, from + text.length);
			} else {
				place = module.newPlace();
				this.#texts.set(place, text);
			}
			this.#places.set(text, place);
		}
		return place;
	}

	/** Puts bytes where the module can read them until this is called again; gives where each begins. */
	#write(...parts: readonly Uint8Array[]): number[] {
		let wanted = 0;
		const offsets = parts.map(({ length }) => {
			const offset = wanted;
			wanted = Math.ceil((wanted + length) / 8) * 8;
			return offset;
		});
		if (wanted > this.#room.bytes) {
			const bytes = Math.max(wanted, this.#room.bytes * 2, leastRoom);
			this.#room = { at: this.#scanner.module.allocate(bytes), bytes };
		}
		const begins = offsets.map((offset) => this.#room.at + offset);
		for (const [index, part] of parts.entries()) this.#scanner.bytes.set(part, begins[index]);
		return begins;
	}

	#addNested(row: number, nested: readonly NestedCall[]): void {
		if (nested.length > 0) this.#nested.set(row, moreNested(this.#nested.get(row) ?? [], nested));
	}
}

/** The cells of texts, in the order of a copy's texts above. */
const textCells = [
	sessionCell,
	modelCell,
	speedCell,
	serviceTierCell,
	inferenceGeoCell,
	versionCell,
	cwdCell,
	branchCell,
] as const;

const bytesOf = ({ buffer, byteOffset, byteLength }: Float64Array | Uint32Array | Int32Array): Uint8Array =>
	new Uint8Array(buffer, byteOffset, byteLength);
