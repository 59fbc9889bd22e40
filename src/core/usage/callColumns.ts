import type { Call, NestedCall, PricedCall } from './call.js';
import { newSlot, type CallSlot } from './callSlot.js';
import type { PriceBook } from './priceBook.js';
import { priceAt, priceTokens } from './priceCall.js';

/** What a call shares with others of its session, folder, branch and model. */
export type CallContext = Pick<
	Call,
	'sessionId' | 'origin' | 'model' | 'speed' | 'serviceTier' | 'inferenceGeo' | 'version' | 'cwd' | 'branch'
>;

/** The counts of a call. */
export const callCounts = [
	'inputTokens',
	'outputTokens',
	'cacheWrite5mTokens',
	'cacheWrite1hTokens',
	'cacheReadTokens',
	'webSearches',
] as const;
type CountName = (typeof callCounts)[number];

/** Whole numbers, none negative. */
type Counts = Uint32Array | Float64Array;

const wordLimit = 2 ** 32;
const noNested: readonly NestedCall[] = [];

/** One call of some columns; a view that the next step of an iteration moves on. Copy what is to be kept. */
class CallView implements PricedCall {
	row = 0;
	readonly #columns: CallColumns;

	constructor(columns: CallColumns) {
		this.#columns = columns;
	}

	get #context(): CallContext {
		return this.#columns.contextAt(this.row);
	}
	get callId(): string {
		return this.#columns.idAt(this.row);
	}
	get sessionId(): string {
		return this.#context.sessionId;
	}
	get origin(): Call['origin'] {
		return this.#context.origin;
	}
	get atMs(): number {
		return this.#columns.atMs[this.row] ?? 0;
	}
	get model(): string {
		return this.#context.model;
	}
	get speed(): string | null {
		return this.#context.speed;
	}
	get serviceTier(): string | null {
		return this.#context.serviceTier;
	}
	get inferenceGeo(): string | null {
		return this.#context.inferenceGeo;
	}
	get version(): string | null {
		return this.#context.version;
	}
	get cwd(): string | null {
		return this.#context.cwd;
	}
	get branch(): string | null {
		return this.#context.branch;
	}
	get inputTokens(): number {
		return this.#columns.counts.inputTokens[this.row] ?? 0;
	}
	get outputTokens(): number {
		return this.#columns.counts.outputTokens[this.row] ?? 0;
	}
	get cacheWrite5mTokens(): number {
		return this.#columns.counts.cacheWrite5mTokens[this.row] ?? 0;
	}
	get cacheWrite1hTokens(): number {
		return this.#columns.counts.cacheWrite1hTokens[this.row] ?? 0;
	}
	get cacheReadTokens(): number {
		return this.#columns.counts.cacheReadTokens[this.row] ?? 0;
	}
	get webSearches(): number {
		return this.#columns.counts.webSearches[this.row] ?? 0;
	}
	get outputIsPartial(): boolean {
		return this.#columns.outputIsPartial[this.row] === 1;
	}
	get standsFor(): number {
		return this.#columns.standsForAt(this.row);
	}
	get nested(): readonly NestedCall[] {
		return this.#columns.nestedAt(this.row);
	}
	get costMicros(): number {
		return this.#columns.costMicros[this.row] ?? 0;
	}
	get isPriced(): boolean {
		return this.#columns.isPriced[this.row] === 1;
	}
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
	/** List price in micro-USD, once priced. */
	costMicros = new Float64Array(0);
	isPriced = new Uint8Array(0);
	readonly #contexts: CallContext[] = [];
	#contextOf: Uint32Array;
	readonly #nested = new Map<number, readonly NestedCall[]>();
	readonly #standsFor = new Map<number, number>();
	readonly #idOf: (row: number) => string;
	readonly #ownIds = new Map<number, string>();
	#bySession: SessionRows | null = null;

	/** Room for `capacity` calls. `idOf` gives the id of a row that was added without one. */
	constructor(capacity: number, idOf: (row: number) => string = () => '') {
		this.atMs = new Float64Array(capacity);
		this.outputIsPartial = new Uint8Array(capacity);
		this.#contextOf = new Uint32Array(capacity);
		this.counts = Object.fromEntries(
			callCounts.map((name) => [name, new Uint32Array(capacity)]),
		) as unknown as Record<CountName, Counts>;
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

	/** Notes what some calls share; gives its place for `add`. */
	share(context: CallContext): number {
		return this.#contexts.push(context) - 1;
	}

	/** Adds a call of a shared context. */
	add(
		context: number,
		call: Readonly<Record<CountName, number>> &
			Pick<Call, 'atMs' | 'nested' | 'outputIsPartial' | 'standsFor'> &
			Partial<Pick<Call, 'callId'>>,
	): void {
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
	 * Adds the rows `from` to `until` of some columns at once; `contextOf` gives each row's context, and -1 for a row
	 * that is to be left out.
	 */
	addRows(
		source: Readonly<Record<CountName | 'atMs' | 'outputIsPartial', ArrayLike<number>>>,
		rows: number,
		contextOf: (row: number) => number,
		nestedOf: (row: number) => readonly NestedCall[],
	): void {
		for (const name of callCounts) this.#makeRoom(name, source[name]);
		const columns = callCounts.map((name) => [this.counts[name], source[name]] as const);
		const { atMs, outputIsPartial } = source;
		let at = this.length;
		for (let row = 0; row < rows; row++) {
			const context = contextOf(row);
			if (context < 0) continue;
			this.#contextOf[at] = context;
			this.atMs[at] = atMs[row] ?? 0;
			for (const [own, theirs] of columns) own[at] = theirs[row] ?? 0;
			this.outputIsPartial[at] = outputIsPartial[row] ?? 0;
			const nested = nestedOf(row);
			if (nested.length > 0) this.#nested.set(at, nested);
			at++;
		}
		this.length = at;
	}

	/** Prices every call; see `priceCall`. */
	price(book: PriceBook): this {
		this.costMicros = new Float64Array(this.length);
		this.isPriced = new Uint8Array(this.length);
		const pricesOf = this.#contexts.map(({ model }) => book.pricesOf(model));
		const call = newSlot();
		for (let row = 0; row < this.length; row++) {
			this.#fillPriced(call, row);
			const prices = pricesOf[this.contextPlaceAt(row)] ?? null;
			let sum = prices === null ? 0 : priceAt(prices, call, call);
			let isPriced = prices !== null;
			for (const nested of this.nestedAt(row)) {
				const nestedMicros = priceTokens(nested.model, nested, call, book);
				sum += nestedMicros ?? 0;
				isPriced &&= nestedMicros !== null;
			}
			this.costMicros[row] = sum;
			this.isPriced[row] = isPriced ? 1 : 0;
		}
		return this;
	}

	/** Fills a slot with what a price rests on. */
	#fillPriced(slot: CallSlot, row: number): void {
		const { speed, serviceTier, inferenceGeo } = this.contextAt(row);
		slot.atMs = this.atMs[row] ?? 0;
		slot.speed = speed;
		slot.serviceTier = serviceTier;
		slot.inferenceGeo = inferenceGeo;
		slot.standsFor = this.standsForAt(row);
		for (const name of callCounts) slot[name] = this.counts[name][row] ?? 0;
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
		this.#bySession ??= new SessionRows(this);
		return this.#bySession.of(sessionId);
	}

	/** Instant of the oldest call; null without any. */
	firstAtMs(): number | null {
		let first = Infinity;
		for (let row = 0; row < this.length; row++) first = Math.min(first, this.atMs[row] ?? Infinity);
		return this.length === 0 ? null : first;
	}

	/** Instant of the newest call that is not after `untilMs`; null without any. */
	lastAtMs(untilMs: number): number | null {
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

/** The rows of each session, in the order of time. */
class SessionRows {
	readonly #places = new Map<string, number>();
	/** Where the rows of each session begin. */
	readonly #begins: Uint32Array;
	readonly #rows: Uint32Array;

	constructor(columns: CallColumns) {
		const sessionOf = Uint32Array.from(columns.contexts, ({ sessionId }) => {
			const known = this.#places.get(sessionId) ?? this.#places.size;
			this.#places.set(sessionId, known);
			return known;
		});
		const placeAt = (row: number): number => sessionOf[columns.contextPlaceAt(row)] ?? 0;
		this.#begins = new Uint32Array(this.#places.size + 1);
		for (let row = 0; row < columns.length; row++) {
			const next = placeAt(row) + 1;
			this.#begins[next] = (this.#begins[next] ?? 0) + 1;
		}
		for (let place = 1; place < this.#begins.length; place++) {
			this.#begins[place] = (this.#begins[place] ?? 0) + (this.#begins[place - 1] ?? 0);
		}
		const ends = this.#begins.slice();
		this.#rows = new Uint32Array(columns.length);
		for (let row = 0; row < columns.length; row++) {
			const place = placeAt(row);
			const at = ends[place] ?? 0;
			this.#rows[at] = row;
			ends[place] = at + 1;
		}
		for (let place = 0; place < this.#places.size; place++) this.#sort(columns, this.#span(place));
	}

	of(sessionId: string): Uint32Array {
		const place = this.#places.get(sessionId);
		return place === undefined ? new Uint32Array(0) : this.#span(place);
	}

	#span(place: number): Uint32Array {
		return this.#rows.subarray(this.#begins[place], this.#begins[place + 1]);
	}

	/** Rows mostly stand in the order of time already. */
	#sort(columns: CallColumns, rows: Uint32Array): void {
		for (let at = 1; at < rows.length; at++) {
			if ((columns.atMs[rows[at - 1] ?? 0] ?? 0) < (columns.atMs[rows[at] ?? 0] ?? 0)) continue;
			rows.sort((one, two) => columns.compare(one, two));
			return;
		}
	}
}
