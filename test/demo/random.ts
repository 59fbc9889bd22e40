/** A small seeded generator (mulberry32), so that the demo's data is the same bytes on every machine. */
export class SeededRandom {
	#state: number;

	constructor(seed: number) {
		this.#state = seed;
	}

	/** Uniform in [0, 1). */
	next(): number {
		this.#state = (this.#state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
	}

	/** Integer in [low, high]. */
	between(low: number, high: number): number {
		return low + Math.floor(this.next() * (high - low + 1));
	}

	pick<T>(items: readonly T[]): T {
		return items[this.between(0, items.length - 1)] as T;
	}

	chance(share: number): boolean {
		return this.next() < share;
	}

	/** Lower-case hex digits. */
	hex(length: number): string {
		return Array.from({ length }, () => this.between(0, 15).toString(16)).join('');
	}

	uuid(): string {
		return [8, 4, 4, 4, 12].map((length) => this.hex(length)).join('-');
	}
}
