import type { Counts } from './callCounts.js';

/** What the calls of each context come to, by the place of the context. */
export interface ContextTotals {
	/** Rows that have the context. */
	readonly rows: Uint32Array;
	readonly calls: Float64Array;
	/** Calls whose output is a floor. */
	readonly partialOutputCalls: Float64Array;
	readonly costMicros: Float64Array;
	/** Instant of the oldest call; infinite without any. */
	readonly firstAtMs: Float64Array;
	/** Instant of the newest call; minus infinity without any. */
	readonly lastAtMs: Float64Array;
}

/** Columns of calls, as far as it takes to sum them up. */
interface SummedRows {
	readonly length: number;
	readonly atMs: Float64Array;
	readonly outputIsPartial: Uint8Array;
	readonly costMicros: Counts;
	readonly contexts: { readonly length: number };
	readonly contextPlaces: Uint32Array;
	standsForAt(row: number): number;
}

/** Sums up the calls of each context in one walk: most questions about a session need no single call then. */
export function totalsByContext(columns: SummedRows): ContextTotals {
	const { length } = columns.contexts;
	const rows = new Uint32Array(length);
	const calls = new Float64Array(length);
	const partialOutputCalls = new Float64Array(length);
	const costMicros = new Float64Array(length);
	const firstAtMs = new Float64Array(length).fill(Infinity);
	const lastAtMs = new Float64Array(length).fill(-Infinity);
	const { atMs, outputIsPartial, contextPlaces, costMicros: costs } = columns;
	for (let row = 0; row < columns.length; row++) {
		const place = contextPlaces[row] ?? 0;
		const instant = atMs[row] ?? 0;
		const standsFor = columns.standsForAt(row);
		rows[place] = (rows[place] ?? 0) + 1;
		calls[place] = (calls[place] ?? 0) + standsFor;
		if (outputIsPartial[row] === 1) partialOutputCalls[place] = (partialOutputCalls[place] ?? 0) + standsFor;
		costMicros[place] = (costMicros[place] ?? 0) + (costs[row] ?? 0);
		if (instant < (firstAtMs[place] ?? 0)) firstAtMs[place] = instant;
		if (instant > (lastAtMs[place] ?? 0)) lastAtMs[place] = instant;
	}
	return { rows, calls, partialOutputCalls, costMicros, firstAtMs, lastAtMs };
}
