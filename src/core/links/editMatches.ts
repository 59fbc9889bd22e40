import { attributedLines, contributionWindow, type Contribution } from '../evidence/contributionRule.js';
import { isGeneratedPath } from '../evidence/effectiveLine.js';
import type { SessionEvent } from '../usage/session.js';
import type { CommitFacts } from './facts.js';
import { EditedFile } from './editedFile.js';
import { baseName, comparablePath, isBelowSomeRoot } from './paths.js';

/** How long before a commit its lines may have been written. */
export const editWindowMs = 21 * 24 * 3_600_000;
/** How far clocks may differ. Transcript and commit come from one machine; a squash is made later, by the forge. */
export const clockSkewMs = 60_000;

/** What connects one session's edits with one commit. */
export interface EditMatch {
	readonly sessionId: string;
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
	readonly #byName = new Map<string, EditedFile[]>();
	/** By path of the repository: many commits change the same files. */
	readonly #byPath = new Map<string, PathEdits>();

	constructor(eventsOf: ReadonlyMap<string, readonly SessionEvent[]>) {
		const byPath = new Map<string, EditedFile>();
		for (const [sessionId, events] of eventsOf) {
			byPath.clear();
			for (const event of events) {
				if (event.kind !== 'edit') continue;
				const path = comparablePath(event.path);
				const known = byPath.get(path);
				const file = known ?? new EditedFile(sessionId, path);
				file.add(event.atMs, event.lineHashes);
				if (known === undefined) byPath.set(path, file);
			}
			for (const file of byPath.values()) {
				const name = baseName(file.path).toLowerCase();
				const list = this.#byName.get(name);
				if (list === undefined) this.#byName.set(name, [file]);
				else list.push(file);
			}
		}
	}

	/**
	 * Matches one commit, which takes the lines. Commits of one `group` (a history without double commits: the default
	 * branch, or the heads) are to be given in the order of their author times. `aiLines` counts a line once, whichever
	 * sessions wrote it, and none of generated files.
	 */
	take(commit: CommitFacts, group: string): TakenLines {
		let bySession: Map<string, SessionMatch> | null = null;
		let aiLines = 0;
		const untilMs = Math.max(commit.committedAtMs, commit.authoredAtMs) + clockSkewMs;
		const sinceMs = commit.authoredAtMs - editWindowMs;
		for (const { path, hashes } of commit.files ?? []) {
			const edits = this.#editsAt(path);
			if (!edits.files.some((file) => isEditedIn(file, sinceMs, untilMs))) continue;
			const writtenIn = positionsByWriter(edits, hashes);
			let written: Set<number> | null = null;
			for (const file of edits.files) {
				if (!isEditedIn(file, sinceMs, untilMs)) continue;
				const positions = writtenIn.get(file) ?? noPositions;
				const match = matchFile(file, { group, hashes, positions, sinceMs, untilMs });
				if (match.times.length === 0) continue;
				bySession ??= new Map<string, SessionMatch>();
				const known = bySession.get(file.sessionId) ?? newMatch();
				bySession.set(file.sessionId, known);
				addMatch(known, match);
				if (match.indexes.size === 0) continue;
				written ??= new Set<number>();
				for (const index of match.indexes) written.add(index);
			}
			if (written !== null && !isGeneratedPath(path)) aiLines += written.size;
		}
		// Most commits have nothing to do with any session.
		if (bySession === null) return nothingTaken;
		const matches = [...bySession].map(([sessionId, { lines, files, times, linesAt, fileTimes }]) => ({
			sessionId,
			matchedLines: lines,
			files,
			editTimes: [...times].sort((one, two) => one - two),
			linesAt,
			fileTimes: [...fileTimes],
		}));
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
				[edits.writersOf(hash)].flat().some((file) => file.timesOf(hash).some(isIn)),
			);
			attributed += attributedLines(isWritten, blockLines ?? [hashes.length]);
		}
		return { attributedLines: attributed, effectiveLines };
	}

	#editsAt(path: string): PathEdits {
		let found = this.#byPath.get(path);
		if (found === undefined) {
			const named = this.#byName.get(baseName(path).toLowerCase()) ?? [];
			found = new PathEdits(named.filter((file) => isBelowSomeRoot(file.path, path)));
			this.#byPath.set(path, found);
		}
		return found;
	}
}

const nothingTaken: TakenLines = { matches: [], aiLines: 0 };

/** Whether some edit of a file may lie in a span. */
const isEditedIn = ({ times }: EditedFile, sinceMs: number, untilMs: number): boolean =>
	(times.at(-1) ?? -Infinity) >= sinceMs && (times[0] ?? Infinity) <= untilMs;

/** Fewer files are asked one by one for a line. */
const indexedFrom = 5;

const noFiles: EditedFile[] = [];

/** What all sessions wrote into one file of a repository. */
class PathEdits {
	readonly files: readonly EditedFile[];
	#writers: Writers | null = null;

	constructor(files: readonly EditedFile[]) {
		this.files = files;
	}

