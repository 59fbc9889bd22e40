import type { EditedFile } from './editedFile.js';
import { LineWriters } from './lineWriters.js';

/** Fewer files are asked one by one for a line. */
const indexedFrom = 5;

/** What all sessions wrote into one file of a repository. */
export class PathEdits {
	readonly files: readonly EditedFile[];
	/** When each file was first and last edited: commits ask all of them, and few were edited before any one commit. */
	readonly #firstMs: Float64Array;
	readonly #lastMs: Float64Array;
	#writers: LineWriters | null = null;

	constructor(files: readonly EditedFile[]) {
		this.files = files;
		this.#firstMs = new Float64Array(files.length);
		this.#lastMs = new Float64Array(files.length);
		for (const [at, { times, lastMs }] of files.entries()) {
			this.#firstMs[at] = times[0] ?? Infinity;
			this.#lastMs[at] = lastMs;
		}
	}

	/** Whether some edit of some file may lie in a span. */
	isEditedIn(sinceMs: number, untilMs: number): boolean {
		for (let at = 0; at < this.files.length; at++) if (this.isFileEditedIn(at, sinceMs, untilMs)) return true;
		return false;
	}

	/** Whether some edit of the file at a place in the list may lie in a span. */
	isFileEditedIn(at: number, sinceMs: number, untilMs: number): boolean {
		return (this.#lastMs[at] ?? -Infinity) >= sinceMs && (this.#firstMs[at] ?? Infinity) <= untilMs;
	}

	/** Those of the files that a line was ever written into; null for none. One alone stands without a list. */
	writersOf(hash: number): EditedFile | EditedFile[] | null {
		// A file that many sessions edit is indexed by line.
		if (this.files.length >= indexedFrom) return (this.#writers ??= new LineWriters(this.files)).of(hash);
		let found: EditedFile[] | null = null;
		for (const file of this.files) if (file.hasLine(hash)) (found ??= []).push(file);
		return found;
	}
}
