import { addCounts, noCounts, type ReadingCounts } from './usageReading.js';
import type { TaskReading } from './readingTask.js';

/** Where the reading of a file ended, and what was met in it from its start. */
export interface FileProgress {
	/** Behind the last complete line. */
	readonly offset: number;
	readonly counts: Readonly<ReadingCounts>;
	/** What stands behind `offset`, a last line without its end: not final, so not part of `counts`. */
	readonly pending: Readonly<ReadingCounts>;
}

export const noProgressYet: FileProgress = { offset: 0, counts: noCounts, pending: noCounts };

/** The progress of a file after one more range of it, in the order of the file. */
export function progressAfter(
	progress: FileProgress,
	task: Pick<TaskReading, 'counts' | 'pending' | 'next'>,
): FileProgress {
	const counts = { ...progress.counts };
	addCounts(counts, task.counts);
	return { offset: task.next ?? progress.offset, counts, pending: task.pending };
}
