import type { Problem } from '../../core/problem.js';
import type { TranscriptFile } from './discover.js';
import { progressAfter, type FileProgress } from './fileProgress.js';
import type { ReadingTask } from './readingTask.js';
import { rangeBytes, readTasks } from './readTasks.js';
import { ReadingThreads } from './readingThreads.js';
import type { UsageReading } from './usageReading.js';

/** A file and where its reading goes on. */
export interface FileToRead {
	readonly file: TranscriptFile;
	readonly from: FileProgress;
}

/** What was read from files. */
export interface FilesReading {
	readonly reading: UsageReading;
	/** Where each file's reading ended; a file that could not be read is missing. */
	readonly progress: ReadonlyMap<TranscriptFile, FileProgress>;
	readonly problems: readonly Problem[];
}

function threadsFor(files: readonly FileToRead[]): ReadingThreads {
	const threads = new ReadingThreads();
	for (const { file, from } of files) threads.expect(file.size - from.offset);
	return threads;
}

function rangesOf({ file, from }: FileToRead): ReadingTask[] {
	const { path, mtimeMs, sessionId, isSubagentFile, size } = file;
	const tasks: ReadingTask[] = [];
	for (let start = from.offset; start < size || tasks.length === 0; start += rangeBytes) {
		// The last range goes to the end of the file, wherever that is by then.
		const end = start + rangeBytes >= size ? Number.MAX_SAFE_INTEGER : start + rangeBytes;
		const isLineStart = start === from.offset;
		const bytes = Math.min(size, start + rangeBytes) - start;
		tasks.push({ path, mtimeMs, sessionId, isSubagentFile, start, end, isLineStart, bytes });
	}
	return tasks;
}

/**
 * Reads files from where the last reading ended; a file that fails is a problem, and the others go on. `threads` may
 * have been started before for these files.
 */
export async function readFiles(
	files: readonly FileToRead[],
	signal: AbortSignal,
	onProgress: (done: number, total: number) => void,
	threads: ReadingThreads = threadsFor(files),
): Promise<FilesReading> {
	const ranges = files.map((one) => ({ one, tasks: rangesOf(one) }));
	const tasks = ranges.flatMap((range) => range.tasks);
	const { reading, results } = await readTasks(tasks, threads, signal, (done) =>
		onProgress(done, tasks.length),
	).finally(() => threads.end());
	const progress = new Map<TranscriptFile, FileProgress>();
	const problems: Problem[] = [];
	let next = 0;
	for (const { one, tasks: own } of ranges) {
		let reached: FileProgress | null = one.from;
		for (const result of results.slice(next, next + own.length)) {
			if (reached === null) break;
			if ('failure' in result) {
				const { path } = one.file;
				const what = `${path} could not be read (${result.failure}); its new use is missing.`;
				problems.push({ code: 'transcript.unreadable', what, file: path });
				reached = null;
			} else {
				reading.addRejected(result.rejected, reached.counts.lines);
				reached = progressAfter(reached, result);
			}
		}
		next += own.length;
		if (reached !== null) progress.set(one.file, reached);
	}
	return { reading, progress, problems };
}
