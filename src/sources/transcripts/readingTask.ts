import type { LineRange } from './lineReader.js';
import type { LineHome } from './usageLine.js';
import type { PackedReading, ReadingCounts } from './usageReading.js';

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
