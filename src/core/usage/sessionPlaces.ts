const noPlaces: readonly number[] = [];

/** The contexts of each session that some call has. */
export class SessionPlaces {
	readonly #numbers = new Map<string, number>();
	readonly #places: number[][] = [];
	/** Number of the session of each place. */
	readonly sessionOf: Uint32Array;

	/** `contexts` tells the session of each place, `rows` how many calls it has. */
	constructor(contexts: readonly { readonly sessionId: string }[], rows: Uint32Array) {
		this.sessionOf = new Uint32Array(contexts.length);
		for (let place = 0; place < contexts.length; place++) {
			const session = this.#numbered(contexts[place]?.sessionId ?? '');
			this.sessionOf[place] = session;
			if (rows[place] === 0) continue;
			const known = this.#places[session];
			if (known === undefined) this.#places[session] = [place];
			else known.push(place);
		}
	}

	/** Number of a session, which has one from now on. */
	#numbered(sessionId: string): number {
		let known = this.#numbers.get(sessionId);
		if (known === undefined) this.#numbers.set(sessionId, (known = this.#numbers.size));
		return known;
	}

	/** How many sessions there are; they are numbered from 0. */
	get size(): number {
		return this.#numbers.size;
	}

	numberOf(sessionId: string): number | undefined {
		return this.#numbers.get(sessionId);
	}

	of(sessionId: string): readonly number[] {
		return this.#places[this.#numbers.get(sessionId) ?? -1] ?? noPlaces;
	}
}
