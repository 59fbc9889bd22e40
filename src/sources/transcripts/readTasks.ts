import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { SHARE_ENV, Worker } from 'node:worker_threads';
import { TaskReader } from './readUsage.js';
import type { ReadingTask, TaskReading } from './readingTask.js';
import { takeTasks, type TaskFailure, type ThreadMessage, type ThreadStart } from './takeTasks.js';

/** Ranges are small enough to share work evenly and to let this thread come up for air every few milliseconds. */
export const rangeBytes = 4 * 1024 * 1024;

/** Starting a thread takes as long as reading so many bytes. */
const bytesWorthAThread = 24 * 1024 * 1024;

/** Beside the bundle when built; absent when running from source, where everything is read on this thread. */
const workerFile = join(__dirname, 'sources-transcripts-readUsage.worker.js');

function threadResult(start: ThreadStart, signal: AbortSignal): Promise<ThreadMessage> {
	return new Promise((resolve, reject) => {
		const worker = new Worker(workerFile, { workerData: start, env: SHARE_ENV });
		const stop = (): void => void worker.terminate();
		signal.addEventListener('abort', stop, { once: true });
		worker.once('message', resolve);
		worker.once('error', reject);
		worker.once('exit', () => {
			signal.removeEventListener('abort', stop);
			reject(new Error('A reading thread ended early.'));
		});
	});
}

function threadsFor(tasks: readonly ReadingTask[]): number {
	const bytes = tasks.reduce((sum, { start, end }) => sum + Math.min(end - start, rangeBytes), 0);
	const wanted = Math.floor(bytes / bytesWorthAThread);
	return existsSync(workerFile) ? Math.min(wanted, availableParallelism() - 1, 7) : 0;
}

/**
 * Reads ranges of transcripts on this thread and, for much work, on others too. This thread comes up for air after
 * every range. Results stand in the order of the tasks.
 */
export async function readTasks(
	tasks: readonly ReadingTask[],
	signal: AbortSignal,
	onProgress: (done: number) => void,
): Promise<(TaskReading | TaskFailure)[]> {
	const start: ThreadStart = { tasks, next: new Int32Array(new SharedArrayBuffer(4)) };
	const threads = Array.from({ length: threadsFor(tasks) }, () => threadResult(start, signal));
	const results: (TaskReading | TaskFailure)[] = tasks.map(() => ({ failure: 'not read' }));
	const everyThread = Promise.all(threads);
	// A failing thread is met below; until then it must not count as unhandled.
	everyThread.catch(() => undefined);
	for (const [index, result] of takeTasks(start, new TaskReader())) {
		results[index] = result;
		onProgress(Atomics.load(start.next, 0));
		await nextTurn();
		signal.throwIfAborted();
	}
	for (const message of await everyThread) {
		for (const [index, result] of message) {
			results[index] = result;
		}
	}
	return results;
}
