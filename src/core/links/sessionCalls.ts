import type { CallColumns } from '../usage/callColumns.js';
import type { CallContext } from '../usage/callContext.js';

/** The priced calls of one session, oldest first, in the columns that hold those of all sessions. */
export interface SessionCalls {
	readonly columns: CallColumns;
	readonly rows: Uint32Array;
	/** Places in the columns of what the calls share, each once. */
	readonly places: readonly number[];
}

/** The calls of a session. */
export const sessionCalls = (columns: CallColumns, sessionId: string): SessionCalls => ({
	columns,
	rows: columns.rowsOf(sessionId),
	places: columns.placesOf(sessionId),
});

/** What the calls of a session share, each once. */
export function contextsOf({ columns, places }: Pick<SessionCalls, 'columns' | 'places'>): CallContext[] {
	const found: CallContext[] = [];
	for (const place of places) {
		const context = columns.contexts[place];
		if (context !== undefined) found.push(context);
	}
	return found;
}
