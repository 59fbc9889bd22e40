import { availableParallelism } from 'node:os';
import { OutlayError } from '../../core/errors.js';
import { buildLanguageOf, codeLines, languageOf, type Language } from '../../core/language.js';
import type { BlamedFix } from '../../core/outcomes/defectFix.js';
import { linesToBlame, weightOfFile, type AskedLine, type FixFile } from '../../core/outcomes/defectLines.js';
import { namesOf, proseOf, wordsOf } from '../../core/outcomes/defectWords.js';
import { kindOfFile } from '../../core/sourceFile.js';
import { blameLines, type LineOrigin } from './blame.js';
import { blameRange } from './blameRange.js';
import { readBlobs } from './blobs.js';
import { FixTally } from './fixTally.js';
import { maxSourceFiles, maxSourceLines, readFixDiffs, type FixDiff } from './fixDiff.js';
import type { Git } from './git.js';
import { recentCommits, type RecentCommit } from './recentCommits.js';

export interface FixBlameOptions {
	/** Bounds how far blame looks back; null for the whole history. */
	readonly windowDays: number | null;
	/** File of commits to look through; see `ignoredRevisions.ts`. */
	readonly ignoreRevsFile: string | null;
	/** The commits in that file: what cannot be traced through them is blamed on nobody. */
	readonly ignoredRevisions: ReadonlySet<string>;
}

const dayMs = 86_400_000;

/** How many lines around a changed place are asked about: cheap within a window, dear in the whole history. */
const reachWithin = 20;
const reachEver = 3;

interface AskedFile {
	readonly file: FixFile;
	readonly lines: readonly AskedLine[];
}

/** Files whose changes say most: the source files, or all where there are none. */
function mainFiles(files: readonly FixFile[]): readonly FixFile[] {
	const source = files.filter(({ path }) => kindOfFile(path) === 'source');
	return source.length === 0 ? files : source;
}

/** Names in the changed lines of a fix. */
function changedNames(diff: FixDiff): Set<string> {
	const lines = mainFiles(diff.files).flatMap(({ hunks }) =>
		hunks.flatMap(({ removed, added }) => [...removed, ...added]),
	);
	return new Set(lines.flatMap((line) => [...namesOf(line)]));
}

/** Lines to ask about in each file of a fix. `texts` holds the files before it, by blob. */
function askedLines(diff: FixDiff, texts: ReadonlyMap<string, string>, reach: number): AskedFile[] {
	const kinds = new Set(diff.files.map(({ path }) => kindOfFile(path)));
	return diff.files.flatMap((file) => {
		const text = texts.get(file.blob);
		const marks = languageOf(file.path) ?? buildLanguageOf(file.path);
		if (file.hunks.length === 0 || text === undefined || marks === null || text.includes('\0')) return [];
		const share = weightOfFile(kindOfFile(file.path), kinds);
		const lines = linesToBlame(
			file,
			text.split('\n'),
			codeLines(text, marks),
			(added) => hasCode(added, marks),
			reach,
		).map((asked) => ({ ...asked, weight: asked.weight * share, nearness: asked.nearness * share }));
		return lines.length === 0 ? [] : [{ file, lines }];
	});
}

