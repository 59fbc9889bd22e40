import { crc32 } from 'node:zlib';

/** `crc32 length json`: the checksum in eight hex digits and the length in bytes, both of the JSON alone. */
const header = /^([0-9a-f]{8}) (\d{1,10}) /;
const newline = 0x0a;

/** One line of a spool file, its line feed included. */
export function formatLine(json: string): Buffer {
	const body = Buffer.from(json, 'utf8');
	const sum = crc32(body).toString(16).padStart(8, '0');
	return Buffer.concat([Buffer.from(`${sum} ${body.length} `), body, Buffer.from('\n')]);
}

/** What was found in a stretch of a spool file. */
export interface FoundLines {
	/** JSON of the whole lines, in order. */
	readonly lines: readonly string[];
	/** Stretches that are no line and could not be repaired. */
	readonly damaged: readonly { readonly offset: number; readonly bytes: Buffer }[];
	/** Bytes up to the end of the last line feed; what follows may still be in the middle of being written. */
	readonly consumed: number;
}

function jsonOf(line: Buffer): string | null {
	const match = header.exec(line.subarray(0, 20).toString('latin1'));
	if (match === null) return null;
	const body = line.subarray(match[0].length);
	const isWhole = body.length === Number(match[2]) && crc32(body) === parseInt(match[1] ?? '', 16);
	return isWhole ? body.toString('utf8') : null;
}

/** Reads whole lines; a torn last line is left for later. */
export function findLines(bytes: Buffer): FoundLines {
	const lines: string[] = [];
	const damaged: { offset: number; bytes: Buffer }[] = [];
	let start = 0;
	for (let end = bytes.indexOf(newline); end !== -1; end = bytes.indexOf(newline, start)) {
		const line = bytes.subarray(start, end);
		const json = jsonOf(line);
		if (json !== null) lines.push(json);
		else if (line.length > 0) damaged.push({ offset: start, bytes: line });
		start = end + 1;
	}
	return { lines, damaged, consumed: start };
}
