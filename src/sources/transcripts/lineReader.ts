import { open, type FileHandle } from 'node:fs/promises';

/** Lines longer than this are stepped over: no call is that long, and reading one must not take the memory. */
export const maxLineBytes = 16 * 1024 * 1024;
const chunkBytes = 1024 * 1024;
const newline = 0x0a;

/** What a reader of lines is told. */
export interface LineSink {
	/** A line without its line end; the bytes are only good during the call. */
	line(bytes: Buffer): void;
	/** A line above `maxLineBytes` was stepped over. */
	tooLong(): void;
	/** What stands after the last line end: a line still being written, or the end of a cut-off file. */
	tail(bytes: Buffer): void;
}

/** Reads ahead of lines through one buffer that grows to the longest line. */
class LineBuffer {
	#buffer = Buffer.allocUnsafe(chunkBytes);
	#length = 0;
	#isSkipping = false;
	/** Offset of the first byte after the last complete line. */
	lineStart: number;

	constructor(start: number) {
		this.lineStart = start;
	}

	/** Reads the next bytes behind those kept; false at the end of the file. */
	async fill(handle: FileHandle): Promise<boolean> {
		if (this.#length === this.#buffer.length) {
			const larger = Buffer.allocUnsafe(this.#buffer.length * 2);
			this.#buffer.copy(larger, 0, 0, this.#length);
			this.#buffer = larger;
		}
		const { bytesRead } = await handle.read(
			this.#buffer,
			this.#length,
			this.#buffer.length - this.#length,
			this.lineStart + this.#length,
		);
		this.#length += bytesRead;
		return bytesRead > 0;
	}

	/** Hands over every complete line and keeps the rest. */
	takeLines(sink: LineSink): void {
		let from = 0;
		for (;;) {
			const at = this.#buffer.subarray(0, this.#length).indexOf(newline, from);
			if (at < 0) break;
			if (this.#isSkipping) sink.tooLong();
			else sink.line(this.#buffer.subarray(from, at));
			this.#isSkipping = false;
			from = at + 1;
		}
		this.#drop(from);
		if (this.#length > maxLineBytes || this.#isSkipping) {
			this.#isSkipping = true;
			this.#drop(this.#length);
		}
	}

	/** Hands over what stands after the last line end. */
	takeTail(sink: LineSink): void {
		if (this.#isSkipping) sink.tooLong();
		else if (this.#length > 0) sink.tail(this.#buffer.subarray(0, this.#length));
	}

	#drop(bytes: number): void {
		this.#buffer.copyWithin(0, bytes, this.#length);
		this.#length -= bytes;
		this.lineStart += bytes;
	}
}

/**
 * Reads the complete lines of a file from a byte offset on, in bounded memory. Gives the offset behind the last
 * complete line, from which a later reading goes on.
 */
export async function readLines(
	path: string,
	start: number,
	sink: LineSink,
	signal?: AbortSignal,
): Promise<number> {
	const handle = await open(path, 'r');
	try {
		const buffer = new LineBuffer(start);
		while (await buffer.fill(handle)) {
			signal?.throwIfAborted();
			buffer.takeLines(sink);
		}
		buffer.takeTail(sink);
		return buffer.lineStart;
	} finally {
		await handle.close();
	}
}
