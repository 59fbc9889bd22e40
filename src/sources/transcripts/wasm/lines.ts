// Entry of the module: finds the lines of transcripts that say something about usage. It takes the place of the plain
// reading of each line (`readUsageLine`), which defines what must come out.

import { readCallLine } from './callLine';
import { closeBrace, lineFeed, notJson, openBrace, space } from './json';
import { assistantKind, kindOfLine, openKind, otherKind, progressKind } from './lineKind';
import { callLine, mostRecords, notJsonLine, notObjectLine, tooLongLine, unusualLine } from './record';
import { beginRecord, compareTexts, forgetRecords, keepRecord, recordCount } from './recordWriter';
import { endOfLine, hasUsageKey } from './search';

export { recordsBegin, recordCount } from './recordWriter';

/** Lines met by the last scan, and the position behind the last of them. */
let lines: i32 = 0;
let behind: i32 = 0;

export function lineCount(): i32 {
	return lines;
}

export function scannedTo(): i32 {
	return behind;
}

/** First free byte of the memory: the text goes behind it. */
export function textBegin(): i32 {
	return <i32>__heap_base;
}

/** White space as `String.trim` removes it, as far as it is ASCII. */
function isTrimmed(at: i32): bool {
	const byte = load<u8>(at);
	return byte === space || (byte >= 0x09 && byte <= 0x0d);
}

function keepOther(kind: i32, from: i32, to: i32): void {
	beginRecord();
	keepRecord(kind, lines, from, to);
}

function scanLine(from: i32, to: i32): void {
	while (from < to && isTrimmed(from)) from += 1;
	while (to > from && isTrimmed(to - 1)) to -= 1;
	if (from === to) return;
	const first = load<u8>(from);
	const last = load<u8>(to - 1);
	// White space beyond ASCII, or a byte order mark.
	if (first >= 0x80 || last >= 0x80) return keepOther(unusualLine, from, to);
	if (first !== openBrace || last !== closeBrace) return keepOther(notObjectLine, from, to);
	const kind = kindOfLine(from, to);
	if (kind === otherKind || (kind === progressKind && !hasUsageKey(from, to))) return;
	if (kind !== assistantKind && kind !== openKind) return keepOther(unusualLine, from, to);
	const read = readCallLine(from, to);
	if (read === 0) return;
	if (read < 0) return keepOther(read === notJson ? notJsonLine : unusualLine, from, to);
	compareTexts();
	keepRecord(callLine, lines, from, to);
}

/**
 * Scans the complete lines from `from` on that begin before `stop` and end before `to`, until the records are full.
 * Lines above `mostBytes` are only counted and said to be too long.
 */
export function scanLines(from: i32, to: i32, stop: i32, mostBytes: i32): void {
	lines = 0;
	forgetRecords();
	while (from < stop && recordCount() < mostRecords) {
		const at = endOfLine(from, to);
		if (at === to) break;
		lines += 1;
		if (at - from > mostBytes) keepOther(tooLongLine, from, at);
		else scanLine(from, at);
		from = at + 1;
	}
	behind = from;
}

/** Scans the text from `from` to before `to` as one line; a line feed is put behind it. */
export function scanTail(from: i32, to: i32): void {
	lines = 1;
	forgetRecords();
	store<u8>(to, lineFeed);
	scanLine(from, to);
	behind = to;
}
