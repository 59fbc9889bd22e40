import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Things that may happen once over all windows of this machine. A claim is a file made with "create only if absent",
 * which the file system decides between windows; VS Code's own global state is read once per window.
 */
export class Claims {
	readonly #folder: string;

	constructor(folder: string) {
		this.#folder = folder;
	}

	/** True for exactly one caller of all windows. */
	async claim(name: string): Promise<boolean> {
		await mkdir(this.#folder, { recursive: true });
		try {
			await writeFile(join(this.#folder, encodeURIComponent(name)), '', { flag: 'wx' });
			return true;
		} catch (error) {
			if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
			throw error;
		}
	}

	/** Forgets claims whose name starts so, such as those of a period that is over. */
	async forget(isOver: (name: string) => boolean): Promise<void> {
		await mkdir(this.#folder, { recursive: true });
		for (const file of await readdir(this.#folder)) {
			if (isOver(decodeURIComponent(file))) await rm(join(this.#folder, file), { force: true });
		}
	}
}
