import { randomUUID } from 'node:crypto';
import { copyFile, constants, open, type FileHandle } from 'node:fs/promises';
import { removeIfThere } from './fileErrors.js';
import { chunkBytes, FileBytes, type MemoryBytes } from './imageBytes.js';
import type { LedgerPaths } from './ledgerPaths.js';
import { repackInto } from './repack.js';
import { emptyImage, RowStore } from './rowStore.js';
import { sqlEngine } from './sqlEngine.js';

const draftOf = ({ image }: LedgerPaths): string => `${image}.${randomUUID()}.tmp`;

/** Whether a file of the ledger's folder is a draft, by its name. */
export const isDraft = (name: string): boolean => /^image\.sqlite\..*\.tmp$/.test(name);

/** The new image while it is being built, a file beside the image that it will replace. */
export class ImageDraft {
	readonly #paths: LedgerPaths;
	#path: string;
	/** Files that a later one took the place of; open until the end, because a store still reads them. */
	readonly #replaced: FileHandle[] = [];

	constructor(paths: LedgerPaths) {
		this.#paths = paths;
		this.#path = draftOf(paths);
	}

	get path(): string {
		return this.#path;
	}

	/** For reading and writing; the caller closes it. */
	open(): Promise<FileHandle> {
		return open(this.#path, 'r+');
	}

	/** Starts with the rows of an image, without its trailer; a clone of the file where the file system can. */
	async copyFrom(from: string, databaseBytes: number): Promise<void> {
		await copyFile(from, this.#path, constants.COPYFILE_FICLONE);
		const handle = await open(this.#path, 'r+');
		try {
			await handle.chmod(0o600);
			await handle.truncate(databaseBytes);
		} finally {
			await handle.close();
		}
	}

	/** Starts with these bytes. */
	async create(bytes: MemoryBytes): Promise<void> {
		const handle = await open(this.#path, 'wx', 0o600);
		try {
			for (let at = 0; at < bytes.size; at += chunkBytes) {
				await handle.writeFile(bytes.read(at, Math.min(bytes.size, at + chunkBytes)));
			}
		} finally {
			await handle.close();
		}
	}

	/**
	 * Goes on in a new file without empty pages; the old one stays open until its store is closed.
	 */
	async repack(store: RowStore, old: FileHandle): Promise<[FileHandle, FileBytes]> {
		const gappy = this.#path;
		this.#path = draftOf(this.#paths);
		await this.create(emptyImage(await sqlEngine()));
		const handle = await this.open();
		try {
			const bytes = new FileBytes(handle.fd, (await handle.stat()).size);
			const into = await RowStore.open(bytes, this.#paths.dir);
			try {
				repackInto(store, into);
			} finally {
				await into.close();
			}
			await removeIfThere(gappy);
			this.#replaced.push(old);
			return [handle, bytes];
		} catch (error) {
			await handle.close();
			throw error;
		}
	}

	/** Deletes what has not become the image, and lets go of replaced files. */
	async discard(): Promise<void> {
		for (const handle of this.#replaced) await handle.close();
		await removeIfThere(this.#path);
	}
}
