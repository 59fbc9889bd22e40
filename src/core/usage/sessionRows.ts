import type { SessionPlaces } from './sessionPlaces.js';

/** Columns of calls, as far as it takes to put them in the order of time. */
interface TimedRows {
	readonly length: number;
	readonly atMs: Float64Array;
	readonly contextPlaces: Uint32Array;
	compare(one: number, two: number): number;
}

/** The rows of each session in the order of time. */
export class SessionRows {
	readonly #places: SessionPlaces;
	/** Where the rows of each session begin. */
	readonly #begins: Uint32Array;
	readonly #rows: Uint32Array;

	/** `rowsOf` tells how many rows each place has. */
	constructor(calls: TimedRows, places: SessionPlaces, rowsOf: Uint32Array) {
		this.#places = places;
		const { sessionOf } = places;
		this.#begins = new Uint32Array(places.size + 1);
		for (let place = 0; place < sessionOf.length; place++) {
			const session = sessionOf[place] ?? 0;
			this.#begins[session + 1] = (this.#begins[session + 1] ?? 0) + (rowsOf[place] ?? 0);
		}
		for (let session = 1; session < this.#begins.length; session++) {
			this.#begins[session] = (this.#begins[session] ?? 0) + (this.#begins[session - 1] ?? 0);
		}
		const ends = this.#begins.slice();
		this.#rows = new Uint32Array(calls.length);
		for (let row = 0; row < calls.length; row++) {
			const session = sessionOf[calls.contextPlaces[row] ?? 0] ?? 0;
			const at = ends[session] ?? 0;
			this.#rows[at] = row;
			ends[session] = at + 1;
		}
		for (let session = 0; session < places.size; session++) sortByTime(calls, this.#span(session));
	}

	/** Rows of a session, oldest first. */
	of(sessionId: string): Uint32Array {
		const session = this.#places.numberOf(sessionId);
		return session === undefined ? new Uint32Array(0) : this.#span(session);
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
