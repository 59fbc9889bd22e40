import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { SHARE_ENV, Worker } from 'node:worker_threads';
import type { BlockReading, SharedWork } from './takeTasks.js';

/** Starting a thread takes as long as reading so many bytes. */
const bytesWorthAThread = 24 * 1024 * 1024;
const mostThreads = 7;

/** Beside the bundle when built; absent when running from source, where everything is read on one thread. */
const workerFile = join(__dirname, 'sources-transcripts-readUsage.worker.js');

/** Threads that read beside this one. They start as soon as it is known that there is enough for them to do. */
export class ReadingThreads {
	readonly #threads: Worker[] = [];
	#bytes = 0;
	#most: number | null = null;

	/** Says that so much more is there to read. */
	expect(bytes: number): void {
		this.#bytes += bytes;
		if (this.#bytes < bytesWorthAThread * (this.#threads.length + 1)) return;
		while (this.#mayStart() && this.#bytes >= bytesWorthAThread * (this.#threads.length + 1)) this.#start();
	}

	/** Starts a thread before it is known how much there is to read, because starting it takes longer than finding that out. */
	startAhead(): void {
		// It keeps no program alive that is not going to read.
		if (this.#mayStart()) this.#start().unref();
	}

	#mayStart(): boolean {
		this.#most ??= existsSync(workerFile) ? Math.min(availableParallelism() - 1, mostThreads) : 0;
		return this.#threads.length < this.#most;
	}

	#start(): Worker {
		const worker = new Worker(workerFile, { env: SHARE_ENV, trackUnmanagedFds: false });
		this.#threads.push(worker);
		return worker;
	}

	/** Gives the threads work; each resolves with what it has read. */
	read(work: SharedWork, signal: AbortSignal): Promise<readonly BlockReading[]>[] {
		// One that was started ahead is not waited for when there is too little to do.
		if (this.#bytes < bytesWorthAThread) this.end();
		return this.#threads.map(
			(worker) =>
				new Promise((resolve, reject) => {
					const stop = (): void => void worker.terminate();
					signal.addEventListener('abort', stop, { once: true });
					worker.once('message', resolve);
					worker.once('error', reject);
					worker.once('exit', () => {
						signal.removeEventListener('abort', stop);
						reject(new Error('A reading thread ended early.'));
					});
					worker.ref();
					worker.postMessage(work);
				}),
		);
	}

	/** Lets the threads go, whatever they are at; nobody waits for them. */
	end(): void {
		this.#bytes = 0;
		for (const worker of this.#threads.splice(0)) void worker.terminate();
	}
}