/** How much a line near the fix says: its nearness, times the names it shares with the changed lines, rare ones more. */
function nearWeightOf(files: readonly AskedFile[], names: ReadonlySet<string>): (asked: AskedLine) => number {
	const uses = new Map<string, number>();
	const namesOfLine = ({ text }: AskedLine): string[] => [...namesOf(text)].filter((name) => names.has(name));
	for (const line of files.flatMap(({ lines }) => lines)) {
		for (const name of namesOfLine(line)) uses.set(name, (uses.get(name) ?? 0) + 1);
	}
	return (asked) =>
		asked.nearness *
		namesOfLine(asked).reduce((sum, name) => sum + 1 / (1 + Math.log(uses.get(name) ?? 1)), 0);
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

/** What blaming one fix needs. */
interface FixToBlame {
	readonly diff: FixDiff;
	readonly parent: string;
	/** Null: the whole history. */
	readonly sinceMs: number | null;
	/** Commits of the window that touched the main files; null without a window. */
	readonly recent: readonly RecentCommit[] | null;
}

/** So many files of one fix are blamed at the same time. */
const filesAtOnce = 2;

interface FoundLine {
	readonly line: AskedLine;
	/** Null where it is only known to be older than the window. */
	readonly origin: LineOrigin | null;
	readonly isOlder: boolean;
}

/** Who wrote the lines of one file. */
async function originsOf(
	git: Git,
	{ file, lines }: AskedFile,
	fix: FixToBlame,
	options: FixBlameOptions,
): Promise<FoundLine[]> {
	const { parent, sinceMs, recent } = fix;
	const isKnown = options.ignoredRevisions.size === 0 && mainFiles(fix.diff.files).includes(file);
	const range =
		sinceMs !== null && recent !== null && isKnown
			? blameRange(file, parent, sinceMs, recent)
			: { from: parent, sinceMs, only: null };
	if (range === null) return lines.map((line) => ({ line, origin: null, isOlder: true }));
	const asked = new Map(lines.map((line) => [line.line, line]));
	const query = { commit: range.from, path: file.path, lines, sinceMs: range.sinceMs };
	const origins = await blameLines(git, { ...query, ignoreRevsFile: options.ignoreRevsFile });
	return origins.flatMap((origin) => {
		const line = asked.get(origin.line);
		const isOlder =
			range.only === null ? sinceMs !== null && origin.committedAtMs < sinceMs : origin.commit !== range.only;
		return line === undefined ? [] : [{ line, origin, isOlder }];
	});
}

/** What is said of a fix that git cannot read here. */
function lostFix({ fix, committedAtMs, authoredAtMs, authorEmail }: FixDiff): BlamedFix {
	return {
		...{ fix, committedAtMs, authoredAtMs, authorEmail, commits: [] },
		...{ olderLines: 0, olderWeight: 0, olderNearWeight: 0 },
		nothing: 'Git cannot read what it takes here (contents that a partial clone does not have).',
		isLost: true,
	};
}

/** As `blameFix`; a fix that git cannot blame here is no reason to give up on the others. */
async function blameFixOrLose(...given: Parameters<typeof blameFix>): Promise<BlamedFix> {
	const [, diff] = given;
	try {
		return diff.isLost ? lostFix(diff) : await blameFix(...given);
	} catch (error) {
		if (!OutlayError.is(error, 'environment')) throw error;
		return lostFix(diff);
	}
}

async function blameFix(
	git: Git,
	diff: FixDiff,
	reading: Promise<ReadonlyMap<string, string>>,
	options: FixBlameOptions,
): Promise<BlamedFix> {
	const { fix, committedAtMs, authoredAtMs, authorEmail, parent } = diff;
	const { windowDays } = options;
	const empty = { commits: [], olderLines: 0, olderWeight: 0, olderNearWeight: 0 };
	const base = { fix, committedAtMs, authoredAtMs, authorEmail, ...empty };
	const without = hopeless(diff);
	if (without !== null || parent === null) return { ...base, nothing: without ?? '' };
	const sinceMs = windowDays === null ? null : committedAtMs - windowDays * dayMs;
	const paths = mainFiles(diff.files).map(({ path }) => path);
	const [texts, recent] = await Promise.all([
		reading,
		sinceMs === null ? null : recentCommits(git, parent, paths, sinceMs),
	]);
	const files = askedLines(diff, texts, windowDays === null ? reachEver : reachWithin);
	if (files.length === 0) return { ...base, nothing: 'It changes only comments, blank lines or new files.' };
	const names = changedNames(diff);
	const tally = new FixTally(
		wordsOf(`${proseOf(diff.message)} ${[...names].join(' ')}`),
		options.ignoredRevisions,
	);
	const nearWeight = nearWeightOf(files, names);
	const toBlame = { diff, parent, sinceMs, recent };
	for (let at = 0; at < files.length; at += filesAtOnce) {
		const some = files.slice(at, at + filesAtOnce);
		const found = await Promise.all(some.map((file) => originsOf(git, file, toBlame, options)));
		for (const { line, origin, isOlder } of found.flat()) {
			tally.addLine(origin, isOlder, line.weight, nearWeight(line));
		}
	}
	for (const one of recent ?? []) {
		if (!one.isMerge && one.committedAtMs >= (sinceMs ?? 0)) tally.addToucher(one);
	}
	if (tally.isEmpty) return { ...base, nothing: 'It changes only lines of commits that are looked through.' };
	return {
		...base,
		commits: [...tally.commits.values()],
		olderLines: tally.older.lines,
		olderWeight: tally.older.weight,
		olderNearWeight: tally.older.nearWeight,
		nothing: null,
	};
}

/** So many fixes share one process that reads their files. */
const fixesAtOnce = 32;

/** Diffs with the files before them, by blob, which may still be being read. */
async function* withTexts(
	git: Git,
	fixes: readonly string[],
): AsyncGenerator<readonly [FixDiff, Promise<ReadonlyMap<string, string>>]> {
	let group: FixDiff[] = [];
	const read = (): Promise<ReadonlyMap<string, string>> => {
		const files = group.flatMap((diff) => (hopeless(diff) === null ? diff.files : []));
		const blobs = files.flatMap(({ blob, hunks }) => (hunks.length === 0 ? [] : [blob]));
		const reading = readBlobs(git, [...new Set(blobs)]);
		// Awaited with each fix; where none is left that needs it, a failure is of no account.
		reading.catch(() => undefined);
		return reading;
	};
	for await (const diff of readFixDiffs(git, fixes)) {
		group.push(diff);
		if (group.length < fixesAtOnce) continue;
		const texts = read();
		for (const one of group) yield [one, texts];
		group = [];
	}
	const texts = read();
	for (const one of group) yield [one, texts];
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
		for await (const [diff, texts] of withTexts(git, fixes)) {
			const blamed = blameFixOrLose(git, diff, texts, options);
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
