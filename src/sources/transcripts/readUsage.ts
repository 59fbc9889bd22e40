import { closeSync, openSync } from 'node:fs';
import { CallRecords } from './callRecords.js';
import { LineReader } from './lineReader.js';
import { RangeSink } from './rangeSink.js';
import type { ReadingTask, TaskReading } from './readingTask.js';
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

	read(task: ReadingTask): TaskReading {
		const sink = new RangeSink(task, this.#scanner, this.#calls);
		const file = openSync(task.path, 'r');
		try {
			const next = this.#lines.read(file, task, sink);
			const { reading, counts, pending } = sink;
			return { reading: reading.pack(), counts, pending, next };
		} finally {
			closeSync(file);
		}
	}
}
