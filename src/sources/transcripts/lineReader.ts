import { readSync } from 'node:fs';

/** Lines longer than this are stepped over: no call is that long, and reading one must not take the memory. */
export const maxLineBytes = 16 * 1024 * 1024;
/**
 * So much is read at once: what was read is still in the processor's own cache when its lines are scanned, however long
 * a line has made the buffer.
 */
const chunkBytes = 256 * 1024;
/** So much is read at once behind a range, for the end of its last line. */
const behindBytes = 32 * 1024;
const newline = 0x0a;

/** Lines of a file that start at `start` or behind it, and before `end`. */
export interface LineRange {
	readonly start: number;
	readonly end: number;
	/** `start` is the first byte of a line; otherwise the line that it lies in belongs to the range before. */
	readonly isLineStart: boolean;
}

/** What a reader of lines is told. The bytes are only good during a call. */
export interface LineSink {
	/**
	 * Takes the complete lines in `bytes[from]` to before `bytes[to]` that begin before `stop`, at least one if there is
	 * one; gives the position behind the line feed of the last one taken, `from` for none.
	 */
	lines(bytes: Buffer, from: number, to: number, stop: number): number;
	/** A line above `maxLineBytes` was stepped over. */
	tooLong(): void;
	/** What stands after the last line end of the file: a line still being written, or a file cut off. */
	tail(bytes: Buffer, from: number, to: number): void;
	/** Such a tail above `maxLineBytes`. */
	tailTooLong(): void;
}

/** Memory that lines are read into. */
export interface LineMemory {
	/** All of it; another buffer after it has grown. */
	readonly bytes: Buffer;
	/** Where the lines may begin. */
	readonly begin: number;
	/** Makes room for so many bytes behind `begin`, keeping what stands there. */
	grow(length: number): void;
}

/** Memory of its own. */
class PlainMemory implements LineMemory {
	readonly begin = 0;
	bytes = Buffer.alloc(0);

	grow(length: number): void {
		const larger = Buffer.allocUnsafeSlow(length);
		this.bytes.copy(larger);
		this.bytes = larger;
	}
}

/** Reads ranges of lines through one buffer, which grows to the longest line met. One for each thread. */
export class LineReader {
	readonly #memory: LineMemory;
	#length = 0;
	#room = 2 * chunkBytes;
	/** Offset in the file of the buffer's first byte. */
	#base = 0;

	constructor(memory: LineMemory = new PlainMemory()) {
		this.#memory = memory;
		memory.grow(this.#room);
	}

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
			} else if (!this.#fill(file, range.end)) {
				const { bytes, begin } = this.#memory;
				if (this.#length > 0) sink.tail(bytes, begin, begin + this.#length);
				return next;
			}
		}
	}

	/** Hands over the complete lines in the buffer and keeps the rest; done when a line starts behind the range. */
	#takeLines(end: number, sink: LineSink): { next: number | null; isDone: boolean } {
		const { bytes, begin } = this.#memory;
		const stop = begin + Math.min(this.#length, end - this.#base);
		const behind = stop > begin ? sink.lines(bytes, begin, begin + this.#length, stop) : begin;
		this.#drop(behind - begin);
		return { next: behind > begin ? this.#base : null, isDone: this.#base >= end };
	}

	/** Drops everything up to and with the next line end; false when none comes before `end` or the file's end. */
	#skipLine(file: number, end: number): boolean {
		for (;;) {
			const { bytes, begin } = this.#memory;
			const at = bytes.subarray(begin, begin + this.#length).indexOf(newline);
			if (at >= 0) {
				this.#drop(at + 1);
				return true;
			}
			this.#drop(this.#length);
			if (this.#base >= end || !this.#fill(file, end)) return false;
		}
	}

	#drop(count: number): void {
		if (count === 0) return;
		const { bytes, begin } = this.#memory;
		bytes.copyWithin(begin, begin + count, begin + this.#length);
		this.#length -= count;
		this.#base += count;
	}

	/**
	 * Reads the next bytes behind those kept, few of them behind the range's `end`; false at the end of the file. A long
	 * line is read in ever larger pieces, so that looking for its end from its start again costs no more than reading it.
	 */
	#fill(file: number, end: number): boolean {
		const position = this.#base + this.#length;
		const rest = position < end ? end - position + behindBytes : behindBytes;
		const wanted = Math.max(this.#length, Math.min(rest, chunkBytes));
		if (this.#room - this.#length < wanted) {
			this.#room *= 2;
			this.#memory.grow(this.#room);
		}
		const { bytes, begin } = this.#memory;
		const read = readSync(file, bytes, begin + this.#length, wanted, position);
		this.#length += read;
		return read > 0;
	}
}
