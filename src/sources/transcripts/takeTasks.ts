import { messageOf } from '../../core/errors.js';
import type { TaskReader } from './readUsage.js';
import type { ReadingTask, TaskReading } from './readingTask.js';
import type { PackedReading } from './usageReading.js';

/** A range that could not be read, with the reason. */
export interface TaskFailure {
	readonly failure: string;
}

/** Ranges that lie one behind the other: from the task of number `begin` to the one before `end`. */
export interface TaskBlock {
	readonly begin: number;
	readonly end: number;
}

/** What a thread made of a block. */
export interface BlockReading extends TaskBlock {
	readonly reading: PackedReading;
	readonly results: readonly (TaskReading | TaskFailure)[];
}

/**
 * Work that threads share. The thread that asked for it takes blocks from the front, so that it can put one behind the
 * other as it reads them; the others take them from the back.
 */
export interface SharedWork {
	readonly tasks: readonly ReadingTask[];
	readonly blocks: readonly TaskBlock[];
	/** How many blocks were taken, and how many of them from the back. */
	readonly taken: Int32Array;
}

/** The next block from the front; null when all are taken. Only one thread may ask for it. */
export function takeFront({ blocks, taken }: SharedWork, own: number): TaskBlock | null {
	return Atomics.add(taken, 0, 1) < blocks.length ? (blocks[own] ?? null) : null;
}

/** The next block from the back; null when all are taken. */
function takeBack({ blocks, taken }: SharedWork): TaskBlock | null {
	if (Atomics.add(taken, 0, 1) >= blocks.length) return null;
	return blocks[blocks.length - 1 - Atomics.add(taken, 1, 1)] ?? null;
}

/** Reads a range; one that fails says why. */
export function readTask(task: ReadingTask, reader: TaskReader): TaskReading | TaskFailure {
	try {
		return reader.read(task);
	} catch (error) {
		return { failure: messageOf(error) };
	}
}

/** Reads blocks from the back until none is left. */
export function takeBlocks(work: SharedWork, reader: TaskReader): BlockReading[] {
	const blocks: BlockReading[] = [];
	for (let block = takeBack(work); block !== null; block = takeBack(work)) {
		const results = work.tasks.slice(block.begin, block.end).map((task) => readTask(task, reader));
		blocks.push({ ...block, reading: reader.take(), results });
	}
	return blocks;
}
