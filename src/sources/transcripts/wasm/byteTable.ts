// Byte strings numbered in the order of first sight: their bytes one behind the other, where each ends, and their hashes,
// found by open addressing. Two of them are kept, the ids of calls and the texts that calls share; a table is its address.

import { allocate, enlarged } from './heap';

const sizeAt: i32 = 0;
const bytesAt: i32 = 4;
const bytesRoomAt: i32 = 8;
const endsAt: i32 = 12;
const hashesAt: i32 = 16;
const roomAt: i32 = 20;
const slotsAt: i32 = 24;
const slotCountAt: i32 = 28;
/** Bytes of a table's own facts. */
export const tableBytes: i32 = 32;

const firstEntries: i32 = 256;
const firstBytes: i32 = 8192;

function get(table: i32, field: i32): i32 {
	return load<i32>(table + field);
}
function put(table: i32, field: i32, value: i32): void {
	store<i32>(table + field, value);
}

export function sizeOf(table: i32): i32 {
	return get(table, sizeAt);
}
export function bytesOf(table: i32): i32 {
	return get(table, bytesAt);
}
export function endsOf(table: i32): i32 {
	return get(table, endsAt);
}
export function hashesOf(table: i32): i32 {
	return get(table, hashesAt);
}

/** Where an entry's bytes begin, and the position behind them. */
export function fromOf(table: i32, entry: i32): i32 {
	const begin = entry === 0 ? 0 : load<i32>(get(table, endsAt) + (entry - 1) * 4);
	return get(table, bytesAt) + begin;
}
export function toOf(table: i32, entry: i32): i32 {
	return get(table, bytesAt) + load<i32>(get(table, endsAt) + entry * 4);
}

/** Makes a table empty. */
export function beginTable(table: i32): void {
	put(table, sizeAt, 0);
	put(table, bytesAt, allocate(firstBytes));
	put(table, bytesRoomAt, firstBytes);
	put(table, endsAt, allocate(firstEntries * 4));
	put(table, hashesAt, allocate(firstEntries * 4));
	put(table, roomAt, firstEntries);
	makeSlots(table, firstEntries * 4);
}

function makeSlots(table: i32, count: i32): void {
	const slots = allocate(count * 4);
	memory.fill(slots, 0, count * 4);
	put(table, slotsAt, slots);
	put(table, slotCountAt, count);
	const hashes = get(table, hashesAt);
	for (let entry = 0; entry < sizeOf(table); entry++) fillSlot(table, load<u32>(hashes + entry * 4), entry);
}

function fillSlot(table: i32, hash: u32, entry: i32): void {
	const slots = get(table, slotsAt);
	const mask = get(table, slotCountAt) - 1;
	let slot = (<i32>hash) & mask;
	while (load<i32>(slots + slot * 4) !== 0) slot = (slot + 1) & mask;
	store<i32>(slots + slot * 4, entry + 1);
}

/** Number of some bytes; -1 when they are not here. */
export function findBytes(table: i32, from: i32, to: i32, hash: u32): i32 {
	const slots = get(table, slotsAt);
	const hashes = get(table, hashesAt);
	const mask = get(table, slotCountAt) - 1;
	let slot = (<i32>hash) & mask;
	while (true) {
		const entry = load<i32>(slots + slot * 4) - 1;
		if (entry < 0) return -1;
		if (load<u32>(hashes + entry * 4) === hash) {
			const own = fromOf(table, entry);
			const length = toOf(table, entry) - own;
			if (length === to - from && memory.compare(own, from, length) === 0) return entry;
		}
		slot = (slot + 1) & mask;
	}
}

/** Adds bytes that are not here; gives their number. */
export function addBytes(table: i32, from: i32, to: i32, hash: u32): i32 {
	const entry = sizeOf(table);
	const begin = entry === 0 ? 0 : load<i32>(get(table, endsAt) + (entry - 1) * 4);
	const end = begin + to - from;
	if (entry === get(table, roomAt)) {
		const room = entry * 2;
		put(table, endsAt, enlarged(get(table, endsAt), entry * 4, room * 4));
		put(table, hashesAt, enlarged(get(table, hashesAt), entry * 4, room * 4));
		put(table, roomAt, room);
	}
	if (end > get(table, bytesRoomAt)) {
		const room = max(end, get(table, bytesRoomAt) * 2);
		put(table, bytesAt, enlarged(get(table, bytesAt), begin, room));
		put(table, bytesRoomAt, room);
	}
	memory.copy(get(table, bytesAt) + begin, from, to - from);
	store<i32>(get(table, endsAt) + entry * 4, end);
	store<u32>(get(table, hashesAt) + entry * 4, hash);
	put(table, sizeAt, entry + 1);
	if ((entry + 1) * 2 > get(table, slotCountAt)) makeSlots(table, get(table, slotCountAt) * 2);
	else fillSlot(table, hash, entry);
	return entry;
}
