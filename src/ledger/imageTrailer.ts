import { crc32 } from 'node:zlib';
import { z } from 'zod';

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
}

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
});

/** `\nOUTLAY-IMAGE <length of the JSON, 10 digits> <crc32 of it, 8 hex digits>\n` */
const footer = /^\nOUTLAY-IMAGE (\d{10}) ([0-9a-f]{8})\n$/;
export const footerBytes = 34;

export function formatTrailer(trailer: ImageTrailer): Buffer {
	const json = Buffer.from(JSON.stringify(trailer));
	const length = String(json.length).padStart(10, '0');
	const sum = crc32(json).toString(16).padStart(8, '0');
	return Buffer.concat([json, Buffer.from(`\nOUTLAY-IMAGE ${length} ${sum}\n`)]);
}

/** Length of the JSON in front of a footer, and its checksum; null when these bytes are no footer. */
export function parseFooter(bytes: Buffer): { length: number; checksum: number } | null {
	const match = footer.exec(bytes.toString('latin1'));
	if (match === null) return null;
	return { length: Number(match[1]), checksum: parseInt(match[2] ?? '', 16) };
}

/** The trailer in some JSON; null when it is damaged. */
export function parseTrailer(json: Buffer, checksum: number): ImageTrailer | null {
	if (crc32(json) !== checksum) return null;
	const parsed = shape.safeParse(JSON.parse(json.toString('utf8')));
	return parsed.success ? parsed.data : null;
}
