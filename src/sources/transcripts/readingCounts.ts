/** Counts of what was met while reading, per file and in sum. */
export interface ReadingCounts {
	lines: number;
	rejectedLines: number;
	syntheticCalls: number;
	/** Token counts that were negative or no numbers, taken as 0. */
	clampedFields: number;
}

export const noCounts: Readonly<ReadingCounts> = {
	lines: 0,
	rejectedLines: 0,
	syntheticCalls: 0,
	clampedFields: 0,
};

/** Adds one file's counts to a sum. */
export function addCounts(sum: ReadingCounts, counts: Readonly<ReadingCounts>): void {
	sum.lines += counts.lines;
	sum.rejectedLines += counts.rejectedLines;
	sum.syntheticCalls += counts.syntheticCalls;
	sum.clampedFields += counts.clampedFields;
}

/** A line that could not be used, for `--verbose`. */
export interface RejectedLine {
	readonly file: string;
	/** 1-based. */
	readonly line: number;
	readonly why: string;
}

/** Where a line was read. `mtimeMs` of the file stands in for a time that a line does not give. */
export interface LinePlace {
	readonly file: string;
	readonly line: number;
	readonly mtimeMs: number;
}
