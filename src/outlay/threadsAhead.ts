import { ReadingThreads } from '../sources/transcripts/readingThreads.js';

export type { ReadingThreads };

/** Starts threads for a reading that is still to be asked for, for `OpenOptions.threads`. They end with the program, asked or not. */
export function threadsAhead(): ReadingThreads {
	const threads = new ReadingThreads();
	threads.startAhead();
	return threads;
}
