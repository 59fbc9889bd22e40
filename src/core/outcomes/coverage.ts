import { isSourceFile } from '../sourceFile.js';
import type { CoverageDelta } from './coverageDelta.js';
import { unpackLines, type LineStates } from './coverageLines.js';
import type { CoveredFile } from './coverageReport.js';

/** One changed place, as a diff without context counts it. */
export interface LineChange {
	readonly oldStart: number;
	readonly oldCount: number;
	readonly newStart: number;
	readonly newCount: number;
}

/** One file that a pull request changed. */
export interface TouchedFile {
	/** Path after the change; null: deleted. */
	readonly path: string | null;
	/** Path before it; null: new. */
	readonly oldPath: string | null;
	readonly changes: readonly LineChange[];
}

/** Files of the reports of one commit, by path in the repository. */
export type CommitCoverage = ReadonlyMap<string, CoveredFile>;

/** One touched file with what is known of it on both sides; `before` is null for a new file. */
interface FilePair {
	readonly before: CoveredFile | null;
	readonly after: CoveredFile;
	readonly changes: readonly LineChange[];
}

interface Tally {
	coverable: number;
	covered: number;
}

const points = (after: Tally, before: Tally): number | null =>
	after.coverable === 0 || before.coverable === 0
		? null
		: 100 * (after.covered / after.coverable - before.covered / before.coverable);

function median(values: readonly number[]): number | null {
	const sorted = [...values].sort((one, two) => one - two);
	const middle = sorted.length >> 1;
	const upper = sorted[middle];
	if (upper === undefined) return null;
	return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? upper)) / 2;
}

/** Line after the change for each line before it that is not in the diff: [before, after], in order. */
function* mappedLines(length: number, changes: readonly LineChange[]): Generator<readonly [number, number]> {
	let shift = 0;
	let line = 1;
	for (const { oldStart, oldCount, newCount } of [
		...changes,
		{ oldStart: length + 1, oldCount: 1, newCount: 1 },
	]) {
		const end = oldCount === 0 ? oldStart + 1 : oldStart;
		for (; line < end; line++) yield [line, line + shift];
		line = end + oldCount;
		shift += newCount - oldCount;
	}
}

/** What one file adds to the sums that need line detail. */
interface LineSums {
	readonly added: { coverable: number; hit: number };
	readonly indirect: { lines: number };
	/** The change without its deleted lines: lines that live on, and added ones. */
	readonly keptBefore: Tally;
	readonly keptAfter: Tally;
}

function count(tally: Tally, state: number): void {
	if (state > 0) tally.coverable++;
	if (state > 1) tally.covered++;
}

function sumLines({ before, after, changes }: FilePair, sums: LineSums): void {
	const now = unpackLines(after.lines ?? '');
	for (const { newStart, newCount } of changes) {
		for (let line = newStart; line < newStart + newCount; line++) {
			const state = now[line - 1] ?? 0;
			count(sums.keptAfter, state);
			if (state > 0) sums.added.coverable++;
			if (state === 3) sums.added.hit++;
		}
	}
	const then: LineStates = unpackLines(before?.lines ?? '');
	for (const [old, line] of before === null ? [] : mappedLines(Math.max(then.length, now.length), changes)) {
		const [was, is] = [then[old - 1] ?? 0, now[line - 1] ?? 0];
		count(sums.keptBefore, was);
		count(sums.keptAfter, is);
		if (was > 0 && is > 0 && was !== is) sums.indirect.lines++;
	}
}

/** Touched source files that both sides know; those that a report should know and does not are unknown, never 0. */
function pairsOf(touched: readonly TouchedFile[], base: CommitCoverage, head: CommitCoverage): FilePair[] {
	return touched.flatMap(({ path, oldPath, changes }): FilePair[] => {
		if (path === null || !isSourceFile(path)) return [];
		const after = head.get(path);
		const before = oldPath === null ? null : base.get(oldPath);
		return after === undefined || before === undefined ? [] : [{ before, after, changes }];
	});
}

/** Everything about one pull request that the delta is computed from. */
export interface CoverageInputs {
	readonly repo: string;
	readonly number: number;
	readonly touched: readonly TouchedFile[];
	readonly headCommit: string | null;
	readonly baseCommit: string | null;
	readonly baseDistance: number | null;
	/** Null: no report of that commit. */
	readonly head: CommitCoverage | null;
	readonly base: CommitCoverage | null;
}

/**
 * Coverage change on the source files a pull request touched (tests, generated and deleted files left out, renames
 * paired): Σ covered ÷ Σ coverable at its landing less the same at its base, in percentage points. New files count at
 * the landing only. A file that one report does not know is unknown and left out on both sides, never 0. Patch
 * coverage is the share of added or changed coverable lines that are wholly covered; both it and indirect changes need
 * line detail on both sides. `missing` says why there is no delta.
 */
export function coverageDelta(inputs: CoverageInputs): CoverageDelta {
	const { repo, number, headCommit, baseCommit, baseDistance, head, base } = inputs;
	const place = { repo, number, headCommit, baseCommit, baseDistance };
	const without = (missing: string): CoverageDelta => ({
		repo,
		number,
		deltaPoints: null,
		medianFileDeltaPoints: null,
		patchCoverage: null,
		indirectLines: null,
		files: 0,
		headCommit,
		baseCommit,
		baseDistance,
		missing,
	});
	if (!inputs.touched.some(({ path }) => path !== null && isSourceFile(path)))
		return without('It touched no source file.');
	if (head === null) return without('There is no coverage report of the commit it landed as.');
	if (base === null) return without('There is no coverage report of its base or of a near ancestor.');
	const pairs = pairsOf(inputs.touched, base, head);
	if (pairs.length === 0) return without('The reports know none of the source files it touched.');
	const after: Tally = { coverable: 0, covered: 0 };
	const before: Tally = { coverable: 0, covered: 0 };
	const fileDeltas: number[] = [];
	const sums: LineSums = {
		added: { coverable: 0, hit: 0 },
		indirect: { lines: 0 },
		keptBefore: { coverable: 0, covered: 0 },
		keptAfter: { coverable: 0, covered: 0 },
	};
	for (const pair of pairs) {
		after.coverable += pair.after.coverable;
		after.covered += pair.after.covered;
		before.coverable += pair.before?.coverable ?? 0;
		before.covered += pair.before?.covered ?? 0;
		const own = pair.before === null ? null : points(pair.after, pair.before);
		if (own !== null) fileDeltas.push(own);
		sumLines(pair, sums);
	}
	const hasLines = pairs.every((pair) => pair.after.lines !== null && pair.before?.lines !== null);
	const deltaPoints = points(after, before);
	return {
		...place,
		deltaPoints,
		medianFileDeltaPoints: median(fileDeltas),
		patchCoverage: hasLines && sums.added.coverable > 0 ? sums.added.hit / sums.added.coverable : null,
		indirectLines: hasLines && baseDistance === 0 ? sums.indirect.lines : null,
		adjustedDeltaPoints: hasLines && baseDistance === 0 ? points(sums.keptAfter, sums.keptBefore) : null,
		files: pairs.length,
		missing:
			deltaPoints === null
				? 'Nothing coverable is on one of the sides (all its files are new, or hold no code).'
				: null,
	};
}
