import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { SHARE_ENV, Worker } from 'node:worker_threads';
import type { PriceOverride } from '../core/config.js';
import type { Period } from '../core/period.js';
import type { ManagedPricing } from '../core/usage/priceBook.js';
import { codeOf } from './fileErrors.js';
import { footerBytes, parseFooter } from './imageFooter.js';
import type { ImageTrailer } from './imageTrailer.js';
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

/** Starting a thread takes as long as unpacking the calls of a smaller image. */
const bytesWorthAThread = 48 * 1024 * 1024;

/** An image may be large by its pull requests: so few calls are unpacked sooner than a thread is there. */
const callsWorthAThread = 250_000;

/** The end of an image with its trailer, which is mostly much shorter. */
const endBytes = 64 * 1024;

/**
 * Whether there is so much to unpack that a thread gains by it. This is asked before anything else is loaded; whether the
 * image is sound is for others to find out.
 */
function isWorthAThread(path: string): boolean {
	try {
		if (sizeOf(path) < bytesWorthAThread) return false;
		const calls = callsSaidIn(endOf(path));
		return calls === null || calls >= callsWorthAThread;
	} catch (error) {
		if (codeOf(error) === null) throw error;
		// What cannot be read is said by whoever opens the ledger.
		return false;
	}
}

const sizeOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0;

function endOf(path: string): Buffer {
	const size = sizeOf(path);
	const descriptor = openSync(path, 'r');
	try {
		const end = Buffer.alloc(Math.min(size, endBytes));
		return end.subarray(0, readSync(descriptor, end, 0, end.length, size - end.length));
	} finally {
		closeSync(descriptor);
	}
}

/** Whether the image of a folder is so large that reading it is most of what a program does. */
export function isLargeImage(dir: string): boolean {
	try {
		return sizeOf(ledgerPaths(dir).image) >= bytesWorthAThread;
	} catch (error) {
		if (codeOf(error) === null) throw error;
		// What cannot be read is said by whoever opens the ledger.
		return false;
	}
}

/**
 * How many calls the image of a folder says it holds, before anything of it is opened; null where it does not say, or
 * nobody can read it.
 */
export function callsSaidBy(dir: string): number | null {
	try {
		return callsSaidIn(endOf(ledgerPaths(dir).image));
	} catch (error) {
		if (codeOf(error) === null) throw error;
		// What cannot be read is said by whoever opens the ledger.
		return null;
	}
}

/** How many calls the end of an image says there are; null where it does not. */
export function callsSaidIn(end: Buffer): number | null {
	const footer = parseFooter(end.subarray(Math.max(0, end.length - footerBytes)));
	const from = end.length - footerBytes - (footer?.length ?? Infinity);
	if (footer === null || from < 0) return null;
	const json = end.subarray(from, end.length - footerBytes);
	if (crc32(json) !== footer.checksum) return null;
	const { counts } = JSON.parse(json.toString('utf8')) as Partial<ImageTrailer>;
	return counts === undefined
		? null
		: Object.values(counts.callsByMonth).reduce((sum, calls) => sum + calls, 0);
}

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
		return mayGain && isWorthAThread(image) ? new CallsAhead({ path: image, orgId }) : null;
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
