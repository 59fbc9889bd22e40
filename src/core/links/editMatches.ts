import { attributedLines, contributionWindow, type Contribution } from '../evidence/contributionRule.js';
import { isGeneratedPath } from '../evidence/effectiveLine.js';
import type { SessionEvent } from '../usage/session.js';
import type { AddedHashes, CommitFacts } from './facts.js';
import { EditedFile, type History } from './editedFile.js';
import { PathEdits } from './pathEdits.js';
import { baseName, comparablePath, isBelowSomeRoot } from './paths.js';

/** How long before a commit its lines may have been written. */
export const editWindowMs = 21 * 24 * 3_600_000;
/** How far clocks may differ. Transcript and commit come from one machine; a squash is made later, by the forge. */
export const clockSkewMs = 60_000;

/** What connects one session's edits with one commit. */
export interface EditMatch {
	/** The session's place among those that are known. */
	readonly session: number;
	/** Added effective lines of the commit that the session wrote before. */
	readonly matchedLines: number;
	/** Files of the commit that the session edited before. */
	readonly files: number;
	/** Times of the edits behind the match, ascending. */
	readonly editTimes: readonly number[];
	/** How many of the matched lines were written when. */
	readonly linesAt: ReadonlyMap<number, number>;
	/** When the commit's files were edited, since the commit before that changed them. */
	readonly fileTimes: readonly number[];
}

/** What a commit took of the lines that sessions wrote. */
interface TakenLines {
	readonly matches: readonly EditMatch[];
	/** Its lines that any of them wrote. */
	readonly aiLines: number;
}

/**
 * Edits of sessions, to be matched with commits: the same path below some root, the line's hash among the added
 * ones, written at most 21 days before. A written line serves one commit of a history: once it was committed, only
 * writing it again makes it match a later commit.
 */
export class EditMatches {
	/** By path on the machines that they were edited on. */
	readonly #files = new Map<string, EditedFile[]>();
	/** Those paths by their last segment in lower case; made when the first commit asks. */
	#byName: Map<string, string[]> | null = null;
	/** By path of the repository: many commits change the same files. */
	readonly #byPath = new Map<string, PathEdits>();

	/** Adds an edit of the session at a place among those that are known. Those of a session are to be added one behind the other, in the order of time. */
	add(session: number, event: SessionEvent & { readonly kind: 'edit' }): void {
		const path = comparablePath(event.path);
		let files = this.#files.get(path);
		if (files === undefined) this.#files.set(path, (files = []));
		let file = files[files.length - 1];
		if (file?.session !== session) files.push((file = new EditedFile(session, path)));
		file.add(event.atMs, event.lineHashes);
	}

	/** True where no session edited anything: no commit takes anything then. */
	get isEmpty(): boolean {
		return this.#files.size === 0;
	}

	/**
	 * Matches one commit, which takes the lines. Commits of one history are to be given in the order of their author times.
	 * `aiLines` counts a line once, whichever sessions wrote it, and none of generated files.
	 */
	take(commit: CommitFacts, history: History): TakenLines {
		let bySession: Map<number, FileMatch[]> | null = null;
		let aiLines = 0;
		const untilMs = Math.max(commit.committedAtMs, commit.authoredAtMs) + clockSkewMs;
		const sinceMs = commit.authoredAtMs - editWindowMs;
		for (const { path, hashes } of commit.files ?? noHashes) {
			const edits = this.#editsAt(path);
			if (!edits.isEditedIn(sinceMs, untilMs)) continue;
			const span: Span = { history, hashes, sinceMs, untilMs };
			const positionsOf = positionsByWriter(edits, hashes);
			let written: Set<number> | null = null;
			for (let at = 0; at < edits.files.length; at++) {
				const file = edits.files[at];
				if (file === undefined || !edits.isFileEditedIn(at, sinceMs, untilMs)) continue;
				const positions = positionsOf?.get(file) ?? noNumbers;
				const match = matchFile(file, positions, span);
				if (match === null) continue;
				bySession ??= new Map<number, FileMatch[]>();
				const others = bySession.get(file.session);
				if (others === undefined) bySession.set(file.session, [match]);
				else others.push(match);
				if (match.positions.length === 0) continue;
				written ??= new Set<number>();
				for (const position of match.positions) written.add(position);
			}
			if (written !== null && !isGeneratedPath(path)) aiLines += written.size;
		}
		// Most commits have nothing to do with any session.
		if (bySession === null) return nothingTaken;
		const matches: EditMatch[] = [];
		for (const [session, files] of bySession) matches.push(summedUp(session, files));
		return { matches, aiLines };
	}

