/** Time as the client needs it; tests bring a clock of their own. */
export interface Clock {
	now(): number;
	/** Resolves after so many milliseconds; rejects when the signal aborts. */
	sleep(ms: number, signal: AbortSignal): Promise<void>;
}

/** The machine's clock. */
export const systemClock: Clock = {
	now: () => Date.now(),
	sleep: (ms, signal) =>
		new Promise((resolve, reject) => {
			const onAbort = (): void => {
				clearTimeout(timer);
				reject(signal.reason instanceof Error ? signal.reason : new Error('Cancelled.'));
			};
			const timer = setTimeout(() => {
				signal.removeEventListener('abort', onAbort);
				resolve();
			}, ms);
			signal.addEventListener('abort', onAbort, { once: true });
			if (signal.aborted) onAbort();
		}),
};

const windowMs = 60_000;

/** Keeps requests within a number per sliding minute: Anthropic's organization limit is 60 for all of them together. */
export class Pacer {
	readonly #perMinute: number;
	readonly #clock: Clock;
	/** Start times of the latest requests, oldest first. */
	readonly #starts: number[] = [];

	constructor(perMinute: number, clock: Clock) {
		this.#perMinute = perMinute;
		this.#clock = clock;
	}

	/** Resolves when the next request may start, and counts it. */
	async turn(signal: AbortSignal): Promise<void> {
		for (;;) {
			const now = this.#clock.now();
			while (this.#starts[0] !== undefined && this.#starts[0] <= now - windowMs) this.#starts.shift();
			const oldest = this.#starts[0];
			if (oldest === undefined || this.#starts.length < this.#perMinute) {
				this.#starts.push(now);
				return;
			}
			await this.#clock.sleep(oldest + windowMs - now, signal);
		}
	}
}
