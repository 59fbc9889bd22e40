import { callCounts, type CountName, type Counts } from './callCounts.js';

/** Amounts that calls are summed up in; whole numbers. */
export const callAmounts = ['calls', 'partialOutputCalls', 'costMicros', ...callCounts] as const;
export type CallAmounts = Readonly<Record<(typeof callAmounts)[number], Float64Array>>;

/** What the calls of each context come to, by the place of the context. */
export interface ContextTotals extends CallAmounts {
	/** Rows that have the context. */
	readonly rows: Uint32Array;
	/** Of those, the ones with a whole price. */
	readonly pricedRows: Uint32Array;
	/** Instant of the oldest call; infinite without any. */
	readonly firstAtMs: Float64Array;
	/** Its row. */
	readonly firstRow: Uint32Array;
	/** Rows of the very instant of the first one, each behind its place: which comes first, their ids tell. */
	readonly ties: Uint32Array;
	/** Instant of the newest call; minus infinity without any. */
	readonly lastAtMs: Float64Array;
}

/** Columns of calls, as far as it takes to sum them up. */
interface SummedRows {
	readonly length: number;
	readonly atMs: Float64Array;
	readonly counts: Readonly<Record<CountName, Counts>>;
	readonly outputIsPartial: Uint8Array;
	readonly costMicros: Counts;
	readonly isPriced: Uint8Array;
	readonly contexts: { readonly length: number };
	readonly contextPlaces: Uint32Array;
	standsForAt(row: number): number;
}

/** Sums up the calls of each context in one walk: most questions need no single call then. */
export function totalsByContext(columns: SummedRows): ContextTotals {
	const { length } = columns.contexts;
	const { atMs, contextPlaces, isPriced } = columns;
	const sums = noAmounts(length);
	const rows = new Uint32Array(length);
	const pricedRows = new Uint32Array(length);
	const firstAtMs = new Float64Array(length).fill(Infinity);
	const firstRow = new Uint32Array(length);
	const ties: number[] = [];
	const lastAtMs = new Float64Array(length).fill(-Infinity);
	for (let row = 0; row < columns.length; row++) {
		const place = contextPlaces[row] ?? 0;
		const instant = atMs[row] ?? 0;
		const firstMs = firstAtMs[place] ?? 0;
		rows[place] = (rows[place] ?? 0) + 1;
		pricedRows[place] = (pricedRows[place] ?? 0) + (isPriced[row] ?? 0);
		addRow(sums, place, columns, row);
		if (instant < firstMs) {
			firstAtMs[place] = instant;
			firstRow[place] = row;
		} else if (instant === firstMs) ties.push(place, row);
		if (instant > (lastAtMs[place] ?? 0)) lastAtMs[place] = instant;
	}
	return { ...sums, rows, pricedRows, firstAtMs, firstRow, ties: Uint32Array.from(ties), lastAtMs };
}

/** Sums of nothing yet. */
export const noAmounts = (length: number): CallAmounts =>
	Object.fromEntries(callAmounts.map((name) => [name, new Float64Array(length)])) as CallAmounts;

/** Adds a call to the sums at a place. Costs are integers, so any order gives the same. Written out: it runs for every call. */
export function addRow(sums: CallAmounts, place: number, columns: SummedRows, row: number): void {
	const { counts } = columns;
	const standsFor = columns.standsForAt(row);
	add(sums.calls, place, standsFor);
	if (columns.outputIsPartial[row] === 1) add(sums.partialOutputCalls, place, standsFor);
	add(sums.costMicros, place, columns.costMicros[row] ?? 0);
	add(sums.inputTokens, place, counts.inputTokens[row] ?? 0);
	add(sums.outputTokens, place, counts.outputTokens[row] ?? 0);
	add(sums.cacheWrite5mTokens, place, counts.cacheWrite5mTokens[row] ?? 0);
	add(sums.cacheWrite1hTokens, place, counts.cacheWrite1hTokens[row] ?? 0);
	add(sums.cacheReadTokens, place, counts.cacheReadTokens[row] ?? 0);
	add(sums.webSearches, place, counts.webSearches[row] ?? 0);
}

function add(sums: Float64Array, place: number, amount: number): void {
	sums[place] = (sums[place] ?? 0) + amount;
}
