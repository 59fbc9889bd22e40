import type { CallColumns } from '../usage/callColumns.js';

/** The priced calls of one session, oldest first, in the columns that hold those of all sessions. */
export interface SessionCalls {
	readonly columns: CallColumns;
	readonly rows: Uint32Array;
	/** Places in the columns of what the calls share, each once. */
	readonly places: readonly number[];
}

/** The calls of a session. */
export const sessionCalls = (columns: CallColumns, sessionId: string): SessionCalls =>
	new CallsOf(columns, sessionId);

class CallsOf implements SessionCalls {
	readonly columns: CallColumns;
	readonly places: readonly number[];
	readonly #sessionId: string;
	#rows: Uint32Array | null = null;

	constructor(columns: CallColumns, sessionId: string) {
		this.columns = columns;
		this.places = columns.placesOf(sessionId);
		this.#sessionId = sessionId;
	}

	/** Found when they are asked for: for most sessions the totals of their contexts do. */
	get rows(): Uint32Array {
		return (this.#rows ??= this.columns.rowsOf(this.#sessionId));
	}
}

/** A column of totals, summed up over the contexts of a session. */
export function totalOf(
	{ columns, places }: Pick<SessionCalls, 'columns' | 'places'>,
	name: 'calls' | 'partialOutputCalls' | 'costMicros',
): number {
	const values = columns.totals()[name];
	let sum = 0;
	for (const place of places) sum += values[place] ?? 0;
	return sum;
}