	/** Those of the files that a line was ever written into. A file that many sessions edit is indexed by line. */
	writersOf(hash: number): EditedFile[] | EditedFile {
		if (this.files.length < indexedFrom) {
			const [only] = this.files;
			if (only !== undefined && this.files.length === 1) return only.hasLine(hash) ? only : noFiles;
			return this.files.filter((file) => file.hasLine(hash));
		}
		return (this.#writers ??= writersByLine(this.files)).get(hash) ?? noFiles;
	}
}

/** Files by the lines written into them. Nearly every line has one writer, which stands there without a list. */
type Writers = Map<number, EditedFile | EditedFile[]>;

function writersByLine(files: readonly EditedFile[]): Writers {
	const writers: Writers = new Map();
	for (const file of files) {
		for (const { hashes } of file.edits) {
			for (const hash of hashes) {
				const known = writers.get(hash);
				if (known === undefined) writers.set(hash, file);
				else if (!Array.isArray(known)) {
					if (known !== file) writers.set(hash, [known, file]);
				} else if (known.at(-1) !== file) known.push(file);
			}
		}
	}
	return writers;
}

function addTo(found: Map<EditedFile, number[]>, file: EditedFile, position: number): void {
	const known = found.get(file);
	if (known === undefined) found.set(file, [position]);
	else known.push(position);
}

/** Positions of some lines by the files that they were written into. */
function positionsByWriter(edits: PathEdits, hashes: readonly number[]): Map<EditedFile, number[]> {
	const found = new Map<EditedFile, number[]>();
	for (let position = 0; position < hashes.length; position++) {
		const writers = edits.writersOf(hashes[position] ?? -1);
		if (!Array.isArray(writers)) addTo(found, writers, position);
		else for (const file of writers) addTo(found, file, position);
	}
	return found;
}

/** A match as it is summed up over the commit's files. */
interface SessionMatch {
	lines: number;
	files: number;
	readonly times: Set<number>;
	readonly linesAt: Map<number, number>;
	readonly fileTimes: Set<number>;
}

const newMatch = (): SessionMatch => ({
	lines: 0,
	files: 0,
	times: new Set(),
	linesAt: new Map(),
	fileTimes: new Set(),
});

/** Adds what a session's edits of one more file explain. */
function addMatch(sum: SessionMatch, match: FileMatch): void {
	sum.lines += match.indexes.size;
	sum.files += 1;
	for (const time of match.times) sum.times.add(time);
	for (const time of match.edits) sum.fileTimes.add(time);
	for (const [time, lines] of match.linesAt) sum.linesAt.set(time, (sum.linesAt.get(time) ?? 0) + lines);
}

interface Wanted {
	readonly group: string;
	readonly hashes: readonly number[];
	/** Positions of hashes that the session wrote into the file at some time. */
	readonly positions: readonly number[];
	readonly sinceMs: number;
	readonly untilMs: number;
}

/** What one session's edits of one file explain of a commit. */
interface FileMatch {
	readonly indexes: ReadonlySet<number>;
	/** When the lines were written. */
	readonly linesAt: ReadonlyMap<number, number>;
	/** All edits of the file in the window, since the commit before that took it. */
	readonly edits: readonly number[];
	/** The edits that the match rests on: those of the lines, without any line all. */
	readonly times: readonly number[];
}

// Most files that sessions edit have nothing to do with most commits: what is empty stands for all of them.
const noIndexes: Set<number> = new Set<number>();
const noLines: Map<number, number> = new Map<number, number>();
const noEdits: readonly number[] = [];
const noPositions: readonly number[] = [];
const noMatch: FileMatch = { indexes: noIndexes, linesAt: noLines, edits: noEdits, times: noEdits };

/** Those of some instants that lie in a span, both its ends included, and after an instant. */
function timesIn(
	times: readonly number[],
	{
		sinceMs,
		untilMs,
		afterMs,
	}: { readonly sinceMs: number; readonly untilMs: number; readonly afterMs: number },
): readonly number[] {
	let found: number[] | null = null;
	for (const time of times) {
		if (time >= sinceMs && time <= untilMs && time > afterMs) (found ??= []).push(time);
	}
	return found ?? noEdits;
}

/** Positions in `hashes` that the file's edits explain, and the times of edits in the window. */
function matchFile(file: EditedFile, { group, hashes, positions, sinceMs, untilMs }: Wanted): FileMatch {
	const indexes = positions.length === 0 ? noIndexes : new Set<number>();
	const linesAt = positions.length === 0 ? noLines : new Map<number, number>();
	const taken = file.takenBy(group);
	for (const index of positions) {
		const hash = hashes[index] ?? -1;
		const takenAt = taken.lineMs(hash);
		const writtenAt = file.lastWritten(hash, untilMs);
		// The same line may stand twice in one commit: what this commit took it may take again.
		if (writtenAt === null || (writtenAt <= Math.max(takenAt, sinceMs - 1) && takenAt !== untilMs)) continue;
		indexes.add(index);
		linesAt.set(writtenAt, (linesAt.get(writtenAt) ?? 0) + 1);
		taken.takeLine(hash, untilMs);
	}
	const edits = timesIn(file.times, { sinceMs, untilMs, afterMs: taken.fileMs });
	if (linesAt.size === 0 && edits.length === 0) return noMatch;
	taken.fileMs = untilMs;
	return { indexes, linesAt, edits, times: linesAt.size > 0 ? [...linesAt.keys()] : edits };
}
