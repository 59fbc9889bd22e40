import { readSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { OutlayError } from '../core/errors.js';
import { ImageBytes } from './imageBytes.js';

/** What is written is kept in pieces of a page. */
const pieceBytes = 4096;
/** So much is read at once where one read follows the other, as in a walk through a table. */
const aheadBytes = 128 * 1024;

/**
 * A database in a file that is only read: what is written stays in memory. So a program that asks a large ledger one
 * question holds the pages it asks for, not the ledger. The file may lose its name meanwhile; its bytes must stay.
 */
export class OverlaidBytes extends ImageBytes {
	readonly #handle: FileHandle;
	readonly #path: string;
	/** Bytes of the file; what lies behind was written here. */
	readonly #fileBytes: number;
	readonly #written = new Map<number, Uint8Array>();
	#scratch = new Uint8Array(pieceBytes);
	/** What was read ahead of the file, from `#aheadAt` on. */
	#ahead = new Uint8Array(0);
	#aheadAt = 0;
	/** Where the last read of the file ended. */
	#lastEnd = Number.NaN;

	/** Takes the open file over; `size` bytes of it are the database. */
	constructor(handle: FileHandle, path: string, size: number) {
		super(size);
		this.#handle = handle;
		this.#path = path;
		this.#fileBytes = size;
	}

	override close(): Promise<void> {
		return this.#handle.close();
	}

	/** Valid until the next read. */
	read(start: number, end: number): Uint8Array {
		const inFile = Math.max(0, Math.min(end, this.#fileBytes) - start);
		const ahead = inFile > 0 ? this.#readAhead(start, inFile) : null;
		if (ahead?.length === end - start && this.#written.size === 0) return ahead;
		if (this.#scratch.length < end - start) this.#scratch = new Uint8Array(end - start);
		const bytes = this.#scratch.subarray(0, end - start);
		if (ahead === null) this.#fill(bytes.subarray(0, inFile), start);
		else bytes.set(ahead);
		bytes.fill(0, inFile);
		for (let piece = Math.floor(start / pieceBytes); piece * pieceBytes < end; piece++) {
			const begin = piece * pieceBytes;
			const written = this.#written.get(piece);
			if (written === undefined) continue;
			const [from, to] = [Math.max(start, begin), Math.min(end, begin + pieceBytes)];
			bytes.set(written.subarray(from - begin, to - begin), from - start);
		}
		return bytes;
	}

	write(bytes: Uint8Array, position: number): void {
		for (let done = 0; done < bytes.length;) {
			const at = position + done;
			const piece = Math.floor(at / pieceBytes);
			const count = Math.min(bytes.length - done, (piece + 1) * pieceBytes - at);
			this.#toWrite(piece).set(bytes.subarray(done, done + count), at - piece * pieceBytes);
			done += count;
		}
	}

	/** A piece to write in: as the file has it, and zeros behind its end. */
	#toWrite(piece: number): Uint8Array {
		const known = this.#written.get(piece);
		if (known !== undefined) return known;
		const begin = piece * pieceBytes;
		const fresh = new Uint8Array(pieceBytes);
		if (begin < this.#fileBytes) this.#fill(fresh.subarray(0, this.#fileBytes - begin), begin);
		this.#written.set(piece, fresh);
		return fresh;
	}

	/** Bytes of the file out of what is read ahead of it; null where one read does not follow the other. */
	#readAhead(position: number, length: number): Uint8Array | null {
		const end = position + length;
		if (position < this.#aheadAt || end > this.#aheadAt + this.#ahead.length) {
			const follows = position >= this.#lastEnd && position < this.#lastEnd + aheadBytes / 4;
			this.#lastEnd = end;
			if (!follows || length > aheadBytes) return null;
			const bytes = Math.min(aheadBytes, this.#fileBytes - position);
			if (this.#ahead.length !== bytes) this.#ahead = new Uint8Array(bytes);
			// Not there before it is read: the file may be cut short.
			this.#aheadAt = Infinity;
			this.#fill(this.#ahead, position);
			this.#aheadAt = position;
		}
		this.#lastEnd = end;
		return this.#ahead.subarray(position - this.#aheadAt, end - this.#aheadAt);
	}

	#fill(bytes: Uint8Array, position: number): void {
		for (let done = 0; done < bytes.length;) {
			const read = readSync(this.#handle.fd, bytes, done, bytes.length - done, position + done);
			if (read === 0) {
				throw new OutlayError('environment', `${this.#path} was cut short while it was read.`, {
					hint: 'Run the command again: the ledger mends itself when it is opened.',
				});
			}
			done += read;
		}
	}
}
