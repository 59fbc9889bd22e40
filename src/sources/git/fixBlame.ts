import { availableParallelism } from 'node:os';
import { buildLanguageOf, codeLines, languageOf, type Language } from '../../core/language.js';
import type { BlamedCommit, BlamedFix } from '../../core/outcomes/defectFix.js';
import { linesToBlame, weightOfFile, type AskedLine, type FixFile } from '../../core/outcomes/defectLines.js';
import { kindOfFile } from '../../core/sourceFile.js';
import { blameLines } from './blame.js';
import { readBlobs } from './blobs.js';
import { maxSourceFiles, maxSourceLines, readFixDiffs, type FixDiff } from './fixDiff.js';
import type { Git } from './git.js';

export interface FixBlameOptions {
	/** Bounds how far blame looks back; null for the whole history. */
	readonly windowDays: number | null;
	/** File of commits to look through; see `ignoredRevisions.ts`. */
	readonly ignoreRevsFile: string | null;
	/** The commits in that file: what cannot be traced through them is blamed on nobody. */
	readonly ignoredRevisions: ReadonlySet<string>;
}

const dayMs = 86_400_000;

/** Lines to ask about in each file of a fix. */
async function askedLines(git: Git, diff: FixDiff): Promise<{ file: FixFile; lines: AskedLine[] }[]> {
	const files = diff.files.filter((file) => file.hunks.length > 0);
	const texts = await readBlobs(git, [...new Set(files.map(({ blob }) => blob))]);
	const kinds = new Set(diff.files.map(({ path }) => kindOfFile(path)));
	return files.flatMap((file) => {
		const text = texts.get(file.blob);
		const marks = languageOf(file.path) ?? buildLanguageOf(file.path);
		if (text === undefined || marks === null || text.includes('\0')) return [];
		const weight = weightOfFile(kindOfFile(file.path), kinds);
		const lines = linesToBlame(file, text.split('\n'), codeLines(text, marks), (added) =>
			hasCode(added, marks),
		);
		return [{ file, lines: lines.map((asked) => ({ ...asked, weight: asked.weight * weight })) }];
	});
}

const hasCode = (text: string, marks: Language): boolean => codeLines(text, marks)[0] === true;

/** Why a fix gives nothing to blame, before looking at lines; null when it may. */
function hopeless(diff: FixDiff): string | null {
	if (diff.isHuge) {
		return diff.sourceFiles > maxSourceFiles
			? `It touches ${diff.sourceFiles} source files; above ${maxSourceFiles} nothing is blamed.`
			: `It changes more than ${maxSourceLines} source lines; nothing is blamed.`;
	}
	if (diff.parent === null)
		return 'It has no parent commit here (the first commit, or the edge of a shallow clone).';
	if (diff.allFiles === 0) return 'It changes no file.';
	return diff.files.length === 0 ? 'It changes no source file that existed before.' : null;
}

async function blameFix(git: Git, diff: FixDiff, options: FixBlameOptions): Promise<BlamedFix> {
	const { fix, committedAtMs, authorEmail, parent } = diff;
	const base = { fix, committedAtMs, authorEmail };
	const nothing = (why: string): BlamedFix => ({
		...base,
		commits: [],
		olderLines: 0,
		olderWeight: 0,
		nothing: why,
	});
	const without = hopeless(diff);
	if (without !== null || parent === null) return nothing(without ?? '');
	const sinceMs = options.windowDays === null ? null : committedAtMs - options.windowDays * dayMs;
	const commits = new Map<string, { -readonly [Key in keyof BlamedCommit]: BlamedCommit[Key] }>();
	const older = { lines: 0, weight: 0 };
	for (const { file, lines } of await askedLines(git, diff)) {
		if (lines.length === 0) continue;
		const weights = new Map(lines.map((asked) => [asked.line, asked.weight]));
		const query = { commit: parent, path: file.path, lines, sinceMs, ignoreRevsFile: options.ignoreRevsFile };
		for (const origin of await blameLines(git, query)) {
			if (options.ignoredRevisions.has(origin.commit)) continue;
			const isOlder = sinceMs !== null && origin.committedAtMs < sinceMs;
			const target = isOlder ? older : (commits.get(origin.commit) ?? { ...origin, lines: 0, weight: 0 });
			target.lines++;
			target.weight += weights.get(origin.line) ?? 0;
			if (!isOlder) {
				const { commit, authorEmail: author, committedAtMs: atMs } = origin;
				commits.set(commit, {
					commit,
					committedAtMs: atMs,
					authorEmail: author,
					lines: target.lines,
					weight: target.weight,
				});
			}
		}
	}
	if (commits.size === 0 && older.lines === 0)
		return nothing('It changes only comments, blank lines or new files.');
	return {
		...base,
		commits: [...commits.values()],
		olderLines: older.lines,
		olderWeight: older.weight,
		nothing: null,
	};
}

/**
 * Blames the lines that some fixes changed, in the order asked for. One git process reads all diffs; blame runs in
 * as many processes as there are processors (at most four). Each SHA must be a full one that exists.
 */
export async function* blameFixes(
	git: Git,
	fixes: readonly string[],
	options: FixBlameOptions,
): AsyncGenerator<BlamedFix> {
	const width = Math.min(4, Math.max(1, availableParallelism()));
	const running: Promise<BlamedFix>[] = [];
	try {
		for await (const diff of readFixDiffs(git, fixes)) {
			const blamed = blameFix(git, diff, options);
			// Awaited in turn below; a failure of a later one must not count as unhandled meanwhile.
			blamed.catch(() => undefined);
			running.push(blamed);
			if (running.length < width) continue;
			const first = running.shift();
			if (first) yield await first;
		}
		for (const blamed of running.splice(0)) yield await blamed;
	} finally {
		await Promise.allSettled(running);
	}
}
