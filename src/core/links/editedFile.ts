/** One edit of a file: when, and the hashes of the effective lines that it wrote. */
interface Edit {
	readonly atMs: number;
	readonly hashes: readonly number[];
}

/** A file with fewer lines is looked through, which is as fast as an index and takes no memory. */
const indexedFrom = 48;

/**
 * A history without double commits: the default branch, or the heads of pull requests. What a commit of one took is still
 * there for those of the other.
 */
export type History = 'landed' | 'heads';

/** Stands for every list that nothing was put into yet. */
const noNumbers: number[] = [];

/** What commits of one history took of a file. */
class Taken {
	/** When a commit last took the file. */
	fileMs = -Infinity;
	/** Lines that were taken, and when each was; in lists of bare numbers until there are many. Mostly there is none. */
	#hashes: number[] = noNumbers;
	#times: number[] = noNumbers;
	#byLine: Map<number, number> | null = null;

	/** When a commit last took a line; minus infinity when none did. */
	lineMs(hash: number): number {
		if (this.#byLine !== null) return this.#byLine.get(hash) ?? -Infinity;
		if (this.#hashes.length === 0) return -Infinity;
		return this.#times[this.#hashes.indexOf(hash)] ?? -Infinity;
	}

	takeLine(hash: number, atMs: number): void {
		if (this.#hashes.length === 0) {
			this.#hashes = [hash];
			this.#times = [atMs];
			return;
		}
		if (this.#byLine === null && this.#hashes.length === indexedFrom) {
			this.#byLine = new Map(this.#hashes.map((line, at) => [line, this.#times[at] ?? atMs]));
		}
		if (this.#byLine !== null) {
			this.#byLine.set(hash, atMs);
			return;
		}
		const known = this.#hashes.indexOf(hash);
		if (known >= 0) this.#times[known] = atMs;
		else {
			this.#hashes.push(hash);
			this.#times.push(atMs);
		}
	}
}

/** What one session wrote into one file. There are very many, and most are asked for few lines or none. */
export class EditedFile {
	/** The session's place among those that are known. */
	readonly session: number;
	readonly path: string;
	/** Times of all edits, ascending. */
	readonly times: number[] = [];
	/** The edits that wrote some line, in the order of time. */
	readonly edits: Edit[] = [];
	#lineCount = 0;
	/** Times at which each line was written, ascending; made when a file with many lines is asked for one. */
	#byLine: Map<number, number[]> | null = null;
	/** What commits of each history took; null until one did. */
	#landed: Taken | null = null;
	#heads: Taken | null = null;

	constructor(session: number, path: string) {
		this.session = session;
		this.path = path;
	}

	/** Adds an edit, which is not before those that were added. */
	add(atMs: number, hashes: readonly number[]): void {
		this.times.push(atMs);
		if (hashes.length > 0) this.edits.push({ atMs, hashes });
		this.#lineCount += hashes.length;
		this.#byLine = null;
	}

	/** When it was last edited. */
	get lastMs(): number {
		return this.times[this.times.length - 1] ?? -Infinity;
	}

	/** How many lines its edits wrote, one that was written twice counted twice. */
	get lineCount(): number {
		return this.#lineCount;
	}

	hasLine(hash: number): boolean {
		if (this.#lineCount >= indexedFrom) return this.#index().has(hash);
		return this.edits.some(({ hashes }) => hashes.includes(hash));
	}

	/** Times at which a line was written, ascending. */
	timesOf(hash: number): readonly number[] {
		if (this.#lineCount >= indexedFrom) return this.#index().get(hash) ?? [];
		return this.edits.flatMap(({ atMs, hashes }) => (hashes.includes(hash) ? [atMs] : []));
	}

	/** When a line was last written until some instant; null when it was not. */
	lastWritten(hash: number, untilMs: number): number | null {
		if (this.#lineCount >= indexedFrom) {
			return (
				this.#index()
					.get(hash)
					?.findLast((time) => time <= untilMs) ?? null
			);
		}
		return this.edits.findLast(({ atMs, hashes }) => atMs <= untilMs && hashes.includes(hash))?.atMs ?? null;
	}

	/** When a commit of a history last took the file; minus infinity when none did. */
	takenMs(history: History): number {
		return (history === 'landed' ? this.#landed : this.#heads)?.fileMs ?? -Infinity;
	}

	/** What commits of a history have taken so far, to be added to. */
	takenBy(history: History): Taken {
		return history === 'landed' ? (this.#landed ??= new Taken()) : (this.#heads ??= new Taken());
	}

	#index(): Map<number, number[]> {
		if (this.#byLine !== null) return this.#byLine;
		const byLine = new Map<number, number[]>();
		for (const { atMs, hashes } of this.edits) {
			for (const hash of hashes) {
				const times = byLine.get(hash);
				if (times === undefined) byLine.set(hash, [atMs]);
				else if (times.at(-1) !== atMs) times.push(atMs);
			}
		}
		return (this.#byLine = byLine);
	}
}
