import { open, type FileHandle } from 'node:fs/promises';
import { codeOf, isMissing } from './fileErrors.js';
import { chunkBytes, MemoryBytes } from './imageBytes.js';
import { readRecovery } from './imageFile.js';
import type { ImageTrailer } from './imageTrailer.js';
import { pageBytes, type PageSums } from './pageSums.js';
import type { SealedPlace } from './sealedCalls.js';

/** A damaged image, as far as its pages are what was written. */
export interface MendedImage {
	readonly path: string;
	readonly trailer: ImageTrailer;
	/** Zeros where a page is not. */
	readonly bytes: MemoryBytes;
	/** Packed calls that are kept elsewhere. */
	readonly gone: readonly SealedPlace[];
	/** Pages that are still wrong, counted from 0. Nothing on them may be used. */
	readonly unreadable: ReadonlySet<number>;
	/** Pages that were wrong and are right again. */
	readonly mended: number;
}

/** Reads what there is; zeros where the file ends or the disk gives nothing. */
async function readSome(handle: FileHandle, into: Uint8Array, at: number): Promise<void> {
	try {
		await handle.read(into, 0, into.length, at);
	} catch (error) {
		if (codeOf(error) !== 'EIO') throw error;
		into.fill(0);
		if (into.length <= pageBytes) return;
		// One bad sector fails the whole read; the pages beside it are still there.
		for (let from = 0; from < into.length; from += pageBytes) {
			await readSome(handle, into.subarray(from, from + pageBytes), at + from);
		}
	}
}

class Mending {
	readonly #sums: PageSums;
	readonly #other: FileHandle | null;
	readonly unreadable = new Set<number>();
	mended = 0;

	constructor(sums: PageSums, other: FileHandle | null) {
		this.#sums = sums;
		this.#other = other;
	}

	/** Makes one page right in place: from the same page of the other image, or by its checksum; else takes it out. */
	async check(index: number, page: Uint8Array): Promise<void> {
		if (this.#sums.isSound(index, page)) return;
		const right = (await this.#fromOther(index, page.length)) ?? this.#sums.mended(index, page);
		if (right === null) {
			this.unreadable.add(index);
			page.fill(0);
		} else {
			this.mended++;
			page.set(right);
		}
	}

	/** Most pages of two images in a row are the same. */
	async #fromOther(index: number, length: number): Promise<Uint8Array | null> {
		if (this.#other === null) return null;
		const page = new Uint8Array(length);
		await readSome(this.#other, page, index * pageBytes);
		return this.#sums.isSound(index, page) ? page : null;
	}
}

async function openIfThere(path: string): Promise<FileHandle | null> {
	try {
		return await open(path, 'r');
	} catch (error) {
		if (isMissing(error)) return null;
		throw error;
	}
}

/**
 * Holds every page of an image to its sum and makes right what can be. Null when nothing is left that says what the
 * pages have to be: then none of them can be trusted.
 */
export async function mendImage(path: string, otherPath: string | null): Promise<MendedImage | null> {
	const known = await readRecovery(path);
	if (known === null) return null;
	const { trailer, sums, gone } = known;
	const other = otherPath === null ? null : await openIfThere(otherPath);
	const handle = await open(path, 'r');
	try {
		const mending = new Mending(sums, other);
		const bytes = new MemoryBytes();
		for (let at = 0; at < trailer.databaseBytes; at += chunkBytes) {
			const chunk = new Uint8Array(Math.min(chunkBytes, trailer.databaseBytes - at));
			await readSome(handle, chunk, at);
			for (let from = 0; from < chunk.length; from += pageBytes) {
				await mending.check((at + from) / pageBytes, chunk.subarray(from, from + pageBytes));
			}
			bytes.append(chunk);
		}
		const { unreadable, mended } = mending;
		return { path, trailer, bytes, gone, unreadable, mended };
	} finally {
		await handle.close();
		await other?.close();
	}
}
