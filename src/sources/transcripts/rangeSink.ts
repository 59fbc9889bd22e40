import { maxLineBytes, type LineSink } from './lineReader.js';
import type { LineTaker } from './lineTaker.js';
import type { ReadingTask } from './readingTask.js';
import { ScannedUsage } from './scannedUsage.js';
import { readUsageLine, rejected, type UsageLine } from './usageLine.js';
import { noCounts, type ReadingCounts } from './readingCounts.js';
import * as layout from './wasm/record.js';
import type { WasmScanner } from './wasmScanner.js';

const tooLong = rejected(`longer than ${maxLineBytes / 1024 / 1024} MiB`);
const newline = 0x0a;

/** Takes in the lines of one range: through a scanner and its tables, or the plain way without one. */
export class RangeSink implements LineSink {
	readonly counts: ReadingCounts = { ...noCounts };
	readonly pending: ReadingCounts = { ...noCounts };
	readonly #task: ReadingTask;
	readonly #scanner: WasmScanner | null;
	readonly #reading: LineTaker;

	/** Calls and sessions go into `reading`, which may hold those of other ranges, and is the scanner's own if there is one. */
	constructor(task: ReadingTask, scanner: WasmScanner | null, reading: LineTaker) {
		this.#task = task;
		this.#reading = reading;
		this.#scanner = scanner;
		if (reading instanceof ScannedUsage) reading.beginTask(task);
	}

	lines(bytes: Buffer, from: number, to: number, stop: number): number {
		const scanner = this.#scanner;
		if (scanner === null) return this.#plainLines(bytes.subarray(0, to), from, stop);
		const { module } = scanner;
		for (;;) {
			module.scanLines(from, to, stop, maxLineBytes);
			from = module.scannedTo();
			this.counts.lines += module.lineCount();
			if (!this.#takeStop(scanner, this.counts, this.counts.lines)) return from;
		}
	}

	tooLong(): void {
		this.counts.lines += 1;
		this.#add(tooLong, this.counts, this.counts.lines);
	}

	tail(bytes: Buffer, from: number, to: number): void {
		const scanner = this.#scanner;
		const line = this.counts.lines + 1;
		if (scanner === null) {
			this.#add(this.#plainLine(bytes, from, to), this.pending, line);
		} else {
			do scanner.module.scanTail(from, to);
			while (this.#takeStop(scanner, this.pending, line) && this.#isNewText(scanner));
		}
		this.pending.lines += 1;
	}

	tailTooLong(): void {
		this.pending.lines += 1;
		this.#add(tooLong, this.pending, this.counts.lines + 1);
	}

	#add(line: UsageLine, counts: ReadingCounts, at: number): void {
		this.#reading.add(line, counts, { file: this.#task.path, line: at, mtimeMs: this.#task.mtimeMs });
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

	#isNewText({ module }: WasmScanner): boolean {
		return module.stoppedAt() === layout.newTextLine;
	}

	/** Does what the scanner stopped for, at line `at` of the range; false when it came to its end. */
	#takeStop(scanner: WasmScanner, counts: ReadingCounts, at: number): boolean {
		const { module } = scanner;
		counts.syntheticCalls += module.syntheticCount();
		const kind = module.stoppedAt();
		if (kind === layout.noLine) return false;
		if (kind !== layout.newTextLine) this.#add(this.#stoppedLine(scanner, kind), counts, at);
		else if (this.#reading instanceof ScannedUsage) this.#reading.learnText();
		return true;
	}

	#stoppedLine({ module, bytes }: WasmScanner, kind: number): UsageLine {
		if (kind === layout.notObjectLine) return rejected('not a JSON object');
		if (kind === layout.notJsonLine) return rejected('not valid JSON');
		if (kind === layout.tooLongLine) return tooLong;
		return this.#plainLine(bytes, module.stopFrom(), module.stopTo());
	}
}
