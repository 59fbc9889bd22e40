import { parentPort } from 'node:worker_threads';
import { buffersOf } from '../../core/usage/callTable.js';
import { TaskReader } from './readUsage.js';
import { takeBlocks, type SharedWork } from './takeTasks.js';

/** Waits for work, made ready meanwhile; reads until none is left, then hands all over at once and ends. */
const reader = new TaskReader();
parentPort?.once('message', (work: SharedWork) => {
	const blocks = takeBlocks(work, reader);
	parentPort?.postMessage(
		blocks,
		blocks.flatMap(({ reading }) => buffersOf(reading.calls)),
	);
});
