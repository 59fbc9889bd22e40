/** One edit of a file: when, and the hashes of the effective lines that it wrote. */
interface Edit {
	readonly atMs: number;
	readonly hashes: readonly number[];
}

/** A file with fewer lines is looked through, which is as fast as an index and takes no memory. */
const indexedFrom = 48;

/** What commits of one group took of a file. */
class Taken {
	/** When a commit last took the file. */
	fileMs = -Infinity;
	/** Lines that were taken, and when each was; in lists of bare numbers until there are many. */
	readonly #hashes: number[] = [];
	readonly #times: number[] = [];
	#byLine: Map<number, number> | null = null;

	/** When a commit last took a line; minus infinity when none did. */
	lineMs(hash: number): number {
		if (this.#byLine !== null) return this.#byLine.get(hash) ?? -Infinity;
		return this.#times[this.#hashes.indexOf(hash)] ?? -Infinity;
	}

	takeLine(hash: number, atMs: number): void {
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
	readonly sessionId: string;
	readonly path: string;
	/** Times of all edits, ascending. */
	readonly times: number[] = [];
	/** The edits that wrote some line, in the order of time. */
	readonly edits: Edit[] = [];
	#lineCount = 0;
	/** Times at which each line was written, ascending; made when a file with many lines is asked for one. */
	#byLine: Map<number, number[]> | null = null;
	#taken: Map<string, Taken> | null = null;

	constructor(sessionId: string, path: string) {
		this.sessionId = sessionId;
		this.path = path;
	}

	/** Adds an edit, which is not before those that were added. */
	add(atMs: number, hashes: readonly number[]): void {
		this.times.push(atMs);
		if (hashes.length > 0) this.edits.push({ atMs, hashes });
		this.#lineCount += hashes.length;
		this.#byLine = null;
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

	/** What commits of a group have taken so far. */
	takenBy(group: string): Taken {
		const groups = (this.#taken ??= new Map<string, Taken>());
		let known = groups.get(group);
		if (known === undefined) {
			known = new Taken();
			groups.set(group, known);
		}
		return known;
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
