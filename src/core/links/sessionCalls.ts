import type { CallColumns, CallContext } from '../usage/callColumns.js';

/** The priced calls of one session, oldest first, in the columns that hold those of all sessions. */
export interface SessionCalls {
	readonly columns: CallColumns;
	readonly rows: Uint32Array;
}

/** What the calls of a session share, each once, in the order of first sight. */
export function contextsOf({ columns, rows }: SessionCalls): CallContext[] {
	const places = new Set<number>();
	let last = -1;
	for (const row of rows) {
		const place = columns.contextPlaceAt(row);
		if (place !== last) places.add(place);
		last = place;
	}
	return Array.from(places, (place) => columns.contexts[place]).filter((context) => context !== undefined);
}
