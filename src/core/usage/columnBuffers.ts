import type { Counts } from './callCounts.js';
import type { ColumnParts } from './callColumns.js';

/** The buffers of some columns, which go over to another thread as they are. */
export function buffersOf(parts: ColumnParts): ArrayBuffer[] {
	const { atMs, counts, outputIsPartial, contextOf, contexts, costMicros, isPriced, totals } = parts;
	const columns = [atMs, ...Object.values(counts), outputIsPartial, contextOf, contexts.places];
	return [...columns, costMicros, isPriced, ...Object.values<Counts>({ ...totals })].flatMap(({ buffer }) =>
		buffer instanceof ArrayBuffer ? [buffer] : [],
	);
}
