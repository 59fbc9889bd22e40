import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ReadingThreads } from './readingThreads.js';
import type { ReadingTask, TaskReading } from './readingTask.js';
import { TaskReader } from './readUsage.js';
import { readTask, takeFront, type SharedWork, type TaskBlock, type TaskFailure } from './takeTasks.js';
import { UsageReading } from './usageReading.js';

/** Ranges are small enough to share work evenly and to let this thread come up for air every few milliseconds. */
export const rangeBytes = 4 * 1024 * 1024;
/** Blocks are large enough that what each costs does not count, and small enough that no thread waits long for the last. */
const blockBytes = 8 * 1024 * 1024;

/** Calls and sessions of all ranges in their order, and what else each range held. */
export interface TasksReading {
	readonly reading: UsageReading;
	readonly results: readonly (TaskReading | TaskFailure)[];
}

function blocksOf(tasks: readonly ReadingTask[]): TaskBlock[] {
	const blocks: TaskBlock[] = [];
	let begin = 0;
	let bytes = 0;
	for (const [index, task] of tasks.entries()) {
		bytes += task.bytes;
		if (bytes < blockBytes && index < tasks.length - 1) continue;
		blocks.push({ begin, end: index + 1 });
		begin = index + 1;
		bytes = 0;
	}
	return blocks;
}

/** Reads ranges of transcripts on this thread and on others too. This thread comes up for air after every range. */
export async function readTasks(
	tasks: readonly ReadingTask[],
	threads: ReadingThreads,
	signal: AbortSignal,
	onProgress: (done: number) => void,
): Promise<TasksReading> {
	const work: SharedWork = {
		tasks,
		blocks: blocksOf(tasks),
		taken: new Int32Array(new SharedArrayBuffer(8)),
	};
	const everyThread = Promise.all(threads.read(work, signal));
	// A failing thread is met below; until then it must not count as unhandled.
	everyThread.catch(() => undefined);
	const results: (TaskReading | TaskFailure)[] = tasks.map(() => ({ failure: 'not read' }));
	const reader = new TaskReader();
	let own = 0;
	for (let block = takeFront(work, own); block !== null; block = takeFront(work, own)) {
		own += 1;
		for (const [index, task] of tasks.slice(block.begin, block.end).entries()) {
			results[block.begin + index] = readTask(task, reader);
			onProgress(work.blocks[Atomics.load(work.taken, 0) - 1]?.end ?? tasks.length);
			await nextTurn();
			signal.throwIfAborted();
		}
	}
	const others = (await everyThread).flat().sort((one, two) => one.begin - two.begin);
	for (const block of others) {
		reader.merge(block.reading);
		for (const [index, result] of block.results.entries()) results[block.begin + index] = result;
	}
	return { reading: new UsageReading(reader.end()), results };
}
