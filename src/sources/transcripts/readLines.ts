import { closeSync, fstatSync, openSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { LineReader, maxLineBytes } from './lineReader.js';

/** What a reader of whole files is told; each line without its line end, only good during the call. */
export interface WholeLineSink {
	line(bytes: Buffer): void;
	/** A line too long to hold was stepped over. */
	tooLong(): void;
	/** What stands after the last line end: a line still being written, or the end of a cut-off file. */
	tail(bytes: Buffer): void;
}

/** So much is read before other work of this thread gets its turn. */
const rangeBytes = 4 * 1024 * 1024;

const newline = 0x0a;

/** Hands the complete lines that begin before `stop` over one by one. */
function takeLines(bytes: Buffer, from: number, stop: number, sink: WholeLineSink): number {
	while (from < stop) {
		const at = bytes.indexOf(newline, from);
		if (at < 0) break;
		if (at - from > maxLineBytes) sink.tooLong();
		else sink.line(bytes.subarray(from, at));
		from = at + 1;
	}
	return from;
}

/**
 * Reads the lines of a file from a byte offset on, in bounded memory. Gives the offset behind the last complete line,
 * from which a later reading goes on.
 */
export async function readLines(
	path: string,
	start: number,
	sink: WholeLineSink,
	signal?: AbortSignal,
): Promise<number> {
	const reader = new LineReader();
	const file = openSync(path, 'r');
	try {
		const { size } = fstatSync(file);
		let offset = start;
		for (let from = start; from < size; from += rangeBytes) {
			signal?.throwIfAborted();
			const end = from + rangeBytes < size ? from + rangeBytes : Number.MAX_SAFE_INTEGER;
			const next = reader.read(
				file,
				{ start: from, end, isLineStart: from === start },
				{
					lines: (bytes, lineFrom, lineTo, stop) =>
						takeLines(bytes.subarray(0, lineTo), lineFrom, stop, sink),
					tooLong: () => sink.tooLong(),
					tail: (bytes, lineFrom, lineTo) => sink.tail(bytes.subarray(lineFrom, lineTo)),
					tailTooLong: () => sink.tooLong(),
				},
			);
			offset = next ?? offset;
			await nextTurn();
		}
		return offset;
	} finally {
		closeSync(file);
	}
}
