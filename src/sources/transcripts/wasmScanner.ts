import type { LineMemory } from './lineReader.js';
import { usageScanModule } from './wasm/module.js';

/** What the module offers; see `wasm/lines.ts`. Positions are addresses in its memory. */
interface ScannerModule {
	readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
	textBegin(): number;
	recordsBegin(): number;
	recordCount(): number;
	lineCount(): number;
	scannedTo(): number;
	scanLines(from: number, to: number, stop: number, mostBytes: number): void;
	scanTail(from: number, to: number): void;
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
const behindText = 256;

/**
 * Scans lines for usage many bytes at a time, in memory of its own that files are read into. One for each thread. What
 * it finds lies in `words` and `numbers`, laid out as `wasm/record.ts` says, until the next scan.
 */
export class WasmScanner implements LineMemory {
	readonly #module: ScannerModule;
	readonly begin: number;
	bytes = Buffer.alloc(0);
	/** The records as 32-bit and as 64-bit numbers. */
	words = new Int32Array(0);
	numbers = new Float64Array(0);

	constructor(bytes: Uint8Array) {
		const instance = new webAssembly.Instance(new webAssembly.Module(bytes));
		this.#module = instance.exports as ScannerModule;
		this.begin = this.#module.textBegin();
		this.#look();
	}

	/** A scanner; null where the machine has no such instructions, and lines are read the plain way. */
	static create(): WasmScanner | null {
		const bytes = Buffer.from(usageScanModule, 'base64');
		return webAssembly.validate(bytes) ? new WasmScanner(bytes) : null;
	}

	grow(length: number): void {
		const { memory } = this.#module;
		const wanted = Math.ceil((this.begin + length + behindText) / pageBytes);
		const pages = memory.buffer.byteLength / pageBytes;
		if (wanted > pages) memory.grow(wanted - pages);
		this.#look();
	}

	/** Records of the last scan. */
	get records(): number {
		return this.#module.recordCount();
	}

	/** Lines that the last scan met. */
	get lines(): number {
		return this.#module.lineCount();
	}

	/**
	 * Scans complete lines from `from` on that begin before `stop` and end before `to`, until there is no room for more
	 * records; gives where it came to. Longer lines than `mostBytes` are only counted.
	 */
	scanLines(from: number, to: number, stop: number, mostBytes: number): number {
		this.#module.scanLines(from, to, stop, mostBytes);
		return this.#module.scannedTo();
	}

	/** Scans a line without its end. */
	scanTail(from: number, to: number): void {
		this.#module.scanTail(from, to);
	}

	/** Growing gives the memory a new buffer. */
	#look(): void {
		const { buffer } = this.#module.memory;
		this.bytes = Buffer.from(buffer);
		this.words = new Int32Array(buffer, this.#module.recordsBegin());
		this.numbers = new Float64Array(buffer, this.#module.recordsBegin());
	}
}
