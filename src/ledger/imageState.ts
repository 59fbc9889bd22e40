import { closeSync, fstatSync, openSync, readSync, type Stats } from 'node:fs';
import { crc32 } from 'node:zlib';
import { isMissing } from './fileErrors.js';
import { footerBytes, parseFooter } from './imageFooter.js';

/** Which image a ledger has, for whoever only wants to know whether it is still the same history. */
export interface ImageState {
	/** Tells one version of the file from another. */
	readonly fingerprint: string;
	/** Null when the trailer is damaged. */
	readonly trailer: ImageProgress | null;
}

/** The part of an image's trailer that says what it holds; see `ImageTrailer`. */
export interface ImageProgress {
	readonly generation: number;
	readonly epoch: string;
	readonly applied: Readonly<Record<string, number>>;
	readonly dropped: number;
}

/** Tells one version of a file from another without reading it. */
export const fingerprintOfStats = ({ ino, mtimeMs, size }: Pick<Stats, 'ino' | 'mtimeMs' | 'size'>): string =>
	`${ino}-${mtimeMs}-${size}`;

/**
 * The state of an image; null when there is none. It stands before every quick answer, so it reads only the image's
 * end, waits for the disk itself, and believes the checksum instead of a schema.
 */
export function imageState(path: string): ImageState | null {
	let file: number;
	try {
		file = openSync(path, 'r');
	} catch (error) {
		if (isMissing(error)) return null;
		throw error;
	}
	try {
		const stats = fstatSync(file);
		return { fingerprint: fingerprintOfStats(stats), trailer: progressIn(file, stats.size) };
	} finally {
		closeSync(file);
	}
}

function progressIn(file: number, size: number): ImageProgress | null {
	if (size < footerBytes) return null;
	const end = Buffer.alloc(footerBytes);
	readSync(file, end, 0, footerBytes, size - footerBytes);
	const found = parseFooter(end);
	if (found === null || found.length > size - footerBytes) return null;
	const json = Buffer.alloc(found.length);
	readSync(file, json, 0, found.length, size - footerBytes - found.length);
	if (crc32(json) !== found.checksum) return null;
	const { generation, epoch, applied, dropped } = JSON.parse(json.toString('utf8')) as ImageProgress;
	return { generation, epoch, applied, dropped };
}

/**
 * True when an image replaced another one and holds nothing but that and what was spooled since: it was only compacted.
 * `spool` gives the length of each spool file; all that the image holds more must still stand in it.
 */
export function isOnlyMore(
	old: ImageState | null,
	now: ImageState | null,
	spool: Readonly<Record<string, number>>,
): boolean {
	if (old?.fingerprint === now?.fingerprint) return true;
	const after = now?.trailer ?? null;
	if (after === null || (old !== null && old.trailer === null)) return false;
	const before = old?.trailer ?? null;
	const isSuccessor =
		before === null
			? after.generation === 1
			: after.epoch === before.epoch && after.dropped === before.dropped;
	const isAhead = (name: string, bytes: number): boolean => bytes > (before?.applied[name] ?? 0);
	return (
		isSuccessor &&
		Object.entries(after.applied).every(
			([name, bytes]) => !isAhead(name, bytes) || (spool[name] ?? 0) >= bytes,
		)
	);
}
