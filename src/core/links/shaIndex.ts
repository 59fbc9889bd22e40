/** Finds commits by full or abbreviated SHA. */
export class ShaIndex {
	readonly #sorted: readonly string[];

	constructor(shas: Iterable<string>) {
		this.#sorted = [...new Set(shas)].sort();
	}

	/** The only commit that starts so; null for none and for several. */
	find(prefix: string): string | null {
		let low = 0;
		let high = this.#sorted.length;
		while (low < high) {
			const middle = (low + high) >>> 1;
			if ((this.#sorted[middle] ?? '') < prefix) low = middle + 1;
			else high = middle;
		}
		const found = this.#sorted[low];
		if (found?.startsWith(prefix) !== true) return null;
		return this.#sorted[low + 1]?.startsWith(prefix) === true ? null : found;
	}
}