	/** What a commit owes to the sessions by Anthropic's contribution rule; null when its contents are not known. */
	contributionOf({ files }: Pick<CommitFacts, 'files'>, mergedAtMs: number): Contribution | null {
		if (files === null) return null;
		const isIn = (atMs: number): boolean =>
			atMs >= mergedAtMs - contributionWindow.beforeMs && atMs <= mergedAtMs + contributionWindow.afterMs;
		let attributed = 0;
		let effectiveLines = 0;
		for (const { path, hashes, blockLines } of files) {
			if (isGeneratedPath(path)) continue;
			effectiveLines += hashes.length;
			const edits = this.#editsAt(path);
			if (edits.files.length === 0) continue;
			const isWritten = hashes.map((hash) =>
				[edits.writersOf(hash) ?? []].flat().some((file) => file.timesOf(hash).some(isIn)),
			);
			attributed += attributedLines(isWritten, blockLines ?? [hashes.length]);
		}
		return { attributedLines: attributed, effectiveLines };
	}

	#editsAt(path: string): PathEdits {
		let found = this.#byPath.get(path);
		if (found === undefined) {
			const files: EditedFile[] = [];
			for (const edited of this.#pathsNamed(baseName(path).toLowerCase())) {
				if (!isBelowSomeRoot(edited, path)) continue;
				for (const file of this.#files.get(edited) ?? noFiles) files.push(file);
			}
			found = new PathEdits(files);
			this.#byPath.set(path, found);
		}
		return found;
	}

	#pathsNamed(name: string): readonly string[] {
		return (this.#byName ??= byName(this.#files.keys())).get(name) ?? noPaths;
	}
}

function byName(paths: Iterable<string>): Map<string, string[]> {
	const found = new Map<string, string[]>();
	for (const path of paths) {
		const name = baseName(path).toLowerCase();
		const known = found.get(name);
		if (known === undefined) found.set(name, [path]);
		else known.push(path);
	}
	return found;
}

const noPaths: readonly string[] = [];
const noFiles: readonly EditedFile[] = [];
const nothingTaken: TakenLines = { matches: [], aiLines: 0 };
const noHashes: readonly AddedHashes[] = [];

/** Positions of some lines by the files that they were written into; null when none was written into any. */
function positionsByWriter(edits: PathEdits, hashes: readonly number[]): Map<EditedFile, number[]> | null {
	let found: Map<EditedFile, number[]> | null = null;
	for (let position = 0; position < hashes.length; position++) {
		const writers = edits.writersOf(hashes[position] ?? -1);
		if (writers === null) continue;
		found ??= new Map<EditedFile, number[]>();
		if (!Array.isArray(writers)) addTo(found, writers, position);
		else for (const file of writers) addTo(found, file, position);
	}
	return found;
}

function addTo(found: Map<EditedFile, number[]>, file: EditedFile, position: number): void {
	const known = found.get(file);
	if (known === undefined) found.set(file, [position]);
	else known.push(position);
}

