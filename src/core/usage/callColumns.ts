import { countBelow } from '../ascending.js';
import type { Call, NestedCall, PricedCall } from './call.js';
import type { CallContext } from './callContext.js';
import { callCounts, type CountName, type Counts } from './callCounts.js';
import { CallView } from './callView.js';
import { totalsByContext, type ContextTotals } from './contextTotals.js';
import type { PriceBook } from './priceBook.js';
import { packContexts, unpackContexts, type PackedContexts } from './packedContexts.js';
import { priceRows } from './priceRows.js';
import { SessionPlaces } from './sessionPlaces.js';
import { SessionRows } from './sessionRows.js';

/** Columns that rows are added from. */
type RowColumns = Readonly<Record<CountName | 'atMs' | 'outputIsPartial', Numbers>>;
type Numbers = Uint8Array | Uint32Array | Float64Array;

const wordLimit = 2 ** 32;
/** A column for each count. */
const countsOf = (columnOf: (name: CountName) => Counts): Readonly<Record<CountName, Counts>> =>
	Object.fromEntries(callCounts.map((name) => [name, columnOf(name)])) as Record<CountName, Counts>;
const noCounts = countsOf(() => new Uint32Array(0));
const noNested: readonly NestedCall[] = [];

/** Columns on their way from one thread to another: nothing in them is copied that has a buffer of its own. */
export interface ColumnParts {
	readonly length: number;
	readonly atMs: Float64Array;
	readonly counts: Readonly<Record<CountName, Counts>>;
	readonly outputIsPartial: Uint8Array;
	readonly contextOf: Uint32Array;
	readonly contexts: PackedContexts;
	readonly costMicros: Counts;
	readonly isPriced: Uint8Array;
	readonly nested: ReadonlyMap<number, readonly NestedCall[]>;
	readonly totals: ContextTotals;
}

/**
 * Very many calls, in columns instead of objects, in no order. Filled once by `add` and `share`, then priced. Reading
 * goes through one view that moves from call to call.
 */
export class CallColumns {
	/** Number of rows; a row may stand for several calls. */
	length = 0;
	atMs: Float64Array;
	counts: Readonly<Record<CountName, Counts>>;
	outputIsPartial: Uint8Array;
	/** List price in micro-USD, once priced; four bytes hold all but the dearest sums of old history. */
	costMicros: Counts = new Uint32Array(0);
	isPriced: Uint8Array = new Uint8Array(0);
	#contexts: CallContext[] = [];
	#contextOf: Uint32Array;
	readonly #nested = new Map<number, readonly NestedCall[]>();
	/** How many of the first rows are priced. */
	#pricedRows = 0;
	readonly #standsFor = new Map<number, number>();
	#idOf: (row: number) => string;
	readonly #ownIds = new Map<number, string>();
	#isAsFilled = false;
	/** These three are of the rows and prices there are; null until they are asked for. */
	#totals: ContextTotals | null = null;
	#places: SessionPlaces | null = null;
	#bySession: SessionRows | null = null;

	/** Room for `capacity` calls. `idOf` gives the id of a row that was added without one. */
	constructor(capacity: number, idOf: (row: number) => string = () => '') {
		this.atMs = new Float64Array(capacity);
		this.outputIsPartial = new Uint8Array(capacity);
		this.#contextOf = new Uint32Array(capacity);
		this.counts = countsOf(() => new Uint32Array(capacity));
		this.#idOf = idOf;
	}

	/** The columns of some calls. */
	static of(calls: readonly Call[]): CallColumns {
		const columns = new CallColumns(calls.length, (row) => calls[row]?.callId ?? '');
		const known = new Map<string, number>();
		for (const call of calls) {
			const { sessionId, origin, model, speed, serviceTier, inferenceGeo, version, cwd, branch } = call;
			const context = { sessionId, origin, model, speed, serviceTier, inferenceGeo, version, cwd, branch };
			const key = JSON.stringify(context);
			const place = known.get(key) ?? columns.share(context);
			known.set(key, place);
			columns.add(place, call);
		}
		return columns;
	}

