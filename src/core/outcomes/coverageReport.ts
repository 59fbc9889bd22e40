import type { Problem } from '../problem.js';
import { mergeLines, countLines } from './coverageLines.js';

/** The formats that are read, told apart by content. */
export const coverageFormats = [
	'lcov',
	'cobertura',
	'clover',
	'jacoco',
	'istanbul',
	'istanbul-summary',
	'go',
	'coverage.py',
	'llvm-cov',
	'simplecov',
] as const;
export type CoverageFormat = (typeof coverageFormats)[number];

/** What a report says of one file. */
export interface CoveredFile {
	/** As the report writes it, or relative to the repository once resolved; `/`-separated. */
	readonly path: string;
	readonly coverable: number;
	readonly covered: number;
	/** Packed line states (`coverageLines.ts`); null when the report has totals only. */
	readonly lines: string | null;
}

/** One coverage report. */
export interface CoverageReport {
	/** Name for people. */
	readonly file: string;
	readonly format: CoverageFormat | 'codecov';
	/** False: totals a file only, so file deltas can be told and patch coverage cannot. */
	readonly lineDetail: boolean;
	readonly files: readonly CoveredFile[];
	/** Folders that the report says its paths are relative to. */
	readonly sources: readonly string[];
	readonly problems: readonly Problem[];
}

/** Sum over files. */
export function totalsOf(files: readonly CoveredFile[]): { coverable: number; covered: number } {
	let coverable = 0;
	let covered = 0;
	for (const file of files) {
		coverable += file.coverable;
		covered += file.covered;
	}
	return { coverable, covered };
}

/**
 * Two views of one file as one. Lines merge line by line; where one side has totals only, the side with line detail
 * wins, and of two totals the one that covers more (equal: that knows more).
 */
export function mergeFiles(one: CoveredFile, two: CoveredFile): CoveredFile {
	if (one.lines !== null && two.lines !== null) {
		const lines = mergeLines(one.lines, two.lines);
		return { path: one.path, ...countLines(lines), lines };
	}
	if (one.lines !== null) return one;
	if (two.lines !== null) return { ...two, path: one.path };
	const isFirst =
		one.covered > two.covered || (one.covered === two.covered && one.coverable >= two.coverable);
	return isFirst ? one : { ...two, path: one.path };
}

/** All files of some reports by path, each once; the same whatever the order of the reports. */
export function mergeReports(files: Iterable<CoveredFile>): Map<string, CoveredFile> {
	const merged = new Map<string, CoveredFile>();
	for (const file of files) {
		const known = merged.get(file.path);
		merged.set(file.path, known === undefined ? file : mergeFiles(known, file));
	}
	return merged;
}
