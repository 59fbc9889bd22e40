import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Problem } from '../core/problem.js';
import { isMissing } from './fileErrors.js';
import { spoolNames, type LedgerPaths } from './ledgerPaths.js';
import type { SpoolEntry } from './spoolEntry.js';
import { readSpool } from './spoolReader.js';

/** Reads what was appended to the spool files of a ledger since the last look. */
export class SpoolFollower {
	readonly #paths: LedgerPaths;
	readonly #problems: Problem[];
	/** Bytes done with of each file, by name. */
	#offsets = new Map<string, number>();
	/** Size of each file at the last look. */
	#sizes = new Map<string, number>();
	#newest = 0;

	constructor(paths: LedgerPaths, problems: Problem[]) {
		this.#paths = paths;
		this.#problems = problems;
	}

	/** Starts over behind what an image holds. */
	startAt(applied: Readonly<Record<string, number>>): void {
		this.#offsets = new Map(Object.entries(applied));
	}

	/**
	 * Notes that a file's bytes from `start` to `offset` were taken in by other means. When something before them is
	 * still unread (an image that ends earlier was just loaded), the place stays and they are read again with it.
	 */
	skipTo(name: string, start: number, offset: number): void {
		const known = this.#offsets.get(name) ?? 0;
		if (known >= start) this.#offsets.set(name, Math.max(known, offset));
		this.#sizes.set(name, Math.max(this.#sizes.get(name) ?? 0, offset));
	}

	/** True when all that an image holds of the spool was read here as well. */
	covers(applied: Readonly<Record<string, number>>): boolean {
		return Object.entries(applied).every(([name, bytes]) => (this.#offsets.get(name) ?? 0) >= bytes);
	}

	/** Bytes in the spool that an image does not hold yet, and the number of files with such bytes. */
	pending(applied: Readonly<Record<string, number>>): { bytes: number; files: number } {
		const rests = [...this.#sizes].map(([name, size]) => size - (applied[name] ?? 0));
		const open = rests.filter((rest) => rest > 0);
		return { bytes: open.reduce((sum, rest) => sum + rest, 0), files: open.length };
	}

	/** Latest schema version met in a line. */
	get newestVersion(): number {
		return this.#newest;
	}

	/** Reads on in every file and hands over the entries, some at a time. */
	async *read(): AsyncGenerator<readonly SpoolEntry[]> {
		const names = await spoolNames(this.#paths);
		const sizes = new Map<string, number>();
		for (const name of names) {
			const path = join(this.#paths.spool, name);
			const size = await sizeOf(path);
			if (size === null) continue;
			sizes.set(name, size);
			if (size > (this.#offsets.get(name) ?? 0)) yield* this.#readFile(name, path);
		}
		this.#sizes = sizes;
	}

	async *#readFile(name: string, path: string): AsyncGenerator<readonly SpoolEntry[]> {
		try {
			for await (const block of readSpool(path, this.#offsets.get(name) ?? 0)) {
				for (const { offset } of block.damaged) {
					this.#problems.push({
						code: 'ledger.spool-damaged',
						what: `A damaged record of the ledger was set aside (byte ${offset}).`,
						file: path,
					});
				}
				for (const { version } of block.entries) this.#newest = Math.max(this.#newest, version);
				yield block.entries;
				this.#offsets.set(name, Math.max(this.#offsets.get(name) ?? 0, block.consumed));
			}
		} catch (error) {
			// Deleted between listing and reading: then the image holds it.
			if (!isMissing(error)) throw error;
		}
	}
}

async function sizeOf(path: string): Promise<number | null> {
	try {
		return (await stat(path)).size;
	} catch (error) {
		if (isMissing(error)) return null;
		throw error;
	}
}
