import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { chunkBytes, type ImageBytes } from './imageBytes.js';
import { bodiesWithOneByteMended } from './spoolRepair.js';

/** Size of a page of the database, which is SQLite's own: what lies on a sound page is read as if nothing had happened. */
export const pageBytes = 4096;
const crcBytes = 4;
const digestBytes = 8;
/** Bytes of one page's sum: its CRC-32, which can find a wrong byte, and of its SHA-256 enough to trust what was found. */
export const sumBytes = crcBytes + digestBytes;

const digestOf = (page: Uint8Array): Buffer =>
	createHash('sha256').update(page).digest().subarray(0, digestBytes);

/** The checksum of a whole database, and the sum of each of its pages in their order. */
export function sumsOf(bytes: ImageBytes): { readonly checksum: number; readonly sums: Buffer } {
	const sums = Buffer.alloc(Math.ceil(bytes.size / pageBytes) * sumBytes);
	let checksum = 0;
	let place = 0;
	for (let at = 0; at < bytes.size; at += chunkBytes) {
		const chunk = bytes.read(at, Math.min(bytes.size, at + chunkBytes));
		checksum = crc32(chunk, checksum);
		for (let from = 0; from < chunk.length; from += pageBytes, place += sumBytes) {
			const page = chunk.subarray(from, from + pageBytes);
			sums.writeUInt32LE(crc32(page), place);
			digestOf(page).copy(sums, place + crcBytes);
		}
	}
	return { checksum, sums };
}

/** What the pages of one image have to be. */
export class PageSums {
	readonly #sums: Buffer;

	constructor(sums: Buffer) {
		this.#sums = sums;
	}

	/** True when a page, counted from 0, is what was written. */
	isSound(index: number, page: Uint8Array): boolean {
		return crc32(page) === this.#crc(index) && this.#hasDigest(index, page);
	}

	/** A page with one wrong byte as it was written; null when more of it is wrong. */
	mended(index: number, page: Uint8Array): Uint8Array | null {
		for (const body of bodiesWithOneByteMended(Buffer.from(page), this.#crc(index))) {
			if (this.#hasDigest(index, body)) return body;
		}
		return null;
	}

	#crc(index: number): number {
		return this.#sums.readUInt32LE(index * sumBytes);
	}

	#hasDigest(index: number, page: Uint8Array): boolean {
		const from = index * sumBytes + crcBytes;
		return digestOf(page).equals(this.#sums.subarray(from, from + digestBytes));
	}
}
