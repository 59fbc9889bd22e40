import { crc32 } from 'node:zlib';
import { bodiesWithOneByteMended, differences } from './spoolRepair.js';

/** `crc32 length json`: the checksum in eight hex digits and the length in bytes, both of the JSON alone. */
const header = /^([0-9a-f]{8}) (\d{1,10}) /;
const longestHeader = 20;
const newline = 0x0a;

/** One line of a spool file, its line feed included. */
export function formatLine(json: string): Buffer {
	const body = Buffer.from(json, 'utf8');
	const sum = crc32(body).toString(16).padStart(8, '0');
	return Buffer.concat([Buffer.from(`${sum} ${body.length} `), body, Buffer.from('\n')]);
}

/** A stretch of a spool file that is no line. */
export interface Damage {
	/** From the start of what was searched. */
	readonly offset: number;
	readonly bytes: Buffer;
}

/** What was found in a stretch of a spool file. */
export interface FoundLines {
	/** JSON of the whole lines, in order, and where each ends. */
	readonly lines: readonly { readonly json: string; readonly end: number }[];
	/** Stretches with one wrong byte that the checksum gave back. */
	readonly mended: number;
	/** Stretches that could not be mended. */
	readonly damaged: readonly Damage[];
	/** Bytes up to the end of the last line feed; what follows may still be in the middle of being written. */
	readonly consumed: number;
}

interface Header {
	readonly bytes: number;
	readonly checksum: number;
	readonly length: number;
}

function headerOf(line: Buffer): Header | null {
	const match = header.exec(line.subarray(0, longestHeader).toString('latin1'));
	if (match === null) return null;
	return { bytes: match[0].length, checksum: parseInt(match[1] ?? '', 16), length: Number(match[2]) };
}

/** JSON of an intact line. */
function jsonOf(line: Buffer): string | null {
	const found = headerOf(line);
	if (found === null || line.length !== found.bytes + found.length) return null;
	const body = line.subarray(found.bytes);
	return crc32(body) === found.checksum ? body.toString('utf8') : null;
}

function isJson(text: string): boolean {
	try {
		return typeof JSON.parse(text) === 'object';
	} catch (error) {
		if (error instanceof SyntaxError) return false;
		throw error;
	}
}

/** JSON of a line with one wrong byte, in its body or in its header; null when more is wrong. */
function mendedJsonOf(line: Buffer): string | null {
	const found = headerOf(line);
	if (found !== null && line.length === found.bytes + found.length) {
		for (const body of bodiesWithOneByteMended(line.subarray(found.bytes), found.checksum)) {
			const json = body.toString('utf8');
			if (isJson(json)) return json;
		}
	}
	// The damage is in the header, or in more than one place. A wrong header may hold a brace of its own.
	for (let at = line.indexOf('{'); at !== -1 && at <= longestHeader; at = line.indexOf('{', at + 1)) {
		const json = line.subarray(at).toString('utf8');
		if (differences(formatLine(json).subarray(0, -1), line) === 1 && isJson(json)) return json;
	}
	return null;
}

/** Where the line that starts here ends, if a line feed inside it is the damage, or the one after it was lost. */
function otherEnds(bytes: Buffer, start: number, end: number): number[] {
	const found = headerOf(bytes.subarray(start, end));
	const stated = found === null ? -1 : start + found.bytes + found.length;
	const next = bytes.indexOf(newline, end + 1);
	return [stated, next].filter((other) => other > start && other !== end && other < bytes.length);
}

interface Mended {
	readonly json: string;
	readonly end: number;
}

function mend(bytes: Buffer, start: number, end: number): Mended | null {
	const json = mendedJsonOf(bytes.subarray(start, end));
	if (json !== null) return { json, end };
	for (const other of otherEnds(bytes, start, end)) {
		const line = bytes.subarray(start, other);
		const whole = jsonOf(line) ?? mendedJsonOf(line);
		if (whole !== null) return { json: whole, end: other };
	}
	return null;
}

/** Reads whole lines, mends those with one wrong byte, and leaves a torn last line for later. */
export function findLines(bytes: Buffer): FoundLines {
	const lines: { json: string; end: number }[] = [];
	const damaged: Damage[] = [];
	let mended = 0;
	let start = 0;
	for (let end = bytes.indexOf(newline); end !== -1; end = bytes.indexOf(newline, start)) {
		const line = bytes.subarray(start, end);
		const json = jsonOf(line);
		// An empty line is damage too: the first byte of one that turned into a line feed.
		const found = json === null ? mend(bytes, start, end) : null;
		if (json !== null) lines.push({ json, end: end + 1 });
		else if (found !== null) {
			mended++;
			lines.push({ json: found.json, end: found.end + 1 });
		} else if (line.length > 0) damaged.push({ offset: start, bytes: line });
		start = (found?.end ?? end) + 1;
	}
	return { lines, mended, damaged, consumed: start };
}
