import { mergeRemarks, type CallRemark } from '../../core/usage/callRemarks.js';
import { addCounts, noCounts, type ReadingCounts } from './readingCounts.js';
import type { TaskReading } from './readingTask.js';

/** Where the reading of a file ended, and what was met in it from its start. */
export interface FileProgress {
	/** Behind the last complete line. */
	readonly offset: number;
	readonly counts: Readonly<ReadingCounts>;
	/** What stands behind `offset`, a last line without its end: not final, so not part of `counts`. */
	readonly pending: Readonly<ReadingCounts>;
	/** On calls of the file, each once. */
	readonly remarks: readonly CallRemark[];
}

export const noProgressYet: FileProgress = { offset: 0, counts: noCounts, pending: noCounts, remarks: [] };

/** The progress of a file after one more range of it, in the order of the file. */
export function progressAfter(
	progress: FileProgress,
	task: Pick<TaskReading, 'counts' | 'pending' | 'next' | 'remarks'>,
): FileProgress {
	const counts = { ...progress.counts };
	addCounts(counts, task.counts);
	const { remarks } = progress;
	return {
		offset: task.next ?? progress.offset,
		counts,
		pending: task.pending,
		remarks: task.remarks.length === 0 ? remarks : mergeRemarks([...remarks, ...task.remarks]),
	};
}
