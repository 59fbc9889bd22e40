import { readSync } from 'node:fs';

/** Lines longer than this are stepped over: no call is that long, and reading one must not take the memory. */
export const maxLineBytes = 16 * 1024 * 1024;
const chunkBytes = 512 * 1024;
const newline = 0x0a;

/** Lines of a file that start at `start` or behind it, and before `end`. */
export interface LineRange {
	readonly start: number;
	readonly end: number;
	/** `start` is the first byte of a line; otherwise the line that it lies in belongs to the range before. */
	readonly isLineStart: boolean;
}

/** What a reader of lines is told. */
export interface LineSink {
	/** A line without its line end, `bytes[from]` to before `bytes[to]`; only good during the call. */
	line(bytes: Buffer, from: number, to: number): void;
	/** A line above `maxLineBytes` was stepped over. */
	tooLong(): void;
	/** What stands after the last line end of the file: a line still being written, or a file cut off. */
	tail(bytes: Buffer, from: number, to: number): void;
	/** Such a tail above `maxLineBytes`. */
	tailTooLong(): void;
}

/** Reads ranges of lines through one buffer, which grows to the longest line met. One for each thread. */
export class LineReader {
	#buffer = Buffer.allocUnsafeSlow(chunkBytes);
	#length = 0;
	/** Offset in the file of the buffer's first byte. */
	#base = 0;

	/**
	 * Hands the lines of a range to the sink. Gives the offset behind the last complete one, from which a later
	 * reading goes on; null when no complete line starts in the range.
	 */
	read(file: number, range: LineRange, sink: LineSink): number | null {
		this.#base = range.isLineStart ? range.start : range.start - 1;
		this.#length = 0;
		if (!range.isLineStart && !this.#skipLine(file, range.end)) return null;
		let next: number | null = null;
		for (;;) {
			const taken = this.#takeLines(range.end, sink);
			next = taken.next ?? next;
			if (taken.isDone) return next;
			if (this.#length > maxLineBytes) {
				if (!this.#skipLine(file, Infinity)) {
					sink.tailTooLong();
					return next;
				}
				sink.tooLong();
				next = this.#base;
				if (next >= range.end) return next;
			} else if (!this.#fill(file)) {
				if (this.#length > 0) sink.tail(this.#buffer, 0, this.#length);
				return next;
			}
		}
	}

	/** Hands over the complete lines in the buffer and keeps the rest; done when a line starts behind the range. */
	#takeLines(end: number, sink: LineSink): { next: number | null; isDone: boolean } {
		const bytes = this.#buffer.subarray(0, this.#length);
		let from = 0;
		let isDone = this.#base >= end;
		while (!isDone) {
			const at = bytes.indexOf(newline, from);
			if (at < 0) break;
			if (at - from > maxLineBytes) sink.tooLong();
			else sink.line(this.#buffer, from, at);
			from = at + 1;
			isDone = this.#base + from >= end;
		}
		this.#drop(from);
		return { next: from > 0 ? this.#base : null, isDone };
	}

	/** Drops everything up to and with the next line end; false when none comes before `end` or the file's end. */
	#skipLine(file: number, end: number): boolean {
		for (;;) {
			const at = this.#buffer.subarray(0, this.#length).indexOf(newline);
			if (at >= 0) {
				this.#drop(at + 1);
				return true;
			}
			this.#drop(this.#length);
			if (this.#base >= end || !this.#fill(file)) return false;
		}
	}

	#drop(bytes: number): void {
		if (bytes === 0) return;
		this.#buffer.copyWithin(0, bytes, this.#length);
		this.#length -= bytes;
		this.#base += bytes;
	}

	/** Reads the next bytes behind those kept; false at the end of the file. */
	#fill(file: number): boolean {
		if (this.#buffer.length - this.#length < chunkBytes / 2) {
			const larger = Buffer.allocUnsafeSlow(this.#buffer.length * 2);
			this.#buffer.copy(larger, 0, 0, this.#length);
			this.#buffer = larger;
		}
		const free = this.#buffer.length - this.#length;
		const read = readSync(file, this.#buffer, this.#length, free, this.#base + this.#length);
		this.#length += read;
		return read > 0;
	}
}
