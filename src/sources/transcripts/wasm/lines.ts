// Entry of the module: goes through the lines of transcripts and takes in the calls on them. It takes the place of the
// plain reading of each line (`readUsageLine`), which defines what must come out. At a line that is not as nearly every
// line is it stops, so that the other side takes it over in its turn.

import { beginCalls } from './calls';
import { readCallLine } from './callLine';
import { beginHeap } from './heap';
import { closeBrace, lineFeed, notJson, openBrace, space } from './json';
import { assistantKind, kindOfLine, openKind, otherKind, progressKind } from './lineKind';
import { newTextLine, noLine, notJsonLine, notObjectLine, tooLongLine, unusualLine } from './record';
import { endOfLine, hasUsageKey } from './search';
import { beginSessions } from './sessions';
import { forgetSynthetic, takeCall } from './takeCall';
import { beginTexts, placeOfPlain } from './texts';

export { allocate } from './heap';
export { beginTask, syntheticCount } from './takeCall';
export {
	addSpelling,
	newPlace,
	placeCount,
	placeFrom,
	placeOfPlain,
	placeTo,
	unknownFrom,
	unknownTo,
} from './texts';
export {
	addCall,
	addRows,
	cellsBegin,
	keyBytesBegin,
	keyCount,
	keyEndsBegin,
	keyHashesBegin,
	keyOfRowBegin,
	nextCells,
	rowCount,
} from './calls';
export { foldersBegin, meetSession, seeSession, sessionCount, sessionsBegin } from './sessions';

let lines: i32 = 0;
let behind: i32 = 0;
let stopKind: i32 = noLine;
let lineFrom: i32 = 0;
let lineTo: i32 = 0;

/** Lines met by the last scan, the one that it stopped at included, and the position behind the last of them. */
export function lineCount(): i32 {
	return lines;
}
export function scannedTo(): i32 {
	return behind;
}

/** Why the last scan stopped, and the line that it stopped at. */
export function stoppedAt(): i32 {
	return stopKind;
}
export function stopFrom(): i32 {
	return lineFrom;
}
export function stopTo(): i32 {
	return lineTo;
}

/** First free byte of the memory: the text goes behind it. */
export function textBegin(): i32 {
	return <i32>__heap_base;
}

/** Begins with empty tables, which lie behind an address; a name for a missing model stands between two others. */
export function begin(tablesAt: i32, modelFrom: i32, modelTo: i32): i32 {
	beginHeap(tablesAt);
	beginTexts();
	const unknownModel = placeOfPlain(modelFrom, modelTo);
	beginCalls(unknownModel);
	beginSessions();
	return unknownModel;
}

/** White space as `String.trim` removes it, as far as it is ASCII. */
function isTrimmed(at: i32): bool {
	const byte = load<u8>(at);
	return byte === space || (byte >= 0x09 && byte <= 0x0d);
}

/** Takes in what a line says; says why not when it is left to the other side. */
function scanLine(from: i32, to: i32): i32 {
	while (from < to && isTrimmed(from)) from += 1;
	while (to > from && isTrimmed(to - 1)) to -= 1;
	if (from === to) return noLine;
	lineFrom = from;
	lineTo = to;
	const first = load<u8>(from);
	const last = load<u8>(to - 1);
	// White space beyond ASCII, or a byte order mark.
	if (first >= 0x80 || last >= 0x80) return unusualLine;
	if (first !== openBrace || last !== closeBrace) return notObjectLine;
	const kind = kindOfLine(from, to);
	if (kind === otherKind || (kind === progressKind && !hasUsageKey(from, to))) return noLine;
	if (kind !== assistantKind && kind !== openKind) return unusualLine;
	const read = readCallLine(from, to);
	if (read === 0) return noLine;
	if (read < 0) return read === notJson ? notJsonLine : unusualLine;
	return takeCall();
}

/**
 * Scans the complete lines from `from` on that begin before `stop` and end before `to`, until one is left to the other
 * side. Lines above `mostBytes` are only counted and said to be too long.
 */
export function scanLines(from: i32, to: i32, stop: i32, mostBytes: i32): void {
	lines = 0;
	stopKind = noLine;
	forgetSynthetic();
	while (from < stop && stopKind === noLine) {
		const at = endOfLine(from, to);
		if (at === to) break;
		stopKind = at - from > mostBytes ? tooLongLine : scanLine(from, at);
		// The line is met again once its text has a number.
		if (stopKind === newTextLine) break;
		lines += 1;
		from = at + 1;
	}
	behind = from;
}

/** Scans the text from `from` to before `to` as one line; a line feed is put behind it. */
export function scanTail(from: i32, to: i32): void {
	lines = 1;
	forgetSynthetic();
	store<u8>(to, lineFeed);
	stopKind = scanLine(from, to);
	behind = to;
}
