/**
 * Page sizes. 29 pull requests with five lists each are just one point (146 list reads, rounded); larger pages cost
 * more per pull request, and are what servers answer 502 to.
 */
const sizes = [1, 3, 7, 14, 29] as const;
const successesToGrow = 5;
const triesAtSmallest = 4;

/** Halves after a failure, grows again after five good pages. */
export class PageSize {
	#index: number = sizes.length - 1;
	#successes = 0;
	#failuresAtSmallest = 0;

	get value(): number {
		return sizes[this.#index] ?? 1;
	}

	succeeded(): void {
		this.#failuresAtSmallest = 0;
		this.#successes++;
		if (this.#successes < successesToGrow || this.#index === sizes.length - 1) return;
		this.#index++;
		this.#successes = 0;
	}

	/** False when even the smallest page failed too often. */
	failed(): boolean {
		this.#successes = 0;
		if (this.#index > 0) {
			this.#index--;
			return true;
		}
		this.#failuresAtSmallest++;
		return this.#failuresAtSmallest < triesAtSmallest;
	}
}
