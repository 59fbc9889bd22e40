import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Things that may happen once over all windows of this machine. A claim is a file made with "create only if absent",
 * which the file system decides between windows; VS Code's own global state is read once per window. Claims are a few
 * empty files a month, so none is ever removed: a period that comes back after a clock was wrong stays told.
 */
export class Claims {
	readonly #folder: string;
	readonly #asked = new Set<string>();

	constructor(folder: string) {
		this.#folder = folder;
	}

	/**
	 * True for exactly one caller of all windows; a window asks the disk once a name. Where the disk refuses, each
	 * window decides for itself: told twice is better than never.
	 */
	async claim(name: string): Promise<boolean> {
		if (this.#asked.has(name)) return false;
		this.#asked.add(name);
		const file = join(this.#folder, encodeURIComponent(name));
		try {
			await mkdir(this.#folder, { recursive: true });
			await writeFile(file, '', { flag: 'wx' });
			return true;
		} catch {
			return !existsSync(file);
		}
	}
}
