import { OutlayError } from '../../core/errors.js';
import type { Git } from './git.js';

/** An object's size, or null when it is not there. */
export interface ObjectSize {
	readonly id: string;
	readonly bytes: number | null;
}

/** After so many objects that git gave up at the others are held for missing, too. */
const mostGaps = 100;

/**
 * Runs a reading of objects again behind each one that git gives up at: in a partial clone it ends at the first that is
 * missing, instead of saying so. That one gets `missing`.
 */
async function* pastGaps<Answer>(
	ids: readonly string[],
	read: (some: readonly string[]) => AsyncGenerator<Answer>,
	missing: (id: string) => Answer,
): AsyncGenerator<Answer> {
	let at = 0;
	for (let gaps = 0; at < ids.length && gaps < mostGaps; gaps++) {
		try {
			for await (const answer of read(ids.slice(at))) {
				at += 1;
				yield answer;
			}
			return;
		} catch (error) {
			if (!OutlayError.is(error, 'environment')) throw error;
			const id = ids[at];
			at += 1;
			if (id !== undefined) yield missing(id);
		}
	}
	for (const id of ids.slice(at)) yield missing(id);
}

/** Sizes of objects, in the order asked for. One process for all. */
export function readSizes(git: Git, ids: readonly string[]): AsyncGenerator<ObjectSize> {
	return pastGaps(
		ids,
		(some) => sizes(git, some),
		(id) => ({ id, bytes: null }),
	);
}

async function* sizes(git: Git, ids: readonly string[]): AsyncGenerator<ObjectSize> {
	let index = 0;
	const input = ids.map((id) => `${id}\n`).join('');
	for await (const line of git.lines(['cat-file', '--batch-check=%(objectsize)'], { input })) {
		const id = ids[index++];
		if (id !== undefined) yield { id, bytes: /^\d+$/.test(line) ? Number(line) : null };
	}
}

/** An object's content; null when it is not there (a partial clone). */
export interface ObjectContent {
	readonly id: string;
	readonly content: Buffer | null;
}

/** Contents of objects, in the order asked for. One process for all; one object in memory at a time. */
export function readObjects(git: Git, ids: readonly string[]): AsyncGenerator<ObjectContent> {
	return pastGaps(
		ids,
		(some) => contents(git, some),
		(id) => ({ id, content: null }),
	);
}

async function* contents(git: Git, ids: readonly string[]): AsyncGenerator<ObjectContent> {
	const input = ids.map((id) => `${id}\n`).join('');
	const parser = new BatchParser(ids);
	for await (const chunk of git.chunks(['cat-file', '--batch=%(objectsize)'], { input })) {
		parser.give(chunk);
		for (let next = parser.take(); next !== null; next = parser.take()) yield next;
	}
}

/** Cuts the output of `cat-file --batch` into objects. */
class BatchParser {
	readonly #ids: readonly string[];
	#index = 0;
	#chunks: Buffer[] = [];
	#length = 0;
	/** Size of the object whose header was read, null between objects. */
	#wanted: number | null = null;

	constructor(ids: readonly string[]) {
		this.#ids = ids;
	}

	give(chunk: Buffer): void {
		this.#chunks.push(chunk);
		this.#length += chunk.length;
	}

	take(): ObjectContent | null {
		const id = this.#ids[this.#index];
		if (id === undefined) return null;
		if (this.#wanted === null) {
			const header = this.#line();
			if (header === null) return null;
			if (!/^\d+$/.test(header)) {
				this.#index += 1;
				return { id, content: null };
			}
			this.#wanted = Number(header);
		}
		if (this.#length < this.#wanted + 1) return null;
		const all = this.#joined();
		const content = all.subarray(0, this.#wanted);
		this.#keep(all.subarray(this.#wanted + 1));
		this.#wanted = null;
		this.#index += 1;
		return { id, content };
	}

	#line(): string | null {
		if (this.#length === 0) return null;
		const all = this.#joined();
		const end = all.indexOf(10);
		if (end === -1) return null;
		this.#keep(all.subarray(end + 1));
		return all.toString('latin1', 0, end);
	}

	#joined(): Buffer {
		const all = this.#chunks.length === 1 ? this.#chunks[0] : Buffer.concat(this.#chunks);
		const whole = all ?? Buffer.alloc(0);
		this.#chunks = [whole];
		return whole;
	}

	#keep(rest: Buffer): void {
		this.#chunks = rest.length === 0 ? [] : [rest];
		this.#length = rest.length;
	}
}
