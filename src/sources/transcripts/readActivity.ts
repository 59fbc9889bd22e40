import type { SessionEvent } from '../../core/usage/session.js';
import { ActivityLines, mayHoldActivity } from './activityLine.js';
import type { TranscriptFile } from './discover.js';
import { readLines } from './readLines.js';

/**
 * Reads what a session did from one transcript, from a byte offset on, and gives the offset to go on from. A last
 * line without its end is read as far as it is one, and read again the next time: events have ids.
 */
export async function readActivity(
	file: TranscriptFile,
	from: number,
	take: (event: SessionEvent) => void,
	signal?: AbortSignal,
): Promise<number> {
	const lines = new ActivityLines(file);
	const read = (bytes: Buffer): void => {
		if (!mayHoldActivity(bytes)) return;
		for (const event of lines.read(bytes.toString('utf8'))) take(event);
	};
	return readLines(
		file.path,
		from,
		// Lines that are too long are the usage reading's to count: it sees every line.
		{ line: read, tail: read, tooLong: () => undefined },
		signal,
	);
}
