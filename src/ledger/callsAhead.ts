import { existsSync, statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { SHARE_ENV, Worker } from 'node:worker_threads';
import type { PriceOverride } from '../core/config.js';
import type { ManagedPricing } from '../core/usage/priceBook.js';
import { ledgerPaths } from './ledgerPaths.js';
import type { PackedParts } from './packedColumns.js';

/** What the thread is started with. */
export interface AheadRequest {
	/** The image. */
	readonly path: string;
	readonly orgId: string;
}

/** What a price book is made of: the book itself has functions, which no thread can hand to another. */
export interface PriceSource {
	readonly overrides: readonly PriceOverride[];
	readonly managed: ManagedPricing | null;
}

/** Beside the bundle when built; absent when running from source, where nothing is read ahead. */
const workerFile = join(__dirname, 'ledger-packedColumns.worker.js');

/** Starting a thread takes as long as unpacking the calls of a smaller image. */
const bytesWorthAThread = 48 * 1024 * 1024;

const sizeOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0;

/**
 * The packed calls of a ledger, unpacked and priced by a thread of its own while this one opens the ledger and asks git.
 * Blocks of an image never change, so what was unpacked counts for whoever has that image open, whatever the spool
 * brings besides. Where no thread can help, or it fails, nothing is there, and the reader unpacks the calls itself.
 */
export class CallsAhead {
	readonly #worker: Worker;
	/** Null once it was taken: what is taken is not kept here. */
	#answer: Promise<PackedParts | null> | null;

	private constructor(request: AheadRequest) {
		this.#worker = new Worker(workerFile, {
			workerData: request,
			env: SHARE_ENV,
			trackUnmanagedFds: false,
		});
		this.#worker.unref();
		this.#answer = new Promise((resolve) => {
			this.#worker.once('message', resolve);
			// What the thread could not read the reader finds, too, and says.
			this.#worker.once('error', () => resolve(null));
			this.#worker.once('exit', () => resolve(null));
		});
	}

	/** Starts reading the ledger in a folder; null where that gains nothing. */
	static start(dir: string, orgId: string): CallsAhead | null {
		const { image } = ledgerPaths(dir);
		// On Windows nobody could replace the file while it is open.
		const mayOpen = process.platform !== 'win32' && existsSync(workerFile);
		const isWorthIt = availableParallelism() > 1 && sizeOf(image) >= bytesWorthAThread;
		return mayOpen && isWorthIt ? new CallsAhead({ path: image, orgId }) : null;
	}

	/** Says at which prices; heard once. */
	priceAt(prices: PriceSource): void {
		this.#worker.postMessage(prices);
	}

	/**
	 * The columns of an image's blocks at the prices that were said; null when they are not at hand, as at every call but
	 * the first.
	 */
	async take(imageName: string | null): Promise<PackedParts | null> {
		const answer = this.#answer;
		this.#answer = null;
		if (answer === null || imageName === null) return null;
		this.#worker.ref();
		const parts = await answer;
		await this.end();
		return parts?.imageName === imageName ? parts : null;
	}

	/** Lets the thread go, whatever it is at. */
	async end(): Promise<void> {
		await this.#worker.terminate();
	}
}
