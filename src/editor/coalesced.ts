import type { Disposable } from './disposableStore.js';

/**
 * Runs work soon after it is wanted, at most once in a while, and never twice at the same time: many wishes become
 * one run, and a wish during a run becomes one more after it.
 */
export class Coalesced implements Disposable {
	readonly #work: () => Promise<void>;
	readonly #restMs: number;
	#timer: NodeJS.Timeout | null = null;
	#isRunning = false;
	#isWantedAgain = false;
	#isDisposed = false;
	#lastMs = Number.NEGATIVE_INFINITY;

	/** `work` handles its own failures. */
	constructor(work: () => Promise<void>, restMs: number) {
		this.#work = work;
		this.#restMs = restMs;
	}

	want(): void {
		if (this.#isDisposed) return;
		if (this.#isRunning) {
			this.#isWantedAgain = true;
			return;
		}
		const waitMs = Math.max(0, this.#lastMs + this.#restMs - performance.now());
		this.#timer ??= setTimeout(() => void this.#run(), waitMs);
	}

	async #run(): Promise<void> {
		this.#timer = null;
		this.#isRunning = true;
		try {
			await this.#work();
		} finally {
			this.#isRunning = false;
			this.#lastMs = performance.now();
			if (this.#isWantedAgain) {
				this.#isWantedAgain = false;
				this.want();
			}
		}
	}

	dispose(): void {
		this.#isDisposed = true;
		if (this.#timer !== null) clearTimeout(this.#timer);
		this.#timer = null;
	}
}
