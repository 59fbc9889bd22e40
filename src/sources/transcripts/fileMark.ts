import { closeSync, openSync, readSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { noCounts } from './readingCounts.js';
import type { TranscriptFile } from './discover.js';
import { noProgressYet, type FileProgress } from './fileProgress.js';

/** What is remembered about a file between readings, so that only new bytes are read. JSON in the ledger's cursor. */
export interface FileMark extends FileProgress {
	readonly size: number;
	readonly mtimeMs: number;
	readonly inode: number;
	/** Checksums of the first bytes and of those just before `offset`: a file rewritten in place has others. */
	readonly fingerprint: string;
}

const headBytes = 512;

const checksumOf = (bytes: Uint8Array): string => crc32(bytes).toString(16).padStart(8, '0');

/** Checksums of the first bytes below `offset` and of the last ones before it. */
function fingerprintOf(path: string, offset: number): string {
	const length = Math.min(offset, headBytes);
	const bytes = Buffer.alloc(length * 2);
	const file = openSync(path, 'r');
	try {
		readSync(file, bytes, 0, length, 0);
		readSync(file, bytes, length, length, offset - length);
	} finally {
		closeSync(file);
	}
	return checksumOf(bytes.subarray(0, length)) + checksumOf(bytes.subarray(length));
}

/** The mark to remember after a reading. */
export function markOf(file: TranscriptFile, progress: FileProgress): FileMark {
	return {
		...progress,
		size: file.size,
		mtimeMs: file.mtimeMs,
		inode: file.inode,
		fingerprint: fingerprintOf(file.path, progress.offset),
	};
}

/** Nothing about the file has changed since the mark. */
export function isUnchanged(file: TranscriptFile, mark: FileMark): boolean {
	return file.size === mark.size && file.mtimeMs === mark.mtimeMs && file.inode === mark.inode;
}

/** Where to go on reading: behind the mark when the file only grew, at its start when it was replaced or rewritten. */
export function continueFrom(file: TranscriptFile, mark: FileMark | null): FileProgress {
	if (mark === null || file.inode !== mark.inode || file.size < mark.offset) return noProgressYet;
	const isSame = fingerprintOf(file.path, mark.offset) === mark.fingerprint;
	const { offset, counts, remarks } = mark;
	return isSame ? { offset, counts, pending: noCounts, remarks } : noProgressYet;
}

/** Reads a mark back; null when it is not one, and the file is read again. */
export function parseMark(json: string): FileMark | null {
	const mark = JSON.parse(json) as Partial<FileMark> | null;
	const isMark =
		typeof mark?.offset === 'number' &&
		typeof mark.size === 'number' &&
		typeof mark.fingerprint === 'string' &&
		typeof mark.counts?.lines === 'number' &&
		typeof mark.pending?.lines === 'number' &&
		Array.isArray(mark.remarks);
	return isMark ? (mark as FileMark) : null;
}
