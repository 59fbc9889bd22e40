import { unknownModel } from '../../core/usage/callCopies.js';
import type { LineMemory } from './lineReader.js';
import { usageScanModule } from './wasm/module.js';

/**
 * What the module offers; see `wasm/lines.ts`. Positions are addresses in its memory, places are the numbers of texts
 * (0 for none), sessions and rows are numbers.
 */
export interface ScannerModule {
	readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
	textBegin(): number;
	begin(tablesAt: number, modelFrom: number, modelTo: number): number;
	beginTask(homePlace: number, modelPlace: number, isSubagent: boolean): void;
	scanLines(from: number, to: number, stop: number, mostBytes: number): void;
	scanTail(from: number, to: number): void;
	lineCount(): number;
	scannedTo(): number;
	stoppedAt(): number;
	stopFrom(): number;
	stopTo(): number;
	syntheticCount(): number;
	allocate(bytes: number): number;
	placeOfPlain(from: number, to: number): number;
	addSpelling(from: number, to: number, place: number): void;
	newPlace(): number;
	placeCount(): number;
	placeFrom(place: number): number;
	placeTo(place: number): number;
	unknownFrom(): number;
	unknownTo(): number;
	nextCells(): number;
	addCall(idFrom: number, idTo: number): number;
	addRows(
		count: number,
		cells: number,
		keyOfRow: number,
		keyBytes: number,
		keyEnds: number,
		keyHashes: number,
		textPlaces: number,
	): void;
	rowCount(): number;
	cellsBegin(): number;
	keyOfRowBegin(): number;
	keyCount(): number;
	keyBytesBegin(): number;
	keyEndsBegin(): number;
	keyHashesBegin(): number;
	meetSession(place: number, atMs: number): number;
	seeSession(place: number, atMs: number, entrypoint: number, folder: number): void;
	sessionCount(): number;
	sessionsBegin(): number;
	foldersBegin(): number;
}

/** What is needed of WebAssembly: the types of Node name it, but only those of browsers describe it. */
interface WebAssemblyApi {
	readonly Module: new (bytes: Uint8Array) => object;
	readonly Instance: new (module: object) => { readonly exports: object };
	validate(bytes: Uint8Array): boolean;
}
const { WebAssembly: webAssembly } = globalThis as unknown as { readonly WebAssembly: WebAssemblyApi };

const pageBytes = 65_536;
/** The module looks at many bytes at once, so it may look a little behind the text. */
const behindText = 4096;
const firstTextRoom = 512 * 1024;

/**
 * Scans lines for usage many bytes at a time, in memory of its own that files are read into, and collects what it finds
 * in tables behind them. One for each thread.
 */
export class WasmScanner implements LineMemory {
	readonly module: ScannerModule;
	/** Where the text lies; elsewhere after it has grown. */
	begin: number;
	/** Number of the text that stands for no model, after `beginTables`. */
	unknownModelPlace = 0;
	#bytes = Buffer.alloc(0);
	#textRoom = firstTextRoom;

	constructor(bytes: Uint8Array) {
		const instance = new webAssembly.Instance(new webAssembly.Module(bytes));
		this.module = instance.exports as ScannerModule;
		this.begin = this.module.textBegin();
		this.beginTables();
	}

	/** A scanner; null where the machine has no such instructions, and lines are read the plain way. */
	static create(): WasmScanner | null {
		const bytes = Buffer.from(usageScanModule, 'base64');
		return webAssembly.validate(bytes) ? new WasmScanner(bytes) : null;
	}

	/** All memory; another buffer after it has grown, which it may whenever the module is called. */
	get bytes(): Buffer {
		const { buffer } = this.module.memory;
		if (this.#bytes.buffer !== buffer) this.#bytes = Buffer.from(buffer);
		return this.#bytes;
	}

	/** The text moves behind the tables; it comes back when they are emptied. */
	grow(length: number): void {
		if (length <= this.#textRoom) return;
		const begin = this.module.allocate(length + behindText);
		this.bytes.copyWithin(begin, this.begin, this.begin + this.#textRoom);
		this.begin = begin;
		this.#textRoom = length;
	}

	/** Empties the tables; text that is under way is lost. */
	beginTables(): void {
		const { module } = this;
		this.begin = module.textBegin();
		const tablesBegin = this.begin + this.#textRoom + behindText;
		const { memory } = module;
		const missing = Math.ceil(tablesBegin / pageBytes) - memory.buffer.byteLength / pageBytes;
		if (missing > 0) memory.grow(missing);
		const name = this.bytes.write(unknownModel, this.begin, 'latin1');
		this.unknownModelPlace = module.begin(tablesBegin, this.begin, this.begin + name);
	}

	/** A copy of some 32-bit numbers of the tables. */
	words(begin: number, count: number): Uint32Array<ArrayBuffer> {
		return new Uint32Array(this.module.memory.buffer, begin, count).slice();
	}
}
