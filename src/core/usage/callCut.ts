import { dayIn, isIn, type Period } from '../period.js';
import type { CallColumns } from './callColumns.js';
import type { CountName } from './callCounts.js';

/** What the calls of each slice come to; whole numbers. */
type CutAmounts = Readonly<Record<'calls' | 'partialOutputCalls' | 'costMicros' | CountName, Float64Array>>;

/**
 * The calls of a period, cut into slices of one session, origin, model and day whose calls are all priced or all not.
 * Everything is in columns, a slice a row, so that another thread can cut.
 */
export interface CallCut {
	readonly period: Period;
	/** Place of a context that has the slice's session, origin and model. */
	readonly places: Uint32Array;
	readonly isPriced: Uint8Array;
	/** Which of `days`. */
	readonly dayOf: Uint32Array;
	/** Calendar days in the period's zone. */
	readonly days: readonly string[];
	/** Row of the slice's first call. */
	readonly first: Uint32Array;
	/** Slices with other rows of the very instant of their first call: which comes first, their ids tell. */
	readonly ties: readonly (readonly [slice: number, row: number])[];
	readonly sums: CutAmounts;
}

/** Cuts the calls of a period; of the columns no id is asked for. */
export function cutCalls(calls: CallColumns, period: Period): CallCut {
	const groups = groupsOf(calls);
	const open = new OpenSlices(calls, period, groups);
	for (let row = 0; row < calls.length; row++) open.take(row);
	return { ...open.columns(), period, sums: sumsOf(calls, open.sliceOf, open.size) };
}

/** Slices in the order of their first calls. */
export function slicesInOrder(calls: CallColumns, { first, ties }: CallCut): Uint32Array {
	const begins = first.slice();
	for (const [slice, row] of ties) {
		if (calls.compare(row, begins[slice] ?? 0) < 0) begins[slice] = row;
	}
	return Uint32Array.from(begins.keys()).sort((one, two) =>
		calls.compare(begins[one] ?? 0, begins[two] ?? 0),
	);
}

/** Contexts of one session, origin and model, by any of them. */
interface Groups {
	/** Number of the group of each place. */
	readonly ofPlace: Uint32Array;
	/** A place of each group. */
	readonly places: readonly number[];
}

function groupsOf({ contexts }: CallColumns): Groups {
	const known = new Map<string, number>();
	const places: number[] = [];
	const ofPlace = Uint32Array.from(contexts, ({ sessionId, origin, model }, place) => {
		const key = `${sessionId}\n${origin}\n${model}`;
		const group = known.get(key) ?? places.length;
		if (group === places.length) {
			known.set(key, group);
			places.push(place);
		}
		return group;
	});
	return { ofPlace, places };
}

/** Finds the slice of each row, and opens it where there is none yet. */
class OpenSlices {
	/** Slice of each row; -1 for a row that is in none. */
	readonly sliceOf: Int32Array;
	readonly #calls: CallColumns;
	readonly #period: Period;
	readonly #groups: Groups;
	/** By slice: its slot, which is a group whose calls are priced or not, its day and its first row. */
	readonly #slots: number[] = [];
	readonly #dayOf: number[] = [];
	readonly #first: number[] = [];
	/** The slice of the same slot that was opened before; -1 for none. */
	readonly #before: number[] = [];
	readonly #ties: [number, number][] = [];
	/** The last slice opened of each slot; -1 for none. */
	readonly #last: Int32Array;
	readonly #dayNameAt: (atMs: number) => string;
	readonly #days = new Map<string, number>();
	/** Most calls are of the same day as the one before. */
	#lastDay = { name: '', number: -1 };

	constructor(calls: CallColumns, period: Period, groups: Groups) {
		this.#calls = calls;
		this.#period = period;
		this.#groups = groups;
		this.sliceOf = new Int32Array(calls.length).fill(-1);
		this.#last = new Int32Array(groups.places.length * 2).fill(-1);
		this.#dayNameAt = dayIn(period.timezone);
	}

	get size(): number {
		return this.#slots.length;
	}

	take(row: number): void {
		const { atMs, isPriced, contextPlaces } = this.#calls;
		const instant = atMs[row] ?? 0;
		if (!isIn(this.#period, instant)) return;
		const slot = (this.#groups.ofPlace[contextPlaces[row] ?? 0] ?? 0) * 2 + (isPriced[row] ?? 0);
		const slice = this.#sliceAt(slot, this.#dayAt(instant), row);
		this.sliceOf[row] = slice;
		const firstMs = atMs[this.#first[slice] ?? 0] ?? 0;
		if (instant < firstMs) this.#first[slice] = row;
		else if (instant === firstMs && row !== this.#first[slice]) this.#ties.push([slice, row]);
	}

	columns(): Omit<CallCut, 'period' | 'sums'> {
		return {
			places: Uint32Array.from(this.#slots, (slot) => this.#groups.places[slot >> 1] ?? 0),
			isPriced: Uint8Array.from(this.#slots, (slot) => slot & 1),
			dayOf: Uint32Array.from(this.#dayOf),
			days: [...this.#days.keys()],
			first: Uint32Array.from(this.#first),
			ties: this.#ties,
		};
	}

	#dayAt(atMs: number): number {
		const name = this.#dayNameAt(atMs);
		if (name !== this.#lastDay.name) {
			const number = this.#days.get(name) ?? this.#days.size;
			this.#days.set(name, number);
			this.#lastDay = { name, number };
		}
		return this.#lastDay.number;
	}

	#sliceAt(slot: number, day: number, row: number): number {
		const last = this.#last[slot] ?? -1;
		for (let slice = last; slice >= 0; slice = this.#before[slice] ?? -1) {
			if (this.#dayOf[slice] === day) return slice;
		}
		const slice = this.#slots.push(slot) - 1;
		this.#dayOf.push(day);
		this.#first.push(row);
		this.#before.push(last);
		this.#last[slot] = slice;
		return slice;
	}
}

/** What the calls of each slice come to. Costs are sums of integers, so any order of the calls gives the same. */
function sumsOf(calls: CallColumns, sliceOf: Int32Array, slices: number): CutAmounts {
	const { counts, costMicros, outputIsPartial } = calls;
	const sum = (values: Uint8Array | Uint32Array | Float64Array): Float64Array => {
		const sums = new Float64Array(slices);
		for (let row = 0; row < sliceOf.length; row++) {
			const slice = sliceOf[row] ?? -1;
			if (slice >= 0) sums[slice] = (sums[slice] ?? 0) + (values[row] ?? 0);
		}
		return sums;
	};
	const numbers = { calls: new Float64Array(slices), partialOutputCalls: new Float64Array(slices) };
	for (let row = 0; row < sliceOf.length; row++) {
		const slice = sliceOf[row] ?? -1;
		if (slice < 0) continue;
		const standsFor = calls.standsForAt(row);
		numbers.calls[slice] = (numbers.calls[slice] ?? 0) + standsFor;
		if (outputIsPartial[row] !== 1) continue;
		numbers.partialOutputCalls[slice] = (numbers.partialOutputCalls[slice] ?? 0) + standsFor;
	}
	return {
		...numbers,
		costMicros: sum(costMicros),
		inputTokens: sum(counts.inputTokens),
		outputTokens: sum(counts.outputTokens),
		cacheWrite5mTokens: sum(counts.cacheWrite5mTokens),
		cacheWrite1hTokens: sum(counts.cacheWrite1hTokens),
		cacheReadTokens: sum(counts.cacheReadTokens),
		webSearches: sum(counts.webSearches),
	};
}
