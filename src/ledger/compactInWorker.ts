import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { CompactionResult } from './compaction.js';
import { ledgerPaths } from './ledgerPaths.js';
import { releaseLockOf } from './lock.js';

/** What the worker is told. */
export interface CompactionRequest {
	readonly dir: string;
	readonly nowMs: number;
	readonly token: string;
}

const bundled = join(__dirname, 'ledger-compaction.worker.js');

/** The worker as built, or its source when running from source. */
function startWorker(workerData: CompactionRequest): Worker {
	return existsSync(bundled)
		? new Worker(bundled, { workerData })
		: new Worker(join(__dirname, 'compaction.worker.ts'), {
				workerData,
				execArgv: ['--require', 'tsx/cjs'],
			});
}

/** Compacts in a thread of its own, so that an editor window never waits for the disk. */
export async function compactInWorker(dir: string, nowMs: number): Promise<CompactionResult> {
	const token = randomUUID();
	const worker = startWorker({ dir, nowMs, token });
	try {
		return await new Promise<CompactionResult>((resolve, reject) => {
			worker.once('message', resolve);
			worker.once('error', reject);
			worker.once('exit', (code) => reject(new Error(`The compaction ended with code ${code}.`)));
		});
	} finally {
		await worker.terminate();
		await releaseLockOf(ledgerPaths(dir).lock, token);
	}
}
