import { parentPort, workerData } from 'node:worker_threads';
import { compact } from './compaction.js';
import type { CompactionRequest } from './compactInWorker.js';

/** Compacts off the main thread; answers with the result, or fails as the compaction does. */
async function work({ dir, nowMs, token }: CompactionRequest): Promise<void> {
	parentPort?.postMessage(await compact({ dir, nowMs, token }));
}

void work(workerData as CompactionRequest);
