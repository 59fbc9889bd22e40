// The texts that calls share, numbered: 0 stands for none. Text that is ASCII without escapes is known by its bytes.
// What other bytes stand for only the other side knows: it gives them a number, and is asked but once for each.

import { backslash } from './json';
import { addBytes, beginTable, findBytes, fromOf, tableBytes, toOf } from './byteTable';
import { allocate, enlarged, hashOf } from './heap';
import { textFrom, textTo } from './recordWriter';
import { textCount } from './record';

/** Bytes of a text that are kept to compare the next call's with. */
const keptBytes: i32 = 128;

const table: i32 = <i32>memory.data(tableBytes, 16);
/** Each field's text in the last call, its length (-1 while there was none) and its number. */
const lastTexts: i32 = <i32>memory.data(textCount * keptBytes, 16);
const lastLengths: i32 = <i32>memory.data(textCount * 4, 16);
const lastPlaces: i32 = <i32>memory.data(textCount * 4, 16);

/** Number of each entry of the table, and the entry of each number; -1 for text that is known elsewhere. */
let places: i32 = 0;
let placesRoom: i32 = 0;
let entries: i32 = 0;
let entriesRoom: i32 = 0;
let count: i32 = 0;

let unknownBegin: i32 = 0;
let unknownEnd: i32 = 0;

export function beginTexts(): void {
	beginTable(table);
	placesRoom = 256;
	places = allocate(placesRoom * 4);
	entriesRoom = 256;
	entries = allocate(entriesRoom * 4);
	count = 0;
	memory.fill(lastLengths, 0xff, textCount * 4);
	newPlace();
}

/** How many numbers are given. */
export function placeCount(): i32 {
	return count;
}

/** A new number, for text that is known elsewhere. */
export function newPlace(): i32 {
	if (count === entriesRoom) {
		entriesRoom = count * 2;
		entries = enlarged(entries, count * 4, entriesRoom * 4);
	}
	store<i32>(entries + count * 4, -1);
	count += 1;
	return count - 1;
}

/** The bytes of a number; both 0 for text that is known elsewhere. */
export function placeFrom(place: i32): i32 {
	const entry = load<i32>(entries + place * 4);
	return entry < 0 ? 0 : fromOf(table, entry);
}
export function placeTo(place: i32): i32 {
	const entry = load<i32>(entries + place * 4);
	return entry < 0 ? 0 : toOf(table, entry);
}

function addEntry(from: i32, to: i32, hash: u32, place: i32): i32 {
	const entry = addBytes(table, from, to, hash);
	if (entry === placesRoom) {
		placesRoom = entry * 2;
		places = enlarged(places, entry * 4, placesRoom * 4);
	}
	store<i32>(places + entry * 4, place);
	return entry;
}

/** Number of a text that is ASCII without escapes; a new one when it was not seen. */
export function placeOfPlain(from: i32, to: i32): i32 {
	const hash = hashOf(from, to);
	const known = findBytes(table, from, to, hash);
	if (known >= 0) return load<i32>(places + known * 4);
	const place = newPlace();
	store<i32>(entries + place * 4, addEntry(from, to, hash, place));
	return place;
}

/** Says which number stands for bytes as they stand in JSON. */
export function addSpelling(from: i32, to: i32, place: i32): void {
	addEntry(from, to, hashOf(from, to), place);
}

/** True for text whose bytes are its characters. */
export function isPlain(from: i32, to: i32): bool {
	for (let at = from; at < to; at++) {
		const byte = load<u8>(at);
		if (byte >= 0x80 || byte === backslash) return false;
	}
	return true;
}

/** Number of one of the record's texts; -1 for text that is not known yet, between `unknownFrom` and `unknownTo`. */
export function placeOfText(text: i32): i32 {
	const from = textFrom(text);
	const length = textTo(text) - from;
	if (length === 0) return 0;
	const kept = lastTexts + text * keptBytes;
	const isKept = load<i32>(lastLengths + text * 4) === length && memory.compare(from, kept, length) === 0;
	if (isKept) return load<i32>(lastPlaces + text * 4);
	const place = findPlace(from, from + length);
	const mayKeep = place >= 0 && length <= keptBytes;
	if (mayKeep) {
		memory.copy(kept, from, length);
		store<i32>(lastPlaces + text * 4, place);
	}
	store<i32>(lastLengths + text * 4, mayKeep ? length : -1);
	return place;
}

function findPlace(from: i32, to: i32): i32 {
	if (isPlain(from, to)) return placeOfPlain(from, to);
	const known = findBytes(table, from, to, hashOf(from, to));
	if (known >= 0) return load<i32>(places + known * 4);
	unknownBegin = from;
	unknownEnd = to;
	return -1;
}

export function unknownFrom(): i32 {
	return unknownBegin;
}
export function unknownTo(): i32 {
	return unknownEnd;
}
