/** What can be let go of. */
export interface Disposable {
	dispose(): unknown;
}

/** Owns disposables; one added after the end is disposed at once, so late answers leak nothing. */
export class DisposableStore implements Disposable {
	readonly #items = new Set<Disposable>();
	#isDisposed = false;

	add<Item extends Disposable>(item: Item): Item {
		if (this.#isDisposed) item.dispose();
		else this.#items.add(item);
		return item;
	}

	/** Disposes the items and stays usable. */
	clear(): void {
		const items = [...this.#items].reverse();
		this.#items.clear();
		for (const item of items) item.dispose();
	}

	dispose(): void {
		this.#isDisposed = true;
		this.clear();
	}
}
