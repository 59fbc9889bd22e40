import type { CallRemark } from '../../core/usage/callRemarks.js';
import type { LineRange } from './lineReader.js';
import type { LineHome } from './usageLine.js';
import type { ReadingCounts, RejectedLine } from './readingCounts.js';

/** A range of a file to read: a piece of work for one thread. */
export interface ReadingTask extends LineRange, LineHome {
	readonly path: string;
	readonly mtimeMs: number;
	/** So much is there to read, as far as is known: the last range of a file goes on to wherever the file ends. */
	readonly bytes: number;
}

/** What a range held, beside calls and sessions. */
export interface TaskReading {
	/** Counted from the range's first line. */
	readonly rejected: readonly RejectedLine[];
	/** On calls of the range, its last line without an end included: a call is the same however often it is read. */
	readonly remarks: readonly CallRemark[];
	/** Complete lines. */
	readonly counts: ReadingCounts;
	/** The file's last line, while it has no line end: not final. */
	readonly pending: ReadingCounts;
	/** Offset behind the last complete line that starts in the range; null without one. */
	readonly next: number | null;
}
