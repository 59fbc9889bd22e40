import type { FileKind } from '../sourceFile.js';

/** One changed place of a fix, as `git diff -U0` gives it. Line numbers are 1-based. */
export interface FixHunk {
	/** First removed line; for a place where lines are only added, the line above it (0: top of the file). */
	readonly oldStart: number;
	/** Removed lines, in order; empty where lines are only added. */
	readonly removed: readonly string[];
	readonly added: readonly string[];
}

/** One file that a fix changed. */
export interface FixFile {
	/** Path before the fix: what is blamed. */
	readonly path: string;
	/** Blob before the fix. */
	readonly blob: string;
	readonly hunks: readonly FixHunk[];
}

/** A line of the state before the fix whose author commit is wanted. */
export interface AskedLine {
	/** 1-based. */
	readonly line: number;
	/** How much it says about where the fault came in, up to 1; 0 for a line that only lies near the change. */
	readonly weight: number;
	/** How close it lies to changed places that do not include it: 0 for none, up to 1 for each. */
	readonly nearness: number;
	readonly text: string;
}

// The weights were chosen on public histories whose fixes name their cause, and checked on others (test/bench/defects.ts).
const neighbourWeight = 0.3;
const bracketWeight = 0.2;
const importWeight = 0.3;
const secondaryFileWeight = 0.1;
const brackets = /^[\s{}()[\];,]*$|^\s*(?:else|end|\}\s*else\s*\{|break;|return;|#\s*endif.*|do\s*\{)\s*$/;
const imports = /^\s*(?:#\s*include\b|import\s|from .* import\b|using\s|use\s|package\s|require\b)/;

function weightOfText(text: string): number {
	if (brackets.test(text)) return bracketWeight;
	return imports.test(text) ? importWeight : 1;
}

/**
 * Weight of the lines of a file among the files of one fix: where a fix touches source files, its tests and build
 * files say little; where it touches none, they are all there is.
 */
export function weightOfFile(kind: FileKind, kindsOfFix: ReadonlySet<FileKind>): number {
	if (kind === 'source') return 1;
	const isSecondary = kindsOfFix.has('source') || (kind === 'build' && kindsOfFix.has('test'));
	return isSecondary ? secondaryFileWeight : 1;
}

/** Nearest code line at or beyond `from` in steps of `step`, at most `reach` lines away; null when there is none. */
function nearestCode(isCode: readonly boolean[], from: number, step: 1 | -1, reach: number): number | null {
	for (let line = from; Math.abs(line - from) < reach && line >= 1 && line <= isCode.length; line += step) {
		if (isCode[line - 1] === true) return line;
	}
	return null;
}

const neighbourReach = 3;
/** Nearness falls to 1/e over so many lines. */
const nearnessLines = 20;

/** First and last line that a hunk takes away; for one that only adds, the empty span between its neighbours. */
const spanOf = ({ oldStart, removed }: FixHunk): [number, number] =>
	removed.length === 0 ? [oldStart + 1, oldStart] : [oldStart, oldStart + removed.length - 1];

/**
 * The lines of one file to blame for a fix: removed lines that hold code; where a hunk only adds code, the code
 * lines next to it; and, with weight 0, the code within `reach` lines of either. `before` is the file before the fix,
 * `isCode` has one entry for each of its lines. Changes of comments and blank lines ask for nothing.
 */
export function linesToBlame(
	file: FixFile,
	before: readonly string[],
	isCode: readonly boolean[],
	addsCode: (text: string) => boolean,
	reach: number,
): AskedLine[] {
	const asked = new Map<number, { weight: number; nearness: number }>();
	const textOf = (line: number): string => before[line - 1] ?? '';
	const at = (line: number): { weight: number; nearness: number } => {
		const known = asked.get(line) ?? { weight: 0, nearness: 0 };
		asked.set(line, known);
		return known;
	};
	const ask = (line: number | null, weight: number): void => {
		if (line !== null) at(line).weight = Math.max(at(line).weight, weight * weightOfText(textOf(line)));
	};
	for (const hunk of file.hunks) {
		const [first, last] = spanOf(hunk);
		const removed = hunk.removed.map((_, index) => first + index).filter((line) => isCode[line - 1] === true);
		for (const line of removed) ask(line, 1);
		if (removed.length === 0 && !hunk.added.some(addsCode)) continue;
		if (removed.length === 0) {
			ask(nearestCode(isCode, first - 1, -1, neighbourReach), neighbourWeight);
			ask(nearestCode(isCode, last + 1, 1, neighbourReach), neighbourWeight);
		}
		for (let away = 1; away <= reach; away++) {
			for (const line of [first - away, last + away]) {
				if (isCode[line - 1] === true)
					at(line).nearness += weightOfText(textOf(line)) * Math.exp(-away / nearnessLines);
			}
		}
	}
	return [...asked]
		.map(([line, weights]) => ({ line, ...weights, text: textOf(line) }))
		.sort((one, two) => one.line - two.line);
}