	/** The columns of some calls whose prices are known. */
	static ofPriced(calls: readonly PricedCall[]): CallColumns {
		const columns = CallColumns.of(calls);
		columns.costMicros = Float64Array.from(calls, ({ costMicros }) => costMicros);
		columns.isPriced = Uint8Array.from(calls, ({ isPriced }) => (isPriced ? 1 : 0));
		return columns;
	}

	/** Columns that another thread filled, and perhaps priced; none of their calls stands for several. */
	static ofParts(parts: ColumnParts): CallColumns {
		const columns = new CallColumns(0);
		columns.length = parts.length;
		columns.atMs = parts.atMs;
		columns.counts = parts.counts;
		columns.outputIsPartial = parts.outputIsPartial;
		columns.#contextOf = parts.contextOf;
		columns.#contexts = unpackContexts(parts.contexts);
		for (const [row, nested] of parts.nested) columns.#nested.set(row, nested);
		columns.costMicros = parts.costMicros;
		columns.isPriced = parts.isPriced;
		columns.#pricedRows = Math.min(parts.length, parts.isPriced.length);
		columns.#totals = parts.totals;
		columns.#isAsFilled = true;
		return columns;
	}

	/** These columns for another thread, which may take their buffers. */
	parts(): ColumnParts {
		const { length, atMs, counts, outputIsPartial, costMicros, isPriced } = this;
		return {
			...{ length, atMs, counts, outputIsPartial, costMicros, isPriced },
			contextOf: this.#contextOf,
			contexts: packContexts(this.#contexts),
			nested: this.#nested,
			totals: this.totals(),
		};
	}

	/** True for columns that another thread filled and that hold what it put there. */
	get isAsFilled(): boolean {
		return this.#isAsFilled;
	}

	/** Says what gives the id of a row that was added without one. */
	nameRows(idOf: (row: number) => string): void {
		this.#idOf = idOf;
	}

	/** Makes room for so many calls in all. */
	reserve(capacity: number): void {
		if (this.atMs.length >= capacity) return;
		this.atMs = grown(this.atMs, new Float64Array(capacity));
		this.outputIsPartial = grown(this.outputIsPartial, new Uint8Array(capacity));
		this.#contextOf = grown(this.#contextOf, new Uint32Array(capacity));
		this.counts = countsOf((name) => grownCounts(this.counts[name], capacity));
	}

	/** Takes some rows out, which are given in their order; the others keep theirs. Only before any call was looked at. */
	drop(rows: readonly number[]): void {
		const [first] = rows;
		if (first === undefined) return;
		this.#change();
		const { atMs, outputIsPartial, costMicros, isPriced, counts } = this;
		const columns = [atMs, outputIsPartial, this.#contextOf, costMicros, isPriced, ...Object.values(counts)];
		const dropped = (row: number): number => countBelow(rows, row);
		for (const [index, row] of rows.entries()) {
			const end = rows[index + 1] ?? this.length;
			for (const column of columns) column.copyWithin(row - index, row + 1, end);
		}
		const nested = [...this.#nested].filter(([row]) => rows[countBelow(rows, row)] !== row);
		this.#nested.clear();
		for (const [row, runs] of nested) this.#nested.set(row - dropped(row), runs);
		this.#pricedRows -= dropped(this.#pricedRows);
		const { length } = this;
		this.length -= rows.length;
		// Columns are taken to be zero behind their end.
		for (const column of columns) column.fill(0, this.length, length);
	}

	/** Lets go of the counts, but for their totals, when nobody asks for them any more: they are half of all that is kept. */
	forgetCounts(): void {
		this.totals();
		this.counts = noCounts;
	}

	/** Notes what some calls share; gives its place for `add`. */
	share(context: CallContext): number {
		this.#change();
		return this.#contexts.push(context) - 1;
	}

	/** Adds a call of a shared context. */
	add(
		context: number,
		call: Readonly<Record<CountName, number>> &
			Pick<Call, 'atMs' | 'nested' | 'outputIsPartial' | 'standsFor'> &
			Partial<Pick<Call, 'callId'>>,
	): void {
		this.#change();
		const row = this.length++;
		this.#contextOf[row] = context;
		this.atMs[row] = call.atMs;
		for (const name of callCounts) this.#put(name, row, call[name]);
		if (call.outputIsPartial) this.outputIsPartial[row] = 1;
		if (call.nested.length > 0) this.#nested.set(row, call.nested);
		if (call.standsFor !== undefined) this.#standsFor.set(row, call.standsFor);
		if (call.callId !== undefined && call.standsFor !== undefined) this.#ownIds.set(row, call.callId);
	}

	/**
	 * Adds the first rows of some columns at once. `contexts` gives each row's context, and -1 for a row that is to be left
	 * out; `nested` the nested runs of the rows that have some.
	 */
	addRows(
		source: RowColumns,
		contexts: Int32Array,
		nested: ReadonlyMap<number, readonly NestedCall[]>,
	): void {
		this.#change();
		for (const name of callCounts) this.#makeRoom(name, source[name]);
		const begin = this.length;
		if (contexts.includes(-1)) this.#addSome(source, contexts);
		else {
			this.#contextOf.set(contexts, begin);
			copyInto(this.atMs, source.atMs, begin);
			copyInto(this.outputIsPartial, source.outputIsPartial, begin);
			for (const name of callCounts) copyInto(this.counts[name], source[name], begin);
			this.length += contexts.length;
		}
		if (nested.size === 0) return;
		let at = begin;
		for (let row = 0; row < contexts.length; row++) {
			if (contexts[row] === -1) continue;
			const runs = nested.get(row);
			if (runs !== undefined && runs.length > 0) this.#nested.set(at, runs);
			at++;
		}
	}

	/** Adds the rows that are not left out, one by one. */
	#addSome(source: RowColumns, contexts: Int32Array): void {
		const columns = callCounts.map((name) => [this.counts[name], source[name]] as const);
		let at = this.length;
		for (let row = 0; row < contexts.length; row++) {
			const context = contexts[row] ?? -1;
			if (context < 0) continue;
			this.#contextOf[at] = context;
			this.atMs[at] = source.atMs[row] ?? 0;
			for (const [own, theirs] of columns) own[at] = theirs[row] ?? 0;
			this.outputIsPartial[at] = source.outputIsPartial[row] ?? 0;
			at++;
		}
		this.length = at;
	}

	/** Prices every call that has no price yet; see `priceCall`. */
	price(book: PriceBook): this {
		if (this.#pricedRows === this.length && this.isPriced.length >= this.length) return this;
		this.#change();
		this.costMicros = grownCounts(this.costMicros, this.length);
		this.isPriced = grown(this.isPriced, new Uint8Array(this.length));
		this.costMicros = priceRows(this, this.#pricedRows, book);
		this.#pricedRows = this.length;
		return this;
	}

	/** Every call in turn. What is handed over is a view that the next step moves on. */
	*[Symbol.iterator](): Generator<PricedCall> {
		const view = new CallView(this);
		for (let row = 0; row < this.length; row++) {
			view.row = row;
			yield view;
		}
	}

	/** Rows of the calls of a session, oldest first. */
	rowsOf(sessionId: string): Uint32Array {
		this.#bySession ??= new SessionRows(this, this.#placesBySession(), this.totals().rows);
		return this.#bySession.of(sessionId);
	}

	/** Places of what the calls of a session share, each once, in no order that means anything. */
	placesOf(sessionId: string): readonly number[] {
		return this.#placesBySession().of(sessionId);
	}

	#placesBySession(): SessionPlaces {
		return (this.#places ??= new SessionPlaces(this.#contexts, this.totals().rows));
	}

	/** What the calls of each context come to. */
	totals(): ContextTotals {
		return (this.#totals ??= totalsByContext(this));
	}

	/** Lets go of what was worked out from other rows or prices. */
	#change(): void {
		this.#isAsFilled = false;
		this.#totals = null;
		this.#places = null;
		this.#bySession = null;
	}

	/** Instant of the oldest call; null without any. */
	firstAtMs(): number | null {
		return this.length === 0
			? null
			: this.totals().firstAtMs.reduce((one, two) => Math.min(one, two), Infinity);
	}

	/** Instant of the newest call that is not after `untilMs`; null without any. */
	lastAtMs(untilMs: number): number | null {
		if (this.length === 0) return null;
		const lastMs = this.totals().lastAtMs.reduce((one, two) => Math.max(one, two), -Infinity);
		if (lastMs <= untilMs) return lastMs;
		let last = -Infinity;
		for (let row = 0; row < this.length; row++) {
			const atMs = this.atMs[row] ?? 0;
			if (atMs > last && atMs <= untilMs) last = atMs;
		}
		return last === -Infinity ? null : last;
	}

	get contexts(): readonly CallContext[] {
		return this.#contexts;
	}

	/** Place of each row's context; longer than there are rows. */
	get contextPlaces(): Uint32Array {
		return this.#contextOf;
	}

	/** True where some call has runs nested in it. */
	get hasNested(): boolean {
		return this.#nested.size > 0;
	}

	contextPlaceAt(row: number): number {
		return this.#contextOf[row] ?? 0;
	}

	contextAt(row: number): CallContext {
		const context = this.#contexts[this.#contextOf[row] ?? 0];
		if (context === undefined) throw new Error(`There is no call in row ${row}.`);
		return context;
	}

	idAt(row: number): string {
		return this.#ownIds.get(row) ?? this.#idOf(row);
	}

	nestedAt(row: number): readonly NestedCall[] {
		return this.#nested.size === 0 ? noNested : (this.#nested.get(row) ?? noNested);
	}

	standsForAt(row: number): number {
		return this.#standsFor.size === 0 ? 1 : (this.#standsFor.get(row) ?? 1);
	}

	/** Order of two calls: the earlier first, of one instant by their ids. */
	compare(one: number, two: number): number {
		const difference = (this.atMs[one] ?? 0) - (this.atMs[two] ?? 0);
		if (difference !== 0 || one === two) return difference;
		return this.idAt(one) < this.idAt(two) ? -1 : 1;
	}

	#put(name: CountName, row: number, value: number): void {
		if (value >= wordLimit) this.#makeRoom(name, [value]);
		this.counts[name][row] = value;
	}

	/** Four bytes hold nearly every count; a column with a larger one takes eight. */
	#makeRoom(name: CountName, values: ArrayLike<number>): void {
		if (values instanceof Uint32Array || this.counts[name] instanceof Float64Array) return;
		let most = 0;
		for (let row = 0; row < values.length; row++) most = Math.max(most, values[row] ?? 0);
		if (most >= wordLimit) this.counts = { ...this.counts, [name]: Float64Array.from(this.counts[name]) };
	}
}

/** Copies a column; zeros are there already, and room that nobody touches takes no memory. */
function copyInto(own: Numbers, values: Numbers, at: number): void {
	// Written out, because it looks at every number of columns that are all zeros.
	for (let row = 0; row < values.length; row++) {
		if (values[row] === 0) continue;
		own.set(values, at);
		return;
	}
}

/** A column with more room; the same one when it has enough. */
function grown<Column extends Numbers>(column: Column, room: Column): Column {
	if (column.length >= room.length) return column;
	room.set(column);
	return room;
}

const grownCounts = (column: Counts, capacity: number): Counts =>
	column instanceof Float64Array
		? grown(column, new Float64Array(capacity))
		: grown(column, new Uint32Array(capacity));
