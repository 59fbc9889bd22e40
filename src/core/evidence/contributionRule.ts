/**
 * Anthropic's own contribution rule, as the documentation of its analytics states it, read over hashes: the added lines of
 * merged work, in files that a session edited from 21 days before to 2 days after the merge, on whatever branch; lines are
 * compared normalised (`effectiveLine`), excluded files left out (`isGeneratedPath`). Code that differs from what Claude
 * wrote by more than 20 % is not attributed.
 *
 * The documentation does not say over what the 20 % are taken. Lines reach the ledger as hashes only, so a changed line
 * cannot be compared by its letters; the share is taken over blocks: a block is a run of lines added together, and a part of
 * it is attributed when it begins and ends with lines that Claude wrote and at most a fifth of its lines are others. So a
 * line that Claude wrote always counts, a changed one among them only where no more than a fifth was changed. It is an
 * estimate beside the exact count of AI lines, never mixed with it.
 */
export const contributionWindow = { beforeMs: 21 * 24 * 3_600_000, afterMs: 2 * 24 * 3_600_000 } as const;

/** Added effective lines of a commit by this rule. */
export interface Contribution {
	/** Those attributed to Claude Code. */
	readonly attributedLines: number;
	/** All of them, in files that are not excluded. */
	readonly effectiveLines: number;
}

/** A changed line outweighs four that Claude wrote: one in five is a fifth. */
const linesPerChange = 4;

/**
 * Lines of a file that the rule attributes.
 *
 * @param isWritten for each added effective line in order: did Claude write it?
 * @param blockLines how many of them each block holds, in order; sums to the number of lines
 */
export function attributedLines(isWritten: readonly boolean[], blockLines: readonly number[]): number {
	let attributed = 0;
	let start = 0;
	for (const length of blockLines) {
		attributed += attributedIn(isWritten.slice(start, start + length));
		start += length;
	}
	return attributed;
}

/**
 * Lines of one block that lie in some part with enough of Claude's lines. With a line of Claude's as +1 and another as −4,
 * a part has enough when its sum is not negative. So a line lies in one when the highest sum up to the end of one of
 * Claude's lines from it on is not below the lowest sum before one of Claude's lines up to it.
 */
function attributedIn(block: readonly boolean[]): number {
	const sums = [0];
	for (const isWritten of block) sums.push((sums.at(-1) ?? 0) + (isWritten ? 1 : -linesPerChange));
	const highestEnd: number[] = [];
	let highest = -Infinity;
	for (let line = block.length - 1; line >= 0; line--) {
		if (block[line] === true) highest = Math.max(highest, sums[line + 1] ?? -Infinity);
		highestEnd[line] = highest;
	}
	let lowest = Infinity;
	let attributed = 0;
	for (const [line, isWritten] of block.entries()) {
		if (isWritten) lowest = Math.min(lowest, sums[line] ?? Infinity);
		if ((highestEnd[line] ?? -Infinity) >= lowest) attributed += 1;
	}
	return attributed;
}
