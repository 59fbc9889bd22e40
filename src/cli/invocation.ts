import type { ReadingThreads } from '../outlay/threadsAhead.js';

/** One use of the command line. */
export interface Invocation {
	/** Arguments behind the name of the program, or of the command that they are handed to. */
	readonly args: readonly string[];
	/** Threads that were started for the reading ahead; null when it was not known that there would be any. */
	readonly threads: ReadingThreads | null;
}
