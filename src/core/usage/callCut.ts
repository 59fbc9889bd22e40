import { dayIn, isIn, type Period } from '../period.js';
import type { CallColumns } from './callColumns.js';
import { addRow, callAmounts, noAmounts, type CallAmounts } from './contextTotals.js';

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
	readonly sums: CallAmounts;
}

/**
 * Cuts the calls of a period; of the columns no id is asked for. Most contexts are of one day, and their totals are the
 * slice's: only the calls of the others are looked at one by one.
 */
export function cutCalls(calls: CallColumns, period: Period): CallCut {
	const open = new OpenSlices(calls, period);
	const isDivided = new Uint8Array(calls.contexts.length);
	for (let place = 0; place < isDivided.length; place++) isDivided[place] = open.takeWhole(place) ? 0 : 1;
	open.addTotals();
	if (isDivided.includes(1)) {
		const { contextPlaces } = calls;
		for (let row = 0; row < calls.length; row++) {
			if (isDivided[contextPlaces[row] ?? 0] === 1) open.takeRow(row);
		}
	}
	return open.columns();
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
	const known = new Map<number, number>();
	const [sessions, models] = [new Map<string, number>(), new Map<string, number>()];
	const places: number[] = [];
	const ofPlace = Uint32Array.from(contexts, ({ sessionId, origin, model }, place) => {
		const session = numberIn(sessions, sessionId) * 2 + (origin === 'main' ? 0 : 1);
		// There are no more models than contexts.
		const key = session * contexts.length + numberIn(models, model);
		const group = known.get(key) ?? places.length;
		if (group === places.length) {
			known.set(key, group);
			places.push(place);
		}
		return group;
	});
	return { ofPlace, places };
}

/** The number of a text, which is given to it when it is first met. */
function numberIn(numbers: Map<string, number>, text: string): number {
	const known = numbers.get(text);
	if (known !== undefined) return known;
	numbers.set(text, numbers.size);
	return numbers.size - 1;
}

/** Slices while calls are put into them; one is opened where there is none yet. */
class OpenSlices {
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
	/** Slice of each place whose calls are all in one; -1 for the others. */
	readonly #sliceOfPlace: Int32Array;
	#sums: CallAmounts;
	#room: number;
	readonly #dayNameAt: (atMs: number) => string;
	readonly #days = new Map<string, number>();
	/** Most calls are of the same day as the one before. */
	#lastDay = { name: '', number: -1 };

	constructor(calls: CallColumns, period: Period) {
		this.#calls = calls;
		this.#period = period;
		this.#groups = groupsOf(calls);
		this.#last = new Int32Array(this.#groups.places.length * 2).fill(-1);
		this.#sliceOfPlace = new Int32Array(calls.contexts.length).fill(-1);
		this.#room = calls.contexts.length;
		this.#sums = noAmounts(this.#room);
		this.#dayNameAt = dayIn(period.timezone);
	}

	/** Takes the calls of a context; false when they are of several slices or partly outside the period. */
	takeWhole(place: number): boolean {
		const totals = this.#calls.totals();
		const [firstMs, lastMs] = [totals.firstAtMs[place] ?? 0, totals.lastAtMs[place] ?? 0];
		const { sinceMs, untilMs } = this.#period;
		const rows = totals.rows[place] ?? 0;
		if (rows === 0 || lastMs < sinceMs || firstMs >= untilMs) return true;
		const pricedRows = totals.pricedRows[place] ?? 0;
		if (firstMs < sinceMs || lastMs >= untilMs || (pricedRows > 0 && pricedRows < rows)) return false;
		const day = this.#dayAt(lastMs);
		if (day !== this.#dayAt(firstMs)) return false;
		const slice = this.#sliceAt(this.#slotOf(place, pricedRows > 0), day, totals.firstRow[place] ?? 0);
		this.#sliceOfPlace[place] = slice;
		return true;
	}

	/** Takes over what is known of the contexts that were taken whole: their sums, column by column, and ties. */
	addTotals(): void {
		const totals = this.#calls.totals();
		for (const name of callAmounts) addColumn(this.#sums[name], totals[name], this.#sliceOfPlace);
		const { ties } = totals;
		for (let at = 0; at < ties.length; at += 2) {
			const slice = this.#sliceOfPlace[ties[at] ?? 0] ?? -1;
			if (slice >= 0) this.#ties.push([slice, ties[at + 1] ?? 0]);
		}
	}

	takeRow(row: number): void {
		const { atMs, isPriced, contextPlaces } = this.#calls;
		const instant = atMs[row] ?? 0;
		if (!isIn(this.#period, instant)) return;
		const slot = this.#slotOf(contextPlaces[row] ?? 0, isPriced[row] === 1);
		const slice = this.#sliceAt(slot, this.#dayAt(instant), row);
		addRow(this.#sums, slice, this.#calls, row);
	}

	columns(): CallCut {
		const length = this.#slots.length;
		return {
			period: this.#period,
			places: Uint32Array.from(this.#slots, (slot) => this.#groups.places[slot >> 1] ?? 0),
			isPriced: Uint8Array.from(this.#slots, (slot) => slot & 1),
			dayOf: Uint32Array.from(this.#dayOf),
			days: [...this.#days.keys()],
			first: Uint32Array.from(this.#first),
			ties: this.#ties,
			sums: mapped(this.#sums, (values) => values.slice(0, length)),
		};
	}

	#slotOf(place: number, isPriced: boolean): number {
		return (this.#groups.ofPlace[place] ?? 0) * 2 + (isPriced ? 1 : 0);
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

	/** The slice of a slot and day, which has some row. */
	#sliceAt(slot: number, day: number, row: number): number {
		const last = this.#last[slot] ?? -1;
		for (let slice = last; slice >= 0; slice = this.#before[slice] ?? -1) {
			if (this.#dayOf[slice] !== day) continue;
			this.#begin(slice, row);
			return slice;
		}
		const slice = this.#slots.push(slot) - 1;
		this.#dayOf.push(day);
		this.#first.push(row);
		this.#before.push(last);
		this.#last[slot] = slice;
		if (slice >= this.#room) this.#grow();
		return slice;
	}

	/** Notes a row of a slice if it is the first one, or may be. */
	#begin(slice: number, row: number): void {
		const { atMs } = this.#calls;
		const [instant, firstMs] = [atMs[row] ?? 0, atMs[this.#first[slice] ?? 0] ?? 0];
		if (instant < firstMs) this.#first[slice] = row;
		else if (instant === firstMs) this.#ties.push([slice, row]);
	}

	#grow(): void {
		this.#room = 2 * this.#room + 16;
		this.#sums = mapped(this.#sums, (values) => {
			const grown = new Float64Array(this.#room);
			grown.set(values);
			return grown;
		});
	}
}

/** Adds values to the sums of the slices they belong to. */
function addColumn(sums: Float64Array, values: Float64Array, sliceOf: Int32Array): void {
	for (let place = 0; place < sliceOf.length; place++) {
		const slice = sliceOf[place] ?? -1;
		if (slice >= 0) sums[slice] = (sums[slice] ?? 0) + (values[place] ?? 0);
	}
}

const mapped = (sums: CallAmounts, change: (values: Float64Array) => Float64Array): CallAmounts =>
	Object.fromEntries(callAmounts.map((name) => [name, change(sums[name])])) as CallAmounts;
