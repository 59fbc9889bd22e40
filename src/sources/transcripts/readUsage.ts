import { maxLineBytes, readLines } from './lineReader.js';
import type { TranscriptFile } from './discover.js';
import { noCounts, type LinePlace, type ReadingCounts, type UsageReading } from './usageReading.js';
import { readUsageLine } from './usageLine.js';

/** Where the reading of a file ended, and what was met in it from its start. */
export interface FileProgress {
	readonly offset: number;
	readonly counts: Readonly<ReadingCounts>;
	/** What stands behind `offset`, a last line without its end: not final, so not part of `counts`. */
	readonly pending: Readonly<ReadingCounts>;
}

export const noProgressYet: FileProgress = { offset: 0, counts: noCounts, pending: noCounts };

/**
 * Reads the usage of one file from where an earlier reading ended, and adds it to `reading`. A last line without a
 * line end is taken in as far as it can be read, and read again next time: it may still be growing.
 */
export async function readUsage(
	file: TranscriptFile,
	from: FileProgress,
	reading: UsageReading,
	signal?: AbortSignal,
): Promise<FileProgress> {
	const counts: ReadingCounts = { ...from.counts };
	const pending: ReadingCounts = { ...noCounts };
	const placeOf = (line: number): LinePlace => ({ file: file.path, line, mtimeMs: file.mtimeMs });
	const offset = await readLines(
		file.path,
		from.offset,
		{
			line(bytes) {
				counts.lines += 1;
				reading.add(readUsageLine(bytes.toString('utf8'), file), counts, placeOf(counts.lines));
			},
			tooLong() {
				counts.lines += 1;
				const why = `longer than ${maxLineBytes / 1024 / 1024} MiB`;
				reading.add({ kind: 'rejected', why }, counts, placeOf(counts.lines));
			},
			tail(bytes) {
				pending.lines += 1;
				const read = readUsageLine(bytes.toString('utf8'), file);
				reading.add(read, pending, placeOf(counts.lines + 1));
			},
		},
		signal,
	);
	return { offset, counts, pending };
}
