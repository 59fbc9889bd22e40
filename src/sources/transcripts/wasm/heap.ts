// Room behind the text. Tables are put one behind the other, a table that grows moves behind them, and all go at once. The
// rows of calls are more than all else together: they lie at the end and grow where they are. Memory that is never written
// to is no memory, so room before them is kept free for the others.

/** The others fit in there for a few hundred thousand calls. */
const reserved: i32 = 32 * 1024 * 1024;

let top: i32 = 0;
let reservedEnd: i32 = 0;
let end: i32 = 0;

/** Begins anew at an address. */
export function beginHeap(at: i32): void {
	top = aligned(at);
	reservedEnd = aligned(at + reserved);
	end = reservedEnd;
}

function aligned(at: i32): i32 {
	return (at + 15) & ~15;
}

/** Room for so many bytes; what stands there is chance. */
export function allocate(bytes: i32): i32 {
	if (bytes > reservedEnd - top) return allocateLast(bytes);
	const at = top;
	top = aligned(at + bytes);
	makeMemory(top);
	return at;
}

/** Room at the end, for a table that grows where it is as long as nothing else comes there. */
export function allocateLast(bytes: i32): i32 {
	const at = end;
	end = aligned(at + bytes);
	makeMemory(end);
	return at;
}

function makeMemory(to: i32): void {
	const pages = ((to + 0xffff) >>> 16) - memory.size();
	// Half as much again as there is: each step is a new buffer for the other side.
	if (pages > 0 && memory.grow(max(pages, memory.size() >>> 1)) < 0) unreachable();
}

/** The same with what a table held so far; the old place is given up. */
export function enlarged(table: i32, usedBytes: i32, bytes: i32): i32 {
	const at = allocate(bytes);
	memory.copy(at, table, usedBytes);
	return at;
}

/** The same for a table of `allocateLast`, all of whose bytes are used; where it is, if it can. */
export function enlargedLast(table: i32, usedBytes: i32, bytes: i32): i32 {
	const isLast = aligned(table + usedBytes) === end;
	if (isLast) end = table;
	const at = allocateLast(bytes);
	if (!isLast) memory.copy(at, table, usedBytes);
	return at;
}

const fnvBasis: u32 = 0x811c9dc5;
const fnvPrime: u32 = 0x01000193;

/** FNV-1a of 32 bits, as `ByteKeys` counts it. */
export function hashOf(from: i32, to: i32): u32 {
	let hash = fnvBasis;
	for (let at = from; at < to; at++) hash = (hash ^ (<u32>load<u8>(at))) * fnvPrime;
	return hash;
}
