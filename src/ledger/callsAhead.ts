import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { SHARE_ENV, Worker } from 'node:worker_threads';
import type { PriceOverride } from '../core/config.js';
import type { Period } from '../core/period.js';
import type { ManagedPricing } from '../core/usage/priceBook.js';
import { isWorthAThread } from './imageGlance.js';
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

/** What is wanted of the calls. */
export interface AheadWish {
	readonly prices: PriceSource;
	/** The period that they are to be cut at; null while its ends are not known. */
	readonly period: Period | null;
}

/** Beside the bundle when built; absent when running from source, where nothing is read ahead. */
const workerFile = join(__dirname, 'ledger-packedColumns.worker.js');

/**
 * The packed calls of a ledger, unpacked and priced by a thread of its own while this one opens the ledger and asks git.
 * Blocks of an image never change, so what was unpacked counts for whoever has that image open, whatever the spool
 * brings besides. Where no thread can help, or it fails, nothing is there, and the reader unpacks the calls itself.
 */
export class CallsAhead {
	readonly #worker: Worker;
	#hasBegun = false;
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

	/** Makes a thread ready to read the ledger in a folder; null where that gains nothing. */
	static start(dir: string, orgId: string): CallsAhead | null {
		const { image } = ledgerPaths(dir);
		// On Windows nobody could replace the file while it is open.
		const mayOpen = process.platform !== 'win32' && existsSync(workerFile);
		const mayGain = mayOpen && availableParallelism() > 1;
		return mayGain && isWorthAThread(dir) ? new CallsAhead({ path: image, orgId }) : null;
	}

	/**
	 * Lets the thread, which is ready by then, read: before that it would take memory while others start processes, and
	 * each of them would take five times as long.
	 */
	begin(): void {
		if (this.#hasBegun) return;
		this.#hasBegun = true;
		this.#worker.postMessage(null);
	}

	/** Says what is wanted; heard once. */
	wish(wish: AheadWish): void {
		this.begin();
		this.#worker.postMessage(wish);
	}

	/**
	 * The columns of an image's blocks, priced and cut as was wished; null when they are not at hand, as at every call but
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
