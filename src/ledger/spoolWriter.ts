import { mkdir, open, unlink, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { removeIfThere } from './fileErrors.js';
import { newSpoolName, type LedgerPaths } from './ledgerPaths.js';
import { thisHost } from './processIdentity.js';

interface Waiting {
	readonly line: Buffer;
	readonly done: (place: SpoolPlace) => void;
	readonly failed: (error: unknown) => void;
}

/** Where a line ends: the file's name and its size with the line. */
export interface SpoolPlace {
	readonly name: string;
	readonly end: number;
}

interface SpoolFile {
	readonly name: string;
	readonly handle: FileHandle;
	/** Bytes of whole, flushed lines. */
	length: number;
}

const copyBytes = 1 << 20;
/** A file that has grown to this is left for another, so that it can go once two images hold it. */
const fullBytes = 8 << 20;

/**
 * The spool file of this process: lines are appended and reach the disk before `append` resolves. Lines that wait
 * at the same time share one flush. The file is created by the first line, for its owner only, and a full one is
 * followed by another. After a failure the
 * half-written line is cut off or, failing that, the file is left behind and another one begun.
 */
export class SpoolWriter {
	readonly #paths: LedgerPaths;
	readonly #onLost: () => void;
	#file: SpoolFile | null = null;
	/** Full files that were left. */
	#full: Pick<SpoolFile, 'name' | 'length'>[] = [];
	#waiting: Waiting[] = [];
	#flushing: Promise<void> | null = null;

	/** `onLost` is called when the folder was deleted under us and the file was written again in a new one. */
	constructor(paths: LedgerPaths, onLost: () => void) {
		this.#paths = paths;
		this.#onLost = onLost;
	}

	append(line: Buffer): Promise<SpoolPlace> {
		return new Promise((done, failed) => {
			this.#waiting.push({ line, done, failed });
			this.#flushing ??= this.#flushAll().finally(() => {
				this.#flushing = null;
			});
		});
	}

	/** Looks whether the file is still in its folder, and writes it again when it is not. */
	async checkIsThere(): Promise<void> {
		await this.#flushing;
		if (this.#file !== null) await this.#rescue(this.#file);
	}

	/** Deletes what all of some images hold whole: the present file, and full ones. The next line begins another. */
	async leaveIfHeld(images: readonly Readonly<Record<string, number>>[]): Promise<void> {
		await this.dropFull(images);
		// A line on its way into the file is not held; from here to `#leave` none can begin.
		while (this.#flushing !== null) await this.#flushing;
		const file = this.#file;
		if (file === null || !isHeld(file, images)) return;
		await this.#leave();
		await unlink(join(this.#paths.spool, file.name));
	}

	/** Deletes the full files that all of some images hold whole. */
	async dropFull(images: readonly Readonly<Record<string, number>>[]): Promise<void> {
		const held = this.#full.filter((file) => isHeld(file, images));
		this.#full = this.#full.filter((file) => !held.includes(file));
		for (const { name } of held) await removeIfThere(join(this.#paths.spool, name));
	}

	/** Leaves the present file; the next line begins another. */
	async close(): Promise<void> {
		await this.#flushing;
		await this.#leave();
	}

	async #leave(): Promise<void> {
		const file = this.#file;
		this.#file = null;
		await file?.handle.close();
	}

	async #flushAll(): Promise<void> {
		while (this.#waiting.length > 0) {
			const group = this.#waiting;
			this.#waiting = [];
			try {
				await this.#write(Buffer.concat(group.map(({ line }) => line)));
				const file = this.#file;
				for (const { done } of group) done({ name: file?.name ?? '', end: file?.length ?? 0 });
			} catch (error) {
				for (const { failed } of group) failed(error);
			}
		}
	}

	async #write(bytes: Buffer): Promise<void> {
		const file = await this.#fileForMore();
		try {
			await file.handle.writeFile(bytes);
			await file.handle.datasync();
		} catch (error) {
			// What a failed flush has left on the disk is unknown, so nothing is ever appended behind it.
			await this.#cutBack(file);
			await this.#leave();
			throw error;
		}
		file.length += bytes.length;
		await this.#rescue(file);
	}

	async #fileForMore(): Promise<SpoolFile> {
		const old = this.#file;
		if (old !== null && old.length < fullBytes) return old;
		const file = await this.#create();
		if (old !== null) {
			await old.handle.close();
			this.#full.push(old);
		}
		return (this.#file = file);
	}

	async #create(): Promise<SpoolFile> {
		await mkdir(this.#paths.spool, { recursive: true, mode: 0o700 });
		const name = newSpoolName(await thisHost(), process.pid);
		return { name, handle: await open(join(this.#paths.spool, name), 'ax+', 0o600), length: 0 };
	}

	/** Best effort: a line that stays half-written is recognised as torn and passed over. */
	async #cutBack(file: SpoolFile): Promise<void> {
		await file.handle.truncate(file.length).catch(() => undefined);
	}

	/** A file that was deleted is still readable by who has it open: copies it to a new one. */
	async #rescue(lost: SpoolFile): Promise<void> {
		if ((await lost.handle.stat()).nlink > 0) return;
		const file = await this.#create();
		for (let at = 0; at < lost.length; at += copyBytes) {
			const bytes = Buffer.alloc(Math.min(copyBytes, lost.length - at));
			await lost.handle.read(bytes, 0, bytes.length, at);
			await file.handle.writeFile(bytes);
		}
		await file.handle.datasync();
		this.#file = { ...file, length: lost.length };
		await lost.handle.close();
		this.#onLost();
	}
}

const isHeld = (
	{ name, length }: Pick<SpoolFile, 'name' | 'length'>,
	images: readonly Readonly<Record<string, number>>[],
): boolean => images.every((applied) => (applied[name] ?? -1) >= length);
