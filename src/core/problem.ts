/**
 * Something that was wrong with an input and was survived. Problems are counted and shown, never swallowed:
 * `what` names the file, line or key and says what to do.
 */
export interface Problem {
	/** Stable identifier for programs and tests, e.g. `transcript.line-rejected`. */
	readonly code: string;
	readonly what: string;
	/** File the problem is in, as the user would name it. */
	readonly file?: string;
	/** 1-based line in that file. */
	readonly line?: number;
}
