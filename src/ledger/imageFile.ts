import { open, stat, type FileHandle } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { isMissing } from './fileErrors.js';
import { chunkBytes, MemoryBytes, type ImageBytes } from './imageBytes.js';
import { parseRecovery, type RecoveryData } from './imageEnd.js';
import { footerBytes, parseFooter } from './imageFooter.js';
import { fingerprintOfStats } from './imageState.js';
import { fileBytesOf, findTrailer, parseTrailer, type ImageTrailer } from './imageTrailer.js';
import { OverlaidBytes } from './overlaidBytes.js';

/** An image as it was read. */
export interface LoadedImage {
	readonly bytes: MemoryBytes;
	/** Null: the trailer or the checksum is wrong, so the bytes may be damaged. */
	readonly trailer: ImageTrailer | null;
}

/** Tells one version of a file from another without reading it; null when there is none. */
export async function fingerprintOf(path: string): Promise<string | null> {
	try {
		return fingerprintOfStats(await stat(path));
	} catch (error) {
		if (isMissing(error)) return null;
		throw error;
	}
}

async function trailerIn(handle: FileHandle): Promise<ImageTrailer | null> {
	const { size } = await handle.stat();
	if (size < footerBytes) return null;
	const end = Buffer.alloc(footerBytes);
	await handle.read(end, 0, footerBytes, size - footerBytes);
	const found = parseFooter(end);
	if (found === null || found.length > size - footerBytes) return null;
	const json = Buffer.alloc(found.length);
	await handle.read(json, 0, found.length, size - footerBytes - found.length);
	const trailer = parseTrailer(json, found.checksum);
	return trailer !== null && fileBytesOf(trailer, footerBytes + found.length) === size ? trailer : null;
}

/** Far more than two trailers, which name every spool file. */
const longestEnd = 16 << 20;

/** What stands between a database and its trailer; null when it is damaged, or was never written. */
async function recoveryIn(handle: FileHandle, trailer: ImageTrailer): Promise<RecoveryData | null> {
	if (trailer.recovery === undefined) return null;
	const data = Buffer.alloc(trailer.recovery.bytes);
	await handle.read(data, 0, data.length, trailer.databaseBytes);
	return crc32(data) === trailer.recovery.checksum ? parseRecovery(data, trailer.databaseBytes) : null;
}

/** What a damaged image says about itself; null when that is damaged too. */
export async function readRecovery(path: string): Promise<(RecoveryData & { trailer: ImageTrailer }) | null> {
	const handle = await openIfThere(path);
	if (handle === null) return null;
	try {
		const { size } = await handle.stat();
		const end = Buffer.alloc(Math.min(size, longestEnd));
		await handle.read(end, 0, end.length, size - end.length);
		const trailer = findTrailer(end);
		const recovery = trailer === null ? null : await recoveryIn(handle, trailer);
		return trailer === null || recovery === null ? null : { trailer, ...recovery };
	} finally {
		await handle.close();
	}
}

/** The trailer of an image; null when there is no image or its trailer is damaged. */
export async function readTrailer(path: string): Promise<ImageTrailer | null> {
	const handle = await openIfThere(path);
	if (handle === null) return null;
	try {
		return await trailerIn(handle);
	} finally {
		await handle.close();
	}
}

/** Checks every byte of an image without keeping it; its trailer, or null when it is missing or damaged. */
export async function checkImage(path: string): Promise<ImageTrailer | null> {
	const handle = await openIfThere(path);
	if (handle === null) return null;
	try {
		return await checkedIn(handle);
	} finally {
		await handle.close();
	}
}

/** The trailer of an image of which every byte is what was written; null otherwise. */
async function checkedIn(handle: FileHandle): Promise<ImageTrailer | null> {
	const trailer = await trailerIn(handle);
	if (trailer === null) return null;
	const chunk = Buffer.alloc(chunkBytes);
	let checksum = 0;
	for (let at = 0; at < trailer.databaseBytes;) {
		const want = Math.min(chunkBytes, trailer.databaseBytes - at);
		const { bytesRead } = await handle.read(chunk, 0, want, at);
		if (bytesRead === 0) return null;
		checksum = crc32(chunk.subarray(0, bytesRead), checksum);
		at += bytesRead;
	}
	const isWhole = trailer.recovery === undefined || (await recoveryIn(handle, trailer)) !== null;
	return isWhole && checksum === trailer.checksum ? trailer : null;
}

/** An image that was found to be whole. */
export interface SoundBytes {
	readonly bytes: ImageBytes;
	readonly trailer: ImageTrailer;
}

/**
 * Checks every byte of an image and leaves it in its file, which stays open; null when it is missing or damaged.
 * Whoever closes the bytes closes the file.
 */
export function openImage(path: string): Promise<SoundBytes | null> {
	return openWith(path, checkedIn);
}

/** The same without a look at its bytes, for who reads it while somebody else checks them. */
export function openUnchecked(path: string): Promise<SoundBytes | null> {
	return openWith(path, trailerIn);
}

async function openWith(
	path: string,
	trailerOf: (handle: FileHandle) => Promise<ImageTrailer | null>,
): Promise<SoundBytes | null> {
	const handle = await openIfThere(path);
	if (handle === null) return null;
	let trailer: ImageTrailer | null = null;
	try {
		trailer = await trailerOf(handle);
	} finally {
		if (trailer === null) await handle.close();
	}
	return trailer === null ? null : { bytes: new OverlaidBytes(handle, path, trailer.databaseBytes), trailer };
}

/** Reads an image into memory and checks every byte of it; null when there is none. The file is let go at once. */
export async function loadImage(path: string): Promise<LoadedImage | null> {
	const handle = await openIfThere(path);
	if (handle === null) return null;
	try {
		const trailer = await trailerIn(handle);
		const total = trailer?.databaseBytes ?? (await handle.stat()).size;
		const bytes = new MemoryBytes();
		let checksum = 0;
		while (bytes.size < total) {
			const chunk = new Uint8Array(Math.min(chunkBytes, total - bytes.size));
			const { bytesRead } = await handle.read(chunk, 0, chunk.length, bytes.size);
			if (bytesRead < chunk.length) return { bytes, trailer: null };
			checksum = crc32(chunk, checksum);
			bytes.append(chunk);
		}
		return { bytes, trailer: trailer?.checksum === checksum ? trailer : null };
	} finally {
		await handle.close();
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
