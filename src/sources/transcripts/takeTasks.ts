import { messageOf } from '../../core/errors.js';
import type { TaskReader } from './readUsage.js';
import type { ReadingTask, TaskReading } from './readingTask.js';

/** A range that could not be read, with the reason. */
export interface TaskFailure {
	readonly failure: string;
}

/** What a thread gave for its tasks, by their place in the list. */
export type ThreadMessage = readonly (readonly [index: number, result: TaskReading | TaskFailure])[];

/** What a thread is started with. `next` holds the place of the next task that nobody has taken. */
export interface ThreadStart {
	readonly tasks: readonly ReadingTask[];
	readonly next: Int32Array;
}

/** Takes the next tasks until none is left; gives each result with the task's place. */
export function* takeTasks(
	{ tasks, next }: ThreadStart,
	reader: TaskReader,
): Generator<readonly [number, TaskReading | TaskFailure]> {
	for (;;) {
		const index = Atomics.add(next, 0, 1);
		const task = tasks[index];
		if (task === undefined) return;
		let result: TaskReading | TaskFailure;
		try {
			result = reader.read(task);
		} catch (error) {
			result = { failure: messageOf(error) };
		}
		yield [index, result];
	}
}
