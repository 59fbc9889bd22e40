import type { Call, NestedCall, PricedCall } from './call.js';
import type { CallContext } from './callContext.js';
import type { CountName, Counts } from './callCounts.js';

/** Columns of calls, as far as a view of one call asks for them. */
interface ViewedColumns {
	readonly atMs: Float64Array;
	readonly counts: Readonly<Record<CountName, Counts>>;
	readonly outputIsPartial: Uint8Array;
	readonly costMicros: Counts;
	readonly isPriced: Uint8Array;
	contextAt(row: number): CallContext;
	idAt(row: number): string;
	nestedAt(row: number): readonly NestedCall[];
	standsForAt(row: number): number;
}

/** One call of some columns; a view that the next step of an iteration moves on. Copy what is to be kept. */
export class CallView implements PricedCall {
	row = 0;
	readonly #columns: ViewedColumns;

	constructor(columns: ViewedColumns) {
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
