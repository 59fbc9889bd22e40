import { watch, type FSWatcher } from 'node:fs';
import { codeOf } from './fileErrors.js';

const pollMs = 2000;
const settleMs = 100;

/**
 * Calls `look` soon after something changed in a folder, and every two seconds in any case, because watching is
 * unreliable on network drives and ends when the folder is deleted. One look at a time.
 */
export class FolderWatch {
	readonly #dir: string;
	readonly #look: () => Promise<void>;
	#watcher: FSWatcher | null = null;
	#poll: NodeJS.Timeout | null = null;
	#soon: NodeJS.Timeout | null = null;
	#looking = false;
	#isStopped = false;
	#onError: (error: unknown) => void = () => undefined;

	constructor(dir: string, look: () => Promise<void>) {
		this.#dir = dir;
		this.#look = look;
	}

	start(onError: (error: unknown) => void): void {
		this.#onError = onError;
		this.#poll = setInterval(() => this.#run(), pollMs).unref();
		this.#listen();
	}

	get isStopped(): boolean {
		return this.#isStopped;
	}

	stop(): void {
		this.#isStopped = true;
		this.#watcher?.close();
		this.#watcher = null;
		clearInterval(this.#poll ?? undefined);
		clearTimeout(this.#soon ?? undefined);
	}

	#listen(): void {
		try {
			this.#watcher = watch(this.#dir, { persistent: false }, () => {
				this.#soon ??= setTimeout(() => {
					this.#soon = null;
					this.#run();
				}, settleMs).unref();
			});
			// Polling goes on without it.
			this.#watcher.on('error', () => this.#watcher?.close());
		} catch (error) {
			if (codeOf(error) === null) throw error;
		}
	}

	#run(): void {
		if (this.#looking) return;
		this.#looking = true;
		this.#look()
			.catch(this.#onError)
			.finally(() => {
				this.#looking = false;
			});
	}
}
