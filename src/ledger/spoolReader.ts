import { open } from 'node:fs/promises';
import { parseEntry, type SpoolEntry } from './spoolEntry.js';
import { findLines, type Damage } from './spoolLine.js';

/** Some lines of a spool file. */
export interface SpoolBlock {
	readonly entries: readonly SpoolEntry[];
	/** Bytes of the file that are done with, these included. */
	readonly consumed: number;
	/** Lines with one damaged byte that could be mended. */
	readonly mended: number;
	/** Stretches that could not; offsets count from the start of the file. */
	readonly damaged: readonly Damage[];
	/** Set when the next line is of a later version than `maxVersion`, and reading ended before it. */
	readonly newerVersion: number | null;
}

/** So little that taking it in holds nobody up; a longer line is read whole. */
const blockBytes = 1 << 18;

/**
 * Reads a spool file from some byte on, block by block, to the end of its last whole line. With `maxVersion`,
 * reading ends before the first line of a later version; without, such a line gives what is known of it. With `until`
 * it ends there, which has to be the end of a line.
 */
export async function* readSpool(
	path: string,
	from: number,
	maxVersion = Number.POSITIVE_INFINITY,
	until = Number.POSITIVE_INFINITY,
): AsyncGenerator<SpoolBlock> {
	const handle = await open(path, 'r');
	try {
		let offset = from;
		let size = blockBytes;
		for (;;) {
			const wanted = Math.min(size, until - offset);
			if (wanted <= 0) return;
			const bytes = Buffer.alloc(wanted);
			const { bytesRead } = await handle.read(bytes, 0, wanted, offset);
			const block = blockOf(bytes.subarray(0, bytesRead), offset, maxVersion);
			if (block.consumed > offset) yield block;
			if (bytesRead < size || block.newerVersion !== null) return;
			// A line longer than the block: look again with a bigger one.
			size = block.consumed === offset ? size * 2 : blockBytes;
			offset = block.consumed;
		}
	} finally {
		await handle.close();
	}
}

function blockOf(bytes: Buffer, offset: number, maxVersion: number): SpoolBlock {
	const found = findLines(bytes);
	const damaged = found.damaged.map((damage) => ({ ...damage, offset: damage.offset + offset }));
	const entries: SpoolEntry[] = [];
	let start = 0;
	for (const { json, end } of found.lines) {
		const entry = entryIn(json);
		if (entry === null) damaged.push({ offset: offset + start, bytes: Buffer.from(json) });
		else if (entry.version > maxVersion) {
			return { entries, consumed: offset + start, mended: 0, damaged: [], newerVersion: entry.version };
		} else entries.push(entry);
		start = end;
	}
	return { entries, consumed: offset + found.consumed, mended: found.mended, damaged, newerVersion: null };
}

/** Null for a line whose checksum fits but whose content is no entry. */
function entryIn(json: string): SpoolEntry | null {
	try {
		return parseEntry(json);
	} catch (error) {
		if (error instanceof Error) return null;
		throw error;
	}
}
