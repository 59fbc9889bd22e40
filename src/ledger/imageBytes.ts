import { readSync, writeSync } from 'node:fs';

/**
 * The bytes of a database, kept somewhere other than in one big array. sql.js takes an array and copies it, and
 * copies it again whenever the database grows and when it is saved; a ledger of years would then need several times
 * its size. Its in-memory file system touches the array only through `length`, `slice`, `subarray` and `set`, so an
 * object with these four can hold the bytes in small pieces or in a file. `test/unit/ledger/imageBytes.test.ts`
 * holds sql.js to that.
 */
export abstract class ImageBytes {
	/** Size of the database file so far. */
	size: number;

	constructor(size: number) {
		this.size = size;
	}

	abstract read(start: number, end: number): Uint8Array;
	abstract write(bytes: Uint8Array, position: number): void;

	/** Lets go of what the bytes are kept in; they are not asked for any more. */
	close(): Promise<void> {
		return Promise.resolve();
	}

	/** What `new Database(…)` is given. */
	asDatabase(): DatabaseBytes {
		return new DatabaseBytes(this, this.size);
	}
}

/** The face that sql.js sees. `slice` hands over the same bytes with room to grow. */
class DatabaseBytes implements ArrayLike<number> {
	readonly [index: number]: number;
	readonly length: number;
	readonly buffer = null;
	readonly #bytes: ImageBytes;

	constructor(bytes: ImageBytes, length: number) {
		this.#bytes = bytes;
		this.length = length;
	}

	slice(): DatabaseBytes {
		return new DatabaseBytes(this.#bytes, Number.MAX_SAFE_INTEGER);
	}

	subarray(start: number, end: number): Uint8Array {
		return this.#bytes.read(start, end);
	}

	set(bytes: Uint8Array, position: number): void {
		this.#bytes.size = Math.max(this.#bytes.size, position + bytes.length);
		this.#bytes.write(bytes, position);
	}
}

/** A multiple of every page size, so that a page is never cut in two. */
export const chunkBytes = 1 << 20;

/** A database in memory, in pieces of one mebibyte: growing copies nothing. */
export class MemoryBytes extends ImageBytes {
	readonly #chunks: Uint8Array[] = [];

	constructor() {
		super(0);
	}

	/** Appends a piece while loading; all but the last are `chunkBytes` long. */
	append(chunk: Uint8Array): void {
		this.#chunks.push(chunk);
		this.size += chunk.length;
	}

	read(start: number, end: number): Uint8Array {
		const first = Math.floor(start / chunkBytes);
		const offset = start - first * chunkBytes;
		const chunk = this.#chunk(first);
		if (offset + (end - start) <= chunkBytes) return chunk.subarray(offset, offset + (end - start));
		const whole = new Uint8Array(end - start);
		for (let at = start; at < end;) {
			const index = Math.floor(at / chunkBytes);
			const stop = Math.min(end, (index + 1) * chunkBytes);
			whole.set(this.read(at, stop), at - start);
			at = stop;
		}
		return whole;
	}

	write(bytes: Uint8Array, position: number): void {
		for (let done = 0; done < bytes.length;) {
			const at = position + done;
			const index = Math.floor(at / chunkBytes);
			const offset = at - index * chunkBytes;
			const count = Math.min(bytes.length - done, chunkBytes - offset);
			this.#chunk(index).set(bytes.subarray(done, done + count), offset);
			done += count;
		}
	}

	/** A piece of full length; the last one loaded may have been shorter. */
	#chunk(index: number): Uint8Array {
		const known = this.#chunks[index];
		if (known?.length === chunkBytes) return known;
		const whole = new Uint8Array(chunkBytes);
		if (known !== undefined) whole.set(known);
		this.#chunks[index] = whole;
		return whole;
	}
}

/** A database in an open file: compaction works on it without holding it in memory. */
export class FileBytes extends ImageBytes {
	readonly #descriptor: number;
	#scratch = new Uint8Array(0);

	constructor(descriptor: number, size: number) {
		super(size);
		this.#descriptor = descriptor;
	}

	/** Valid until the next read: a new array for every page would be hundreds of megabytes of garbage. */
	read(start: number, end: number): Uint8Array {
		if (this.#scratch.length < end - start) this.#scratch = new Uint8Array(end - start);
		const bytes = this.#scratch.subarray(0, end - start);
		readSync(this.#descriptor, bytes, 0, bytes.length, start);
		return bytes;
	}

	write(bytes: Uint8Array, position: number): void {
		for (let done = 0; done < bytes.length;) {
			done += writeSync(this.#descriptor, bytes, done, bytes.length - done, position + done);
		}
	}
}
