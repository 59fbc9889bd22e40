import { closeBrace, notJson, openBrace } from './jsonBytes.js';
import { kindOfLine } from './lineHead.js';
import { readUsageLine, type LineHome, type UsageLine } from './usageLine.js';
import { unusual, type UsageScanner } from './usageScanner.js';

const isSpace = (byte: number | undefined): boolean =>
	byte === 0x20 || (byte !== undefined && byte >= 0x09 && byte <= 0x0d);

/** Reads the line `bytes[from]` to before `bytes[to]`: the same result as `readUsageLine`, without most of the work. */
export function readUsageBytes(
	bytes: Buffer,
	from: number,
	to: number,
	home: LineHome,
	scanner: UsageScanner,
): UsageLine {
	while (from < to && isSpace(bytes[from])) from += 1;
	while (to > from && isSpace(bytes[to - 1])) to -= 1;
	if (from === to) return { kind: 'none' };
	const first = bytes[from] ?? 0;
	const last = bytes[to - 1] ?? 0;
	// White space beyond ASCII, or a byte order mark: rare, and left to the plain reading.
	if (first >= 0x80 || last >= 0x80) return readUsageLine(bytes.toString('utf8', from, to), home);
	if (first !== openBrace || last !== closeBrace) return { kind: 'rejected', why: 'not a JSON object' };
	const kind = kindOfLine(bytes, from, to);
	if (kind === 'other') return { kind: 'none' };
	if (kind === 'progress' && !bytes.subarray(from, to).includes('"usage"')) return { kind: 'none' };
	if (kind === 'assistant' || kind === 'open') {
		const read = scanner.read(bytes, from, to, home);
		if (read === notJson) return { kind: 'rejected', why: 'not valid JSON' };
		if (read !== unusual) return read;
	}
	return readUsageLine(bytes.toString('utf8', from, to), home);
}
