import { closeSync, openSync } from 'node:fs';
import { LineReader, maxLineBytes, type LineRange } from './lineReader.js';
import { readUsageBytes } from './usageBytes.js';
import type { LineHome } from './usageLine.js';
import {
	noCounts,
	UsageReading,
	type LinePlace,
	type PackedReading,
	type ReadingCounts,
} from './usageReading.js';
import { UsageScanner } from './usageScanner.js';

/** A range of a file to read: a piece of work for one thread. */
export interface ReadingTask extends LineRange, LineHome {
	readonly path: string;
	readonly mtimeMs: number;
}

/** What a range held. */
export interface TaskReading {
	/** Calls, sessions and rejected lines; lines are counted from the range's first one. */
	readonly reading: PackedReading;
	/** Complete lines. */
	readonly counts: ReadingCounts;
	/** The file's last line, while it has no line end: not final. */
	readonly pending: ReadingCounts;
	/** Offset behind the last complete line that starts in the range; null without one. */
	readonly next: number | null;
}

const tooLong = { kind: 'rejected', why: `longer than ${maxLineBytes / 1024 / 1024} MiB` } as const;

/** Reads the usage of ranges of transcripts, one after the other. One for each thread. */
export class TaskReader {
	readonly #lines = new LineReader();
	readonly #scanner = new UsageScanner();

	read(task: ReadingTask): TaskReading {
		const reading = new UsageReading();
		const counts: ReadingCounts = { ...noCounts };
		const pending: ReadingCounts = { ...noCounts };
		const placeOf = (line: number): LinePlace => ({ file: task.path, line, mtimeMs: task.mtimeMs });
		const scanner = this.#scanner;
		const file = openSync(task.path, 'r');
		try {
			const next = this.#lines.read(file, task, {
				line(bytes, from, to) {
					counts.lines += 1;
					const line = readUsageBytes(bytes, from, to, task, scanner);
					if (line.kind !== 'none') reading.add(line, counts, placeOf(counts.lines));
				},
				tooLong() {
					counts.lines += 1;
					reading.add(tooLong, counts, placeOf(counts.lines));
				},
				tail(bytes, from, to) {
					pending.lines += 1;
					const line = readUsageBytes(bytes, from, to, task, scanner);
					reading.add(line, pending, placeOf(counts.lines + 1));
				},
				tailTooLong() {
					pending.lines += 1;
					reading.add(tooLong, pending, placeOf(counts.lines + 1));
				},
			});
			return { reading: reading.pack(), counts, pending, next };
		} finally {
			closeSync(file);
		}
	}
}
