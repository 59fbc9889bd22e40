import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { codeOf } from './fileErrors.js';
import { footerBytes, parseFooter } from './imageFooter.js';
import type { ImageTrailer } from './imageTrailer.js';
import { ledgerPaths } from './ledgerPaths.js';

// What the image of a ledger tells at a glance, before anything else is loaded. Whether it is sound is for others to find
// out: these answers decide how something is done, never what comes out.

/** Starting a thread takes as long as unpacking the calls of a smaller image. */
const largeImageBytes = 48 * 1024 * 1024;

/** An image may be large by its pull requests: so few calls are unpacked sooner than a thread is there. */
const callsWorthAThread = 250_000;

/** The end of an image with its trailer, which is mostly much shorter. */
const endBytes = 64 * 1024;

/** What an image cannot be read for is said by whoever opens the ledger. */
function glance<Answer>(look: () => Answer, unreadable: Answer): Answer {
	try {
		return look();
	} catch (error) {
		if (codeOf(error) === null) throw error;
		return unreadable;
	}
}

/** Whether the image of a folder is so large that reading it is most of what a program does. */
export function isLargeImage(dir: string): boolean {
	return glance(() => sizeOf(ledgerPaths(dir).image) >= largeImageBytes, false);
}

/** How many calls the image of a folder says it holds; null where it does not say, or nobody can read it. */
export function callsSaidBy(dir: string): number | null {
	return glance(() => callsSaidIn(endOf(ledgerPaths(dir).image)), null);
}

/** Whether the image of a folder has so much to unpack that a thread gains by it. */
export function isWorthAThread(dir: string): boolean {
	const { image } = ledgerPaths(dir);
	return glance(() => {
		if (sizeOf(image) < largeImageBytes) return false;
		const calls = callsSaidIn(endOf(image));
		return calls === null || calls >= callsWorthAThread;
	}, false);
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
