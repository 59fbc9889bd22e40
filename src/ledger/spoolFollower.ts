import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Problem } from '../core/problem.js';
import { parseEntry, type SpoolEntry } from './spoolEntry.js';
import { findLines } from './spoolLine.js';

const suffix = '.ndjson';

/** Reads what was appended to the spool files of a folder since the last look. */
export class SpoolFollower {
	readonly #dir: string;
	readonly #problems: Problem[];
	/** Bytes read of each file, by name. */
	readonly #offsets = new Map<string, number>();

	constructor(dir: string, problems: Problem[]) {
		this.#dir = dir;
		this.#problems = problems;
	}

	/** Entries that were not read before, in the order of their stamps. */
	async read(): Promise<SpoolEntry[]> {
		const entries: SpoolEntry[] = [];
		for (const name of await this.#names()) entries.push(...(await this.#readFile(name)));
		return entries.sort((one, two) => one.stamp - two.stamp);
	}

	async #names(): Promise<string[]> {
		try {
			const names = await readdir(this.#dir);
			return names.filter((name) => name.endsWith(suffix)).sort();
		} catch (error) {
			if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
			throw error;
		}
	}

	async #readFile(name: string): Promise<SpoolEntry[]> {
		const from = this.#offsets.get(name) ?? 0;
		const bytes = await bytesFrom(join(this.#dir, name), from);
		const { lines, damaged, consumed } = findLines(bytes);
		this.#offsets.set(name, from + consumed);
		for (const { offset } of damaged) {
			this.#problems.push({
				code: 'ledger.spool-damaged',
				what: `A damaged record in the ledger's spool was passed over (byte ${from + offset}).`,
				file: join(this.#dir, name),
			});
		}
		return lines.map(parseEntry);
	}
}

async function bytesFrom(path: string, offset: number): Promise<Buffer> {
	const handle = await open(path, 'r');
	try {
		const { size } = await handle.stat();
		if (size <= offset) return Buffer.alloc(0);
		const bytes = Buffer.alloc(size - offset);
		const { bytesRead } = await handle.read(bytes, 0, bytes.length, offset);
		return bytes.subarray(0, bytesRead);
	} finally {
		await handle.close();
	}
}