/** What a session's edits of the commit's files explain together; mostly it edited one. */
function summedUp(session: number, files: readonly FileMatch[]): EditMatch {
	const [first] = files;
	if (files.length === 1 && first !== undefined) {
		const { positions, times, linesAt, edits } = first;
		const matchedLines = positions.length;
		return { session, matchedLines, files: 1, editTimes: ascending(times), linesAt, fileTimes: edits };
	}
	const times = new Set<number>();
	const fileTimes = new Set<number>();
	const linesAt = new Map<number, number>();
	let matchedLines = 0;
	for (const match of files) {
		matchedLines += match.positions.length;
		for (const time of match.times) times.add(time);
		for (const time of match.edits) fileTimes.add(time);
		for (const [time, lines] of match.linesAt) linesAt.set(time, (linesAt.get(time) ?? 0) + lines);
	}
	const editTimes = ascending([...times]);
	return { session, matchedLines, files: files.length, editTimes, linesAt, fileTimes: [...fileTimes] };
}

const ascending = (times: readonly number[]): readonly number[] =>
	times.length < 2 ? times : [...times].sort((one, two) => one - two);

/** What a commit adds to one file, and when edits must have been made to be behind it. */
interface Span {
	readonly history: History;
	readonly hashes: readonly number[];
	readonly sinceMs: number;
	readonly untilMs: number;
}

/** What one session's edits of one file explain of a commit. */
interface FileMatch {
	/** Of the lines among the commit's. */
	readonly positions: readonly number[];
	/** When the lines were written. */
	readonly linesAt: ReadonlyMap<number, number>;
	/** All edits of the file in the window, since the commit before that took it; each instant once. */
	readonly edits: readonly number[];
	/** The edits that the match rests on: those of the lines, without any line all. */
	readonly times: readonly number[];
}

// Most files that sessions edit have nothing to do with most commits: what is empty stands for all of them.
const noLines: ReadonlyMap<number, number> = new Map<number, number>();
const noNumbers: readonly number[] = [];

/** Those of some ascending instants that lie in a span, both its ends included, and after an instant; each once. */
function timesIn(times: readonly number[], { sinceMs, untilMs }: Span, afterMs: number): readonly number[] {
	let found: number[] | null = null;
	let lastMs = -Infinity;
	for (const time of times) {
		if (time < sinceMs || time > untilMs || time <= afterMs || time === lastMs) continue;
		lastMs = time;
		(found ??= []).push(time);
	}
	return found ?? noNumbers;
}

/**
 * What the edits of a file explain: `positions` are those of the commit's lines that were written into it at some time.
 * Null when it is nothing.
 */
function matchFile(file: EditedFile, positions: readonly number[], span: Span): FileMatch | null {
	const takenMs = file.takenMs(span.history);
	// Most often: a commit took the file, and it was not edited since.
	if (positions.length === 0 && file.lastMs <= takenMs) return null;
	const edits = timesIn(file.times, span, takenMs);
	const lines = positions.length === 0 ? null : takeLines(file, positions, span);
	if (lines === null && edits.length === 0) return null;
	file.takenBy(span.history).fileMs = span.untilMs;
	if (lines === null) return { positions: noNumbers, linesAt: noLines, edits, times: edits };
	return { ...lines, edits, times: [...lines.linesAt.keys()] };
}

/** Takes those lines of a commit that the file's edits explain; null when it is none. */
function takeLines(
	file: EditedFile,
	positions: readonly number[],
	{ history, hashes, sinceMs, untilMs }: Span,
): Pick<FileMatch, 'positions' | 'linesAt'> | null {
	const explained: number[] = [];
	const linesAt = new Map<number, number>();
	const taken = file.takenBy(history);
	for (const position of positions) {
		const hash = hashes[position] ?? -1;
		const takenAt = taken.lineMs(hash);
		const writtenAt = file.lastWritten(hash, untilMs);
		// The same line may stand twice in one commit: what this commit took it may take again.
		if (writtenAt === null || (writtenAt <= Math.max(takenAt, sinceMs - 1) && takenAt !== untilMs)) continue;
		explained.push(position);
		linesAt.set(writtenAt, (linesAt.get(writtenAt) ?? 0) + 1);
		taken.takeLine(hash, untilMs);
	}
	return explained.length === 0 ? null : { positions: explained, linesAt };
}
