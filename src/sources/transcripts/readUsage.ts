import { closeSync, openSync } from 'node:fs';
import { CallRecords } from './callRecords.js';
import { LineReader } from './lineReader.js';
import { RangeSink } from './rangeSink.js';
import type { ReadingTask, TaskReading } from './readingTask.js';
import type { UsageReading } from './usageReading.js';
import { WasmScanner } from './wasmScanner.js';

/** Reads the usage of ranges of transcripts, one after the other. One for each thread. */
export class TaskReader {
	readonly #scanner: WasmScanner | null;
	readonly #calls: CallRecords | null;
	readonly #lines: LineReader;

	constructor(scanner: WasmScanner | null = WasmScanner.create()) {
		this.#scanner = scanner;
		this.#calls = scanner === null ? null : new CallRecords(scanner);
		this.#lines = scanner === null ? new LineReader() : new LineReader(scanner);
	}

	/** Reads a range; its calls and sessions go into `reading`. */
	read(task: ReadingTask, reading: UsageReading): TaskReading {
		const sink = new RangeSink(task, this.#scanner, this.#calls, reading);
		const file = openSync(task.path, 'r');
		try {
			const next = this.#lines.read(file, task, sink);
			const { counts, pending } = sink;
			return { rejected: reading.takeRejected(), remarks: reading.takeRemarks(), counts, pending, next };
		} finally {
			closeSync(file);
		}
	}
}
