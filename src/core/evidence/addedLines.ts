/** What a commit adds to one file. */
export interface AddedFile {
	/** Path after the change, `/`-separated, relative to the repository. */
	readonly path: string;
	/** Added lines as they stand after the commit: first line (1-based) and count, ascending. */
	readonly ranges: readonly (readonly [start: number, count: number])[];
	/** Hashes of the added effective lines, in order. */
	readonly hashes: readonly number[];
	/** How many of the hashes lie in each range; sums to their number. */
	readonly blockLines: readonly number[];
	/** All added lines. */
	readonly addedLines: number;
}

/** What a commit adds. */
export interface AddedLines {
	readonly sha: string;
	readonly files: readonly AddedFile[];
}
