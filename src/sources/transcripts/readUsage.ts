import { closeSync, openSync } from 'node:fs';
import { LineReader } from './lineReader.js';
import { RangeSink } from './rangeSink.js';
import type { ReadingTask, TaskReading } from './readingTask.js';
import { ScannedUsage } from './scannedUsage.js';
import { UsageReading, type PackedReading } from './usageReading.js';
import { WasmScanner } from './wasmScanner.js';

/** Reads the usage of ranges of transcripts, one after the other, into one reading at a time. One for each thread. */
export class TaskReader {
	readonly #scanner: WasmScanner | null;
	readonly #lines: LineReader;
	#reading: ScannedUsage | UsageReading;

	constructor(scanner: WasmScanner | null = WasmScanner.create()) {
		this.#scanner = scanner;
		this.#lines = scanner === null ? new LineReader() : new LineReader(scanner);
		this.#reading = this.#newReading();
	}

	/** Reads a range into the reading. */
	read(task: ReadingTask): TaskReading {
		const reading = this.#reading;
		const sink = new RangeSink(task, this.#scanner, reading);
		const file = openSync(task.path, 'r');
		try {
			const next = this.#lines.read(file, task, sink);
			const { counts, pending } = sink;
			return { rejected: reading.takeRejected(), remarks: reading.takeRemarks(), counts, pending, next };
		} finally {
			closeSync(file);
		}
	}

	/** Takes another reading in, which came later in the order of files. */
	merge(other: PackedReading): void {
		this.#reading.merge(other);
	}

	/** Gives the reading as it stands in this reader's memory; nothing is read with it from now on. */
	end(): PackedReading {
		const reading = this.#reading;
		return reading instanceof ScannedUsage ? reading.view() : reading.pack();
	}

	/** Gives the reading, and begins another. */
	take(): PackedReading {
		const packed = this.#reading.pack();
		this.#reading = this.#newReading();
		return packed;
	}

	#newReading(): ScannedUsage | UsageReading {
		return this.#scanner === null ? new UsageReading() : new ScannedUsage(this.#scanner);
	}
}
