import { mkdir, open, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';

interface Waiting {
	readonly line: Buffer;
	readonly done: () => void;
	readonly failed: (error: unknown) => void;
}

/**
 * The spool file of this process: lines are appended and reach the disk before `append` resolves. Lines that wait
 * at the same time share one flush. The file is created by the first line, for its owner only.
 */
export class SpoolWriter {
	readonly #path: string;
	#handle: FileHandle | null = null;
	#waiting: Waiting[] = [];
	#flushing: Promise<void> | null = null;

	constructor(path: string) {
		this.#path = path;
	}

	append(line: Buffer): Promise<void> {
		return new Promise((done, failed) => {
			this.#waiting.push({ line, done, failed });
			this.#flushing ??= this.#flushAll().finally(() => {
				this.#flushing = null;
			});
		});
	}

	async close(): Promise<void> {
		await this.#flushing;
		await this.#handle?.close();
		this.#handle = null;
	}

	async #flushAll(): Promise<void> {
		while (this.#waiting.length > 0) {
			const group = this.#waiting;
			this.#waiting = [];
			try {
				await this.#write(Buffer.concat(group.map(({ line }) => line)));
				for (const { done } of group) done();
			} catch (error) {
				for (const { failed } of group) failed(error);
			}
		}
	}

	async #write(bytes: Buffer): Promise<void> {
		if (this.#handle === null) {
			await mkdir(dirname(this.#path), { recursive: true, mode: 0o700 });
			this.#handle = await open(this.#path, 'ax', 0o600);
		}
		await this.#handle.writeFile(bytes);
		await this.#handle.datasync();
	}
}
