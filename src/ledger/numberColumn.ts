/** Whole numbers, none negative; four bytes each where they fit. */
export type NumberColumn = Uint32Array | Float64Array;

const headBytes = 12;
const wordLimit = 2 ** 32;

/** Bytes of a number with seven bits to a byte, the lowest first. */
function bytesOf(value: number): number {
	let bytes = 1;
	for (let rest = value; rest >= 128; rest = Math.floor(rest / 128)) bytes++;
	return bytes;
}

/**
 * A column in as few bytes as its numbers need: its length and its greatest number, then each number with seven bits to
 * a byte. A column of zeros has no bytes behind its head.
 */
export function packNumbers(values: ArrayLike<number>): Buffer {
	let length = 0;
	let most = 0;
	for (let row = 0; row < values.length; row++) {
		const value = values[row] ?? 0;
		length += bytesOf(value);
		if (value > most) most = value;
	}
	if (most === 0) length = 0;
	const bytes = Buffer.alloc(headBytes + length);
	bytes.writeUInt32LE(length, 0);
	bytes.writeDoubleLE(most, 4);
	if (most === 0) return bytes;
	let at = headBytes;
	for (let row = 0; row < values.length; row++) {
		let rest = values[row] ?? 0;
		for (; rest >= 128; rest = Math.floor(rest / 128)) bytes[at++] = (rest % 128) + 128;
		bytes[at++] = rest;
	}
	return bytes;
}

/**
 * A column of `rows` numbers from the place where it was packed, and where the next one begins. `room` gives four bytes
 * for each number; what lies in it is written over.
 */
export function unpackNumbers(
	bytes: Uint8Array,
	from: number,
	rows: number,
	room: Uint32Array = new Uint32Array(rows),
): { readonly values: NumberColumn; readonly end: number } {
	const head = new DataView(bytes.buffer, bytes.byteOffset + from, headBytes);
	const end = from + headBytes + head.getUint32(0, true);
	const most = head.getFloat64(4, true);
	if (most >= wordLimit) return { values: unpackLarge(bytes, from + headBytes, rows), end };
	const values = room.subarray(0, rows);
	if (most === 0) return { values: values.fill(0), end };
	unpackWords(bytes, from + headBytes, values);
	return { values, end };
}

/** Nothing but the loop: the engine then makes quick code of it once, instead of anew for every column. */
function unpackWords(bytes: Uint8Array, from: number, values: Uint32Array): void {
	let at = from;
	for (let row = 0; row < values.length; row++) {
		let byte = bytes[at++] ?? 0;
		let value = byte & 127;
		for (let shift = 7; byte >= 128; shift += 7) {
			byte = bytes[at++] ?? 0;
			value |= (byte & 127) << shift;
		}
		values[row] = value;
	}
}

/** Beyond 32 bits, where shifting would lose the upper ones. */
function unpackLarge(bytes: Uint8Array, from: number, rows: number): Float64Array {
	const values = new Float64Array(rows);
	let at = from;
	for (let row = 0; row < rows; row++) {
		let byte = bytes[at++] ?? 0;
		let value = byte % 128;
		for (let factor = 128; byte >= 128; factor *= 128) {
			byte = bytes[at++] ?? 0;
			value += (byte % 128) * factor;
		}
		values[row] = value;
	}
	return values;
}
