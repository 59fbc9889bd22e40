import { backslash } from './json';
import {
	flagsAt,
	fromAt,
	kindAt,
	lineAt,
	messageIdText,
	mostRecords,
	plainIdFlag,
	recordWords,
	sameAt,
	textCount,
	textsAt,
	timestampText,
	toAt,
	uuidText,
} from './record';

const recordBytes: i32 = recordWords * 4;
/** Bytes of a text that are kept to compare the next record's with. */
const keptBytes: i32 = 128;

const records: i32 = <i32>memory.data(mostRecords * recordBytes, 16);
/** Each text's bytes in the last record of a call, and their lengths; -1 while there was none. */
const lastTexts: i32 = <i32>memory.data(textCount * (keptBytes + 16), 16);
const lastLengths: i32 = <i32>memory.data(textCount * 4, 16);

let count: i32 = 0;
let record: i32 = records;

/** Address of the first record. */
export function recordsBegin(): i32 {
	return records;
}

export function recordCount(): i32 {
	return count;
}

/** Begins anew with the first record; what the texts are compared with is forgotten. */
export function forgetRecords(): void {
	count = 0;
	record = records;
	memory.fill(lastLengths, 0xff, textCount * 4);
}

/** Empties the next record; it counts only once it is kept. */
export function beginRecord(): void {
	memory.fill(record, 0, recordBytes);
}

export function setText(text: i32, from: i32, to: i32): void {
	store<i32>(record + (textsAt + text * 2) * 4, from);
	store<i32>(record + (textsAt + text * 2 + 1) * 4, to);
}

export function textFrom(text: i32): i32 {
	return load<i32>(record + (textsAt + text * 2) * 4);
}

export function textTo(text: i32): i32 {
	return load<i32>(record + (textsAt + text * 2 + 1) * 4);
}

export function setNumber(number: i32, value: f64): void {
	store<f64>(record + number * 8, value);
}

export function setFlag(flag: i32, isSet: bool): void {
	const flags = load<i32>(record + flagsAt * 4);
	store<i32>(record + flagsAt * 4, isSet ? flags | flag : flags & ~flag);
}

/** Decimal digits as a number; -1 when one of them is none. */
export function countOf(from: i32, to: i32): i64 {
	let number: i64 = 0;
	for (let at = from; at < to; at++) {
		const digit = <i32>load<u8>(at) - 0x30;
		if (digit < 0 || digit > 9) return -1;
		number = number * 10 + digit;
	}
	return number;
}

/** Keeps the record, as what `kind` says of the line. */
export function keepRecord(kind: i32, line: i32, from: i32, to: i32): void {
	store<i32>(record + kindAt * 4, kind);
	store<i32>(record + lineAt * 4, line);
	store<i32>(record + fromAt * 4, from);
	store<i32>(record + toAt * 4, to);
	count += 1;
	record += recordBytes;
}

/** Marks the texts that are the same as in the call before, and whether the message id is plain. */
export function compareTexts(): void {
	let same = 0;
	for (let text = 0; text < textCount; text++) {
		// These differ from line to line.
		if (text === uuidText || text === timestampText || text === messageIdText) continue;
		if (isSameText(text)) same |= 1 << text;
	}
	store<i32>(record + sameAt * 4, same);
	setFlag(plainIdFlag, isPlainKey(textFrom(messageIdText), textTo(messageIdText)));
}

/** Compares a text with the one before and keeps it for the next comparison. */
function isSameText(text: i32): bool {
	const from = textFrom(text);
	const length = textTo(text) - from;
	const kept = lastTexts + text * (keptBytes + 16);
	const keptLength = lastLengths + text * 4;
	if (load<i32>(keptLength) === length && memory.compare(from, kept, length) === 0) return true;
	if (length <= keptBytes) {
		memory.copy(kept, from, length);
		store<i32>(keptLength, length);
	} else {
		store<i32>(keptLength, -1);
	}
	return false;
}

/** True for printable ASCII without `%` and backslash. */
function isPlainKey(from: i32, to: i32): bool {
	for (let at = from; at < to; at++) {
		const byte = load<u8>(at);
		if (byte <= 0x20 || byte >= 0x7f || byte === 0x25 || byte === backslash) return false;
	}
	return true;
}
