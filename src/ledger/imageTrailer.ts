import { crc32 } from 'node:zlib';
import { z } from 'zod';
import { footer, footerIn } from './imageFooter.js';
import { countsShape, type RowCounts } from './rowCounts.js';

/**
 * What stands behind the database in an image file: its checksum, which spool bytes it already holds, and where it
 * stands in the ledger's history. Kept outside the database so that any process can read it without loading that.
 */
export interface ImageTrailer {
	/** Grows by one with every replacement. */
	readonly generation: number;
	/** Changes when rows were taken away (erased, rolled up, restored): whoever follows must load the image anew. */
	readonly epoch: string;
	/** Size of the database in front. */
	readonly databaseBytes: number;
	readonly checksum: number;
	/** Schema version of the database. */
	readonly version: number;
	/** Latest stamp in it. */
	readonly stamp: number;
	/** Bytes of each spool file, by name, that the database holds. */
	readonly applied: Readonly<Record<string, number>>;
	/** Spool files deleted so far. Who may have missed one of them must load the image. */
	readonly dropped: number;
	/** When calls were last rolled up. */
	readonly rolledUpAtMs: number;
	/** What stands between the database and this (`imageEnd.ts`); images of the first versions have none. */
	readonly recovery?: { readonly bytes: number; readonly checksum: number } | undefined;
	/** How many rows it holds, so that a loss can be counted. */
	readonly counts?: RowCounts | undefined;
}

/** Tells an image from every other one, by what is in it. */
export const imageNameOf = ({ epoch, generation, checksum, databaseBytes }: ImageTrailer): string =>
	`${epoch} ${generation} ${checksum} ${databaseBytes}`;

const whole = z.number().int().nonnegative();
const shape = z.object({
	generation: whole,
	epoch: z.string(),
	databaseBytes: whole,
	checksum: whole,
	version: whole,
	stamp: whole,
	applied: z.record(z.string(), whole),
	dropped: whole,
	rolledUpAtMs: whole,
	recovery: z.object({ bytes: whole, checksum: whole }).optional(),
	counts: countsShape.optional(),
});

function formatOnce(trailer: ImageTrailer): Buffer {
	const json = Buffer.from(JSON.stringify(trailer));
	const length = String(json.length).padStart(10, '0');
	const sum = crc32(json).toString(16).padStart(8, '0');
	return Buffer.concat([json, Buffer.from(`\nOUTLAY-IMAGE ${length} ${sum}\n`)]);
}

/** The trailer as it stands in the file: twice, so that damage to one of them does not leave every page unknown. */
export function formatTrailer(trailer: ImageTrailer): Buffer {
	const once = formatOnce(trailer);
	return trailer.recovery === undefined ? once : Buffer.concat([once, once]);
}

/** Bytes of a file that has this trailer, of which one copy is so long. */
export function fileBytesOf({ databaseBytes, recovery }: ImageTrailer, copyBytes: number): number {
	return recovery === undefined ? databaseBytes + copyBytes : databaseBytes + recovery.bytes + 2 * copyBytes;
}

/** The trailer in some JSON; null when it is damaged. */
export function parseTrailer(json: Buffer, checksum: number): ImageTrailer | null {
	if (crc32(json) !== checksum) return null;
	const parsed = shape.safeParse(JSON.parse(json.toString('utf8')));
	return parsed.success ? parsed.data : null;
}

/** Either copy of a trailer in the end of an image file; null when both are damaged. */
export function findTrailer(end: Buffer): ImageTrailer | null {
	for (const match of end.toString('latin1').matchAll(new RegExp(footer.source, 'g'))) {
		const found = footerIn(match);
		if (found === null || found.length > match.index) continue;
		const trailer = parseTrailer(end.subarray(match.index - found.length, match.index), found.checksum);
		if (trailer !== null) return trailer;
	}
	return null;
}
