/** `ByteKeys` in the form that crosses to another thread or lies on disk. */
export interface PackedKeys {
	/** All keys, one behind the other. */
	readonly bytes: Uint8Array;
	/** Where each key ends in `bytes`. */
	readonly ends: Uint32Array;
	readonly hashes: Uint32Array;
}

const firstKeys = 16;
const bytesOfKey = 32;
/** A function takes only so many arguments. */
const pieceBytes = 4096;

/** FNV-1a of 32 bits. Equal hashes only mean that the bytes must be compared. */
function hashOf(bytes: Uint8Array, from: number, to: number): number {
	let hash = 0x811c9dc5;
	for (let at = from; at < to; at++) hash = Math.imul(hash ^ (bytes[at] ?? 0), 0x01000193);
	return hash >>> 0;
}

/** Characters that a key's bytes cannot stand for themselves. */
const escaped = /[^!-$&-~]/g;

/**
 * The bytes of a key: printable ASCII stands for itself, anything else and `%` as `%` with four hexadecimal digits for
 * each UTF-16 unit. So different texts have different bytes, whatever they hold.
 */
export function keyBytesOf(text: string): Uint8Array {
	const plain = text.replace(escaped, (unit) => `%${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
	return Uint8Array.from(plain, (unit) => unit.charCodeAt(0));
}

function larger<Cells extends Uint8Array | Uint32Array>(cells: Cells, copy: Cells): Cells {
	copy.set(cells);
	return copy;
}

/**
 * A set of texts that numbers them in the order of first sight. It keeps bytes instead of strings, because there may be
 * millions of call ids, and nearly none is ever shown.
 */
export class ByteKeys {
	#bytes: Uint8Array;
	#ends: Uint32Array;
	#hashes: Uint32Array;
	#size: number;
	/**
	 * Open addressing: the number of a key plus one, 0 for a free slot. A power of two, at most half full. Made when it is
	 * first looked into: keys that were taken over are often only gone through.
	 */
	#slots: Int32Array | null = null;

	constructor(packed: PackedKeys | null = null) {
		this.#bytes = packed?.bytes ?? new Uint8Array(firstKeys * bytesOfKey);
		this.#ends = packed?.ends ?? new Uint32Array(firstKeys);
		this.#hashes = packed?.hashes ?? new Uint32Array(firstKeys);
		this.#size = packed?.ends.length ?? 0;
	}

	get size(): number {
		return this.#size;
	}

	/** Number of a text; a new one, the size before, when it was not here. */
	add(text: string): number {
		const bytes = keyBytesOf(text);
		return this.addBytes(bytes, 0, bytes.length);
	}

	/** Number of a text; -1 when it is not here. */
	find(text: string): number {
		const bytes = keyBytesOf(text);
		return this.#find(bytes, 0, bytes.length, hashOf(bytes, 0, bytes.length));
	}

	/** The same as `add` for a text that is printable ASCII without `%`, given as its bytes. */
	addBytes(bytes: Uint8Array, from: number, to: number): number {
		return this.#add(bytes, from, to, hashOf(bytes, from, to));
	}

	/** Number here of key `number` of packed keys. */
	addPacked({ bytes, ends, hashes }: PackedKeys, number: number): number {
		return this.#add(
			bytes,
			number === 0 ? 0 : (ends[number - 1] ?? 0),
			ends[number] ?? 0,
			hashes[number] ?? 0,
		);
	}

	/** The text of a number. */
	text(number: number): string {
		return keyText({ bytes: this.#bytes, ends: this.#ends }, number);
	}

	/** Copies, so that they can be handed over. */
	pack(): PackedKeys {
		const byteCount = this.#size === 0 ? 0 : (this.#ends[this.#size - 1] ?? 0);
		return {
			bytes: this.#bytes.slice(0, byteCount),
			ends: this.#ends.slice(0, this.#size),
			hashes: this.#hashes.slice(0, this.#size),
		};
	}

	#find(bytes: Uint8Array, from: number, to: number, hash: number): number {
		const slots = (this.#slots ??= this.#newSlots());
		const mask = slots.length - 1;
		for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
			const number = (slots[slot] ?? 0) - 1;
			if (number < 0 || (this.#hashes[number] === hash && this.#isKey(number, bytes, from, to))) {
				return number;
			}
		}
	}

	#isKey(number: number, bytes: Uint8Array, from: number, to: number): boolean {
		const own = number === 0 ? 0 : (this.#ends[number - 1] ?? 0);
		if ((this.#ends[number] ?? 0) - own !== to - from) return false;
		for (let at = from; at < to; at++) if (this.#bytes[own + at - from] !== bytes[at]) return false;
		return true;
	}

	#add(bytes: Uint8Array, from: number, to: number, hash: number): number {
		const known = this.#find(bytes, from, to, hash);
		if (known >= 0) return known;
		const number = this.#size;
		const begin = number === 0 ? 0 : (this.#ends[number - 1] ?? 0);
		const end = begin + to - from;
		if (number === this.#ends.length) this.#growKeys();
		if (end > this.#bytes.length) {
			this.#bytes = larger(this.#bytes, new Uint8Array(Math.max(end, this.#bytes.length * 2)));
		}
		for (let at = from; at < to; at++) this.#bytes[begin + at - from] = bytes[at] ?? 0;
		this.#ends[number] = end;
		this.#hashes[number] = hash;
		this.#size += 1;
		const slots = this.#slots;
		if (slots === null || this.#size * 2 > slots.length) this.#slots = this.#newSlots();
		else fill(slots, hash, number);
		return number;
	}

	#growKeys(): void {
		const length = Math.max(firstKeys, this.#ends.length * 2);
		this.#ends = larger(this.#ends, new Uint32Array(length));
		this.#hashes = larger(this.#hashes, new Uint32Array(length));
	}

	#newSlots(): Int32Array {
		let length = firstKeys * 2;
		while (length < this.#size * 4) length *= 2;
		const slots = new Int32Array(length);
		for (let number = 0; number < this.#size; number++) fill(slots, this.#hashes[number] ?? 0, number);
		return slots;
	}
}

/** The text of a number among packed keys. */
export function keyText({ bytes, ends }: Pick<PackedKeys, 'bytes' | 'ends'>, number: number): string {
	const end = ends[number] ?? 0;
	let text = '';
	for (let at = beginOf(ends, number); at < end; at += pieceBytes) {
		text += String.fromCharCode(...bytes.subarray(at, Math.min(end, at + pieceBytes)));
	}
	if (!text.includes('%')) return text;
	return text.replace(/%([0-9a-f]{4})/g, (_, digits: string) => String.fromCharCode(parseInt(digits, 16)));
}

/** Number of a text among packed keys, looked for from the first one on; -1 when it is not there. */
export function keyNumberIn({ bytes, ends, hashes }: PackedKeys, text: string): number {
	const wanted = keyBytesOf(text);
	const hash = hashOf(wanted, 0, wanted.length);
	for (let number = hashes.indexOf(hash); number >= 0; number = hashes.indexOf(hash, number + 1)) {
		const key = bytes.subarray(beginOf(ends, number), ends[number]);
		if (key.length === wanted.length && wanted.every((byte, at) => byte === key[at])) return number;
	}
	return -1;
}

const beginOf = (ends: Uint32Array, number: number): number => (number === 0 ? 0 : (ends[number - 1] ?? 0));

/** Puts a number in the first free slot of its hash. */
function fill(slots: Int32Array, hash: number, number: number): void {
	const mask = slots.length - 1;
	let slot = hash & mask;
	while (slots[slot] !== 0) slot = (slot + 1) & mask;
	slots[slot] = number + 1;
}
