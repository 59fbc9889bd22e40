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

/** Columns that rows are added from. */
type RowColumns = Readonly<Record<CountName | 'atMs' | 'outputIsPartial', Numbers>>;
type Numbers = Uint8Array | Uint32Array | Float64Array;

const wordLimit = 2 ** 32;
const noNested: readonly NestedCall[] = [];

/** First and last instant of the first rows of some columns. */
interface Ends {
	readonly rows: number;
	readonly firstMs: number;
	readonly lastMs: number;
}

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
	/** List price in micro-USD, once priced; four bytes hold all but the dearest sums of old history. */
	costMicros: Counts = new Uint32Array(0);
	isPriced = new Uint8Array(0);
	readonly #contexts: CallContext[] = [];
	#contextOf: Uint32Array;
	readonly #nested = new Map<number, readonly NestedCall[]>();
	readonly #standsFor = new Map<number, number>();
	readonly #idOf: (row: number) => string;
	readonly #ownIds = new Map<number, string>();
	#bySession: SessionRows | null = null;
	#knownEnds: Ends | null = null;

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
	 * Adds the first rows of some columns at once. `contexts` gives each row's context, and -1 for a row that is to be left
	 * out; `nested` the nested runs of the rows that have some.
	 */
	addRows(
		source: RowColumns,
		contexts: Int32Array,
		nested: ReadonlyMap<number, readonly NestedCall[]>,
	): void {
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

	/** Prices every call; see `priceCall`. */
	price(book: PriceBook): this {
		let costMicros: Counts = new Uint32Array(this.length);
		const isPriced = new Uint8Array(this.length);
		const pricesOf = this.#contexts.map(({ model }) => book.pricesOf(model));
		const contextOf = this.#contextOf;
		const call = newSlot();
		for (let row = 0; row < this.length; row++) {
			const place = contextOf[row] ?? 0;
			const prices = pricesOf[place] ?? null;
			const hasNested = this.#nested.size > 0 && this.#nested.has(row);
			if (prices === null && !hasNested) continue;
			this.#fillPriced(call, row, place);
			let sum = prices === null ? 0 : priceAt(prices, call, call);
			let isWhole = prices !== null;
			for (const nested of hasNested ? this.nestedAt(row) : noNested) {
				const nestedMicros = priceTokens(nested.model, nested, call, book);
				sum += nestedMicros ?? 0;
				isWhole &&= nestedMicros !== null;
			}
			if (sum >= wordLimit && costMicros instanceof Uint32Array) costMicros = Float64Array.from(costMicros);
			costMicros[row] = sum;
			isPriced[row] = isWhole ? 1 : 0;
		}
		this.costMicros = costMicros;
		this.isPriced = isPriced;
		return this;
	}

	/** Fills a slot with what a price rests on. Written out, because it runs for every call. */
	#fillPriced(slot: CallSlot, row: number, place: number): void {
		const context = this.#contexts[place];
		const { counts } = this;
		slot.speed = context?.speed ?? null;
		slot.serviceTier = context?.serviceTier ?? null;
		slot.inferenceGeo = context?.inferenceGeo ?? null;
		slot.atMs = this.atMs[row] ?? 0;
		slot.standsFor = this.standsForAt(row);
		slot.inputTokens = counts.inputTokens[row] ?? 0;
		slot.outputTokens = counts.outputTokens[row] ?? 0;
		slot.cacheWrite5mTokens = counts.cacheWrite5mTokens[row] ?? 0;
		slot.cacheWrite1hTokens = counts.cacheWrite1hTokens[row] ?? 0;
		slot.cacheReadTokens = counts.cacheReadTokens[row] ?? 0;
		slot.webSearches = counts.webSearches[row] ?? 0;
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
		return this.#sessions().of(sessionId);
	}

	/** Places of what the calls of a session share, each once, in no order that means anything. */
	placesOf(sessionId: string): readonly number[] {
		return this.#sessions().placesOf(sessionId);
	}

	#sessions(): SessionRows {
		return (this.#bySession ??= new SessionRows(this, this.#contextOf));
	}

	/** Instant of the oldest call; null without any. */
	firstAtMs(): number | null {
		return this.length === 0 ? null : this.#ends().firstMs;
	}

	/** Instant of the newest call that is not after `untilMs`; null without any. */
	lastAtMs(untilMs: number): number | null {
		const { lastMs } = this.#ends();
		if (this.length > 0 && lastMs <= untilMs) return lastMs;
		let last = -Infinity;
		for (let row = 0; row < this.length; row++) {
			const atMs = this.atMs[row] ?? 0;
			if (atMs > last && atMs <= untilMs) last = atMs;
		}
		return last === -Infinity ? null : last;
	}

	#ends(): Ends {
		if (this.#knownEnds?.rows === this.length) return this.#knownEnds;
		const { atMs } = this;
		let firstMs = Infinity;
		let lastMs = -Infinity;
		for (let row = 0; row < this.length; row++) {
			const instant = atMs[row] ?? 0;
			if (instant < firstMs) firstMs = instant;
			if (instant > lastMs) lastMs = instant;
		}
		return (this.#knownEnds = { rows: this.length, firstMs, lastMs });
	}

	get contexts(): readonly CallContext[] {
		return this.#contexts;
	}

	/** Place of each row's context; longer than there are rows. */
	get contextPlaces(): Uint32Array {
		return this.#contextOf;
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
	if (values.some((value) => value !== 0)) own.set(values, at);
}

/** The rows and contexts of each session, the rows in the order of time. */
class SessionRows {
	readonly #numbers = new Map<string, number>();
	/** Where the rows of each session begin. */
	readonly #begins: Uint32Array;
	readonly #rows: Uint32Array;
	/** Places of the contexts that some row has, by session. */
	readonly #places: number[][] = [];

	constructor(columns: CallColumns, contextOf: Uint32Array) {
		const sessionOf = Uint32Array.from(columns.contexts, ({ sessionId }) => {
			const known = this.#numbers.get(sessionId) ?? this.#numbers.size;
			this.#numbers.set(sessionId, known);
			return known;
		});
		const rowsOf = new Uint32Array(sessionOf.length);
		for (let row = 0; row < columns.length; row++) {
			const place = contextOf[row] ?? 0;
			rowsOf[place] = (rowsOf[place] ?? 0) + 1;
		}
		this.#begins = new Uint32Array(this.#numbers.size + 1);
		for (let place = 0; place < sessionOf.length; place++) {
			const count = rowsOf[place] ?? 0;
			const session = sessionOf[place] ?? 0;
			this.#begins[session + 1] = (this.#begins[session + 1] ?? 0) + count;
			if (count > 0) (this.#places[session] ??= []).push(place);
		}
		for (let session = 1; session < this.#begins.length; session++) {
			this.#begins[session] = (this.#begins[session] ?? 0) + (this.#begins[session - 1] ?? 0);
		}
		const ends = this.#begins.slice();
		this.#rows = new Uint32Array(columns.length);
		for (let row = 0; row < columns.length; row++) {
			const session = sessionOf[contextOf[row] ?? 0] ?? 0;
			const at = ends[session] ?? 0;
			this.#rows[at] = row;
			ends[session] = at + 1;
		}
		for (let session = 0; session < this.#numbers.size; session++) this.#sort(columns, this.#span(session));
	}

	of(sessionId: string): Uint32Array {
		const session = this.#numbers.get(sessionId);
		return session === undefined ? new Uint32Array(0) : this.#span(session);
	}

	placesOf(sessionId: string): readonly number[] {
		return this.#places[this.#numbers.get(sessionId) ?? -1] ?? [];
	}

	#span(session: number): Uint32Array {
		return this.#rows.subarray(this.#begins[session], this.#begins[session + 1]);
	}

	/** Rows mostly stand in the order of time already. */
	#sort(columns: CallColumns, rows: Uint32Array): void {
		const { atMs } = columns;
		for (let at = 1; at < rows.length; at++) {
			if ((atMs[rows[at - 1] ?? 0] ?? 0) < (atMs[rows[at] ?? 0] ?? 0)) continue;
			rows.sort((one, two) => columns.compare(one, two));
			return;
		}
	}
}
