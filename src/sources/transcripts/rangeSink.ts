import type { CallRecords } from './callRecords.js';
import { maxLineBytes, type LineSink } from './lineReader.js';
import type { ReadingTask } from './readingTask.js';
import { readUsageLine, rejected, type UsageLine } from './usageLine.js';
import { noCounts, UsageReading, type ReadingCounts } from './usageReading.js';
import * as layout from './wasm/record.js';
import type { WasmScanner } from './wasmScanner.js';

const tooLong = rejected(`longer than ${maxLineBytes / 1024 / 1024} MiB`);
const newline = 0x0a;

/** Takes in the lines of one range: through the scanner and its records, or the plain way without them. */
export class RangeSink implements LineSink {
	readonly reading: UsageReading;
	readonly counts: ReadingCounts = { ...noCounts };
	readonly pending: ReadingCounts = { ...noCounts };
	readonly #task: ReadingTask;
	readonly #scanner: WasmScanner | null;
	readonly #calls: CallRecords | null;

	/** Calls and sessions go into `reading`, which may hold those of other ranges. */
	constructor(
		task: ReadingTask,
		scanner: WasmScanner | null,
		calls: CallRecords | null,
		reading: UsageReading = new UsageReading(),
	) {
		this.#task = task;
		this.reading = reading;
		this.#scanner = scanner;
		this.#calls = calls;
	}

	lines(bytes: Buffer, from: number, to: number, stop: number): number {
		const scanner = this.#scanner;
		if (scanner === null) return this.#plainLines(bytes.subarray(0, to), from, stop);
		for (;;) {
			from = scanner.scanLines(from, to, stop, maxLineBytes);
			this.#takeRecords(scanner, this.counts);
			this.counts.lines += scanner.lines;
			if (scanner.records < layout.mostRecords) return from;
		}
	}

	tooLong(): void {
		this.counts.lines += 1;
		this.#add(tooLong, this.counts, this.counts.lines);
	}

	tail(bytes: Buffer, from: number, to: number): void {
		const scanner = this.#scanner;
		if (scanner === null) {
			this.#add(this.#plainLine(bytes, from, to), this.pending, this.counts.lines + 1);
		} else {
			scanner.scanTail(from, to);
			this.#takeRecords(scanner, this.pending);
		}
		this.pending.lines += 1;
	}

	tailTooLong(): void {
		this.pending.lines += 1;
		this.#add(tooLong, this.pending, this.counts.lines + 1);
	}

	#add(line: UsageLine, counts: ReadingCounts, at: number): void {
		this.reading.add(line, counts, { file: this.#task.path, line: at, mtimeMs: this.#task.mtimeMs });
	}

	#plainLine(bytes: Buffer, from: number, to: number): UsageLine {
		return readUsageLine(bytes.toString('utf8', from, to), this.#task);
	}

	/** The way without the scanner, which defines what the scanner must find. */
	#plainLines(bytes: Buffer, from: number, stop: number): number {
		while (from < stop) {
			const at = bytes.indexOf(newline, from);
			if (at < 0) break;
			this.counts.lines += 1;
			const line = at - from > maxLineBytes ? tooLong : this.#plainLine(bytes, from, at);
			this.#add(line, this.counts, this.counts.lines);
			from = at + 1;
		}
		return from;
	}

	/** Takes over what the scanner found; its lines stand behind those of `this.counts`. */
	#takeRecords(scanner: WasmScanner, counts: ReadingCounts): void {
		const { words } = scanner;
		const count = scanner.records;
		for (let index = 0; index < count; index++) {
			const word = index * layout.recordWords;
			const line = this.counts.lines + (words[word + layout.lineAt] ?? 0);
			if (words[word + layout.kindAt] === layout.callLine) {
				this.#calls?.take(index, this.#task, this.reading, counts, line);
			} else {
				this.#add(this.#otherLine(scanner, word), counts, line);
			}
		}
	}

	#otherLine({ words, bytes }: WasmScanner, word: number): UsageLine {
		const kind = words[word + layout.kindAt];
		if (kind === layout.notObjectLine) return rejected('not a JSON object');
		if (kind === layout.notJsonLine) return rejected('not valid JSON');
		if (kind === layout.tooLongLine) return tooLong;
		return this.#plainLine(bytes, words[word + layout.fromAt] ?? 0, words[word + layout.toAt] ?? 0);
	}
}
