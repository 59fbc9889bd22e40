import type { EditedFile } from './editedFile.js';

/**
 * Files by the lines written into them. Sessions write very many lines, and commits ask for few of them: a table of bare
 * numbers (a hash table with linear probing, at most half full) takes a fraction of the time and memory of a map.
 */
export class LineWriters {
	readonly #files: readonly EditedFile[];
	/** The line of each slot; means something only where the slot has a writer. */
	readonly #lines: Float64Array;
	/** 0 for an empty slot; 1 more than the place of the line's only writer; less than 0 for one of the `#several`. */
	readonly #writers: Int32Array;
	/** Writers of the few lines that have several; those of -1 stand first. */
	readonly #several: EditedFile[][] = [];
	/** One less than the number of slots, which is a power of two. */
	readonly #mask: number;

	constructor(files: readonly EditedFile[]) {
		this.#files = files;
		let lineCount = 0;
		for (const file of files) lineCount += file.lineCount;
		const slots = 2 ** Math.ceil(Math.log2(Math.max(1, lineCount) * 2));
		this.#mask = slots - 1;
		this.#lines = new Float64Array(slots);
		this.#writers = new Int32Array(slots);
		for (const [place, { edits }] of files.entries()) {
			for (const { hashes } of edits) for (const hash of hashes) this.#add(hash, place);
		}
	}

	/** The files that a line was written into, in their order; null for none. One alone stands without a list. */
	of(hash: number): EditedFile | EditedFile[] | null {
		const writer = this.#writers[this.#slotOf(hash)] ?? 0;
		if (writer === 0) return null;
		return (writer > 0 ? this.#files[writer - 1] : this.#several[-writer - 1]) ?? null;
	}

	/** Files are added one after the other, so a list that ends with a file has it. */
	#add(hash: number, place: number): void {
		const slot = this.#slotOf(hash);
		const known = this.#writers[slot] ?? 0;
		if (known === 0) {
			this.#lines[slot] = hash;
			this.#writers[slot] = place + 1;
			return;
		}
		const file = this.#files[place];
		if (known === place + 1 || file === undefined) return;
		if (known > 0) {
			const first = this.#files[known - 1];
			this.#writers[slot] = -this.#several.push(first === undefined ? [file] : [first, file]);
			return;
		}
		const several = this.#several[-known - 1];
		if (several?.at(-1) !== file) several?.push(file);
	}

	/** The slot of a line, or the empty one that it would be put into. */
	#slotOf(hash: number): number {
		// Multiplied by an odd constant and folded, so that lines whose numbers are alike lie apart.
		const mixed = Math.imul(hash, 0x9e3779b1);
		let slot = (mixed ^ (mixed >>> 15)) & this.#mask;
		while (this.#writers[slot] !== 0 && this.#lines[slot] !== hash) slot = (slot + 1) & this.#mask;
		return slot;
	}
}
