import type { Database } from 'sql.js';
import { crc32 } from 'node:zlib';
import type { ImageBytes } from './imageBytes.js';
import { formatTrailer, type ImageTrailer } from './imageTrailer.js';
import { pageBytes, PageSums, sumBytes, sumsOf } from './pageSums.js';
import { countRows, type RowCounts } from './rowCounts.js';
import { schemaVersion } from './schemaVersion.js';
import type { SealedPlace } from './sealedCalls.js';

/** The part of a trailer that does not follow from the database. */
export type TrailerFacts = Omit<
	ImageTrailer,
	'databaseBytes' | 'checksum' | 'version' | 'recovery' | 'counts'
>;

/** What stands between a database and its trailer, for the day on which pages of it are damaged. */
export interface RecoveryData {
	readonly sums: PageSums;
	/** Packed calls that are kept elsewhere: without this list, the older copy in the block could count too. */
	readonly gone: readonly SealedPlace[];
}

/** What the end of an image says about its rows. */
export interface ImageContents {
	readonly counts: RowCounts;
	readonly gone: Buffer;
}

const goneBytes = 6;

/** What is in a finished database. */
export function contentsOf(database: Database): ImageContents {
	const places = database.exec('SELECT "blockId", "row" FROM "unsealedCall"')[0]?.values ?? [];
	const gone = Buffer.alloc(places.length * goneBytes);
	for (const [index, [blockId, row]] of places.entries()) {
		gone.writeUInt32LE(Number(blockId), index * goneBytes);
		gone.writeUInt16LE(Number(row), index * goneBytes + 4);
	}
	return { counts: countRows(database), gone };
}

/** What stands behind a finished database in its image file. */
export function endOfImage(
	bytes: ImageBytes,
	{ counts, gone }: ImageContents,
	facts: TrailerFacts,
): { readonly trailer: ImageTrailer; readonly end: Buffer } {
	const { checksum, sums } = sumsOf(bytes);
	const recovery = Buffer.concat([sums, gone]);
	const trailer = {
		...facts,
		databaseBytes: bytes.size,
		checksum,
		version: schemaVersion,
		recovery: { bytes: recovery.length, checksum: crc32(recovery) },
		counts,
	};
	return { trailer, end: Buffer.concat([recovery, formatTrailer(trailer)]) };
}

/** Reads back what stands between a database of some size and its trailer. */
export function parseRecovery(bytes: Buffer, databaseBytes: number): RecoveryData {
	const end = Math.ceil(databaseBytes / pageBytes) * sumBytes;
	const gone = Array.from({ length: (bytes.length - end) / goneBytes }, (_, index): SealedPlace => {
		const at = end + index * goneBytes;
		return { blockId: bytes.readUInt32LE(at), row: bytes.readUInt16LE(at + 4) };
	});
	return { sums: new PageSums(bytes.subarray(0, end)), gone };
}
