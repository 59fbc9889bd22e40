/** Columns of calls, as far as it takes to put them in the order of time. */
interface TimedRows {
	readonly length: number;
	readonly atMs: Float64Array;
	compare(one: number, two: number): number;
}

/** The rows and contexts of each session, the rows in the order of time. */
export class SessionRows {
	readonly #numbers = new Map<string, number>();
	/** Where the rows of each session begin. */
	readonly #begins: Uint32Array;
	readonly #rows: Uint32Array;
	/** Places of the contexts that some row has, by session. */
	readonly #places: number[][] = [];

	/** `contexts` tells the session of each place, `contextOf` the place of each row. */
	constructor(calls: TimedRows, contexts: readonly { readonly sessionId: string }[], contextOf: Uint32Array) {
		const sessionOf = Uint32Array.from(contexts, ({ sessionId }) => {
			const known = this.#numbers.get(sessionId) ?? this.#numbers.size;
			this.#numbers.set(sessionId, known);
			return known;
		});
		const rowsOf = new Uint32Array(sessionOf.length);
		for (let row = 0; row < calls.length; row++) {
			const place = contextOf[row] ?? 0;
			rowsOf[place] = (rowsOf[place] ?? 0) + 1;
		}
		this.#begins = new Uint32Array(this.#numbers.size + 1);
		for (let place = 0; place < sessionOf.length; place++) {
			const count = rowsOf[place] ?? 0;
			const session = sessionOf[place] ?? 0;
			this.#begins[session + 1] = (this.#begins[session + 1] ?? 0) + count;
			if (count > 0) (this.#places[session] ??= []).push(place);
		}
		for (let session = 1; session < this.#begins.length; session++) {
			this.#begins[session] = (this.#begins[session] ?? 0) + (this.#begins[session - 1] ?? 0);
		}
		const ends = this.#begins.slice();
		this.#rows = new Uint32Array(calls.length);
		for (let row = 0; row < calls.length; row++) {
			const session = sessionOf[contextOf[row] ?? 0] ?? 0;
			const at = ends[session] ?? 0;
			this.#rows[at] = row;
			ends[session] = at + 1;
		}
		for (let session = 0; session < this.#numbers.size; session++) sortByTime(calls, this.#span(session));
	}

	/** Rows of a session, oldest first. */
	of(sessionId: string): Uint32Array {
		const session = this.#numbers.get(sessionId);
		return session === undefined ? new Uint32Array(0) : this.#span(session);
	}

	placesOf(sessionId: string): readonly number[] {
		return this.#places[this.#numbers.get(sessionId) ?? -1] ?? [];
	}

	#span(session: number): Uint32Array {
		return this.#rows.subarray(this.#begins[session], this.#begins[session + 1]);
	}
}

/** Rows mostly stand in the order of time already. */
function sortByTime(calls: TimedRows, rows: Uint32Array): void {
	const { atMs } = calls;
	for (let at = 1; at < rows.length; at++) {
		if ((atMs[rows[at - 1] ?? 0] ?? 0) < (atMs[rows[at] ?? 0] ?? 0)) continue;
		rows.sort((one, two) => calls.compare(one, two));
		return;
	}
}
