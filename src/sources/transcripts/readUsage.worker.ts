import { parentPort, workerData } from 'node:worker_threads';
import { buffersOf } from '../../core/usage/callTable.js';
import { TaskReader } from './readUsage.js';
import { takeTasks, type ThreadStart } from './takeTasks.js';

/** Reads tasks until none is left, then hands all results over at once. */
const results = [...takeTasks(workerData as ThreadStart, new TaskReader())];
parentPort?.postMessage(
	results,
	results.flatMap(([, result]) => ('failure' in result ? [] : buffersOf(result.reading.calls))),
);
