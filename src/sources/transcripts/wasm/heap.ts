/** Room behind the text: tables are put one behind the other, a table that grows moves to the end, and all go at once. */

let top: i32 = 0;

/** Begins anew at an address. */
export function beginHeap(at: i32): void {
	top = (at + 15) & ~15;
}

/** Room for so many bytes; what stands there is chance. */
export function allocate(bytes: i32): i32 {
	const at = top;
	top = (at + bytes + 15) & ~15;
	const pages = ((top + 0xffff) >>> 16) - memory.size();
	// Half as much again as there is: each step is a new buffer for the other side, and what is not used is no memory.
	if (pages > 0 && memory.grow(max(pages, memory.size() >>> 1)) < 0) unreachable();
	return at;
}

/** The same with what a table held so far; the old place is given up. */
export function enlarged(table: i32, usedBytes: i32, bytes: i32): i32 {
	const at = allocate(bytes);
	memory.copy(at, table, usedBytes);
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
