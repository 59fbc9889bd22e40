import type { SpendSlice } from '../core/report/inputs.js';
import { dayIn, isIn, type Period } from '../core/period.js';
import type { CallColumns } from '../core/usage/callColumns.js';
import type { CallContext } from '../core/usage/callContext.js';

/** What is known of a session beyond its calls. */
export interface SessionOwner {
	readonly personId: string | null;
	readonly repo: string | null;
}

/** A slice while its calls are counted. */
interface OpenSlice {
	readonly number: number;
	/** Number of its session, origin and model. */
	readonly group: number;
	readonly isPriced: boolean;
	readonly day: string;
	/** Row of its first call, which gives its place among the others. */
	first: number;
	/** Number of the slice of the same group that was opened before it; -1 for none. */
	readonly before: number;
}

const unknownOwner: SessionOwner = { personId: null, repo: null };

/**
 * Spend of a period by session, day, model and origin. Costs are sums of integers, so any order of the calls gives the
 * same slices; they come out in the order of their first call. Null as an owner leaves the session out.
 */
export function spendSlices(
	calls: CallColumns,
	period: Period,
	ownerOf: (sessionId: string) => SessionOwner | undefined | null,
): SpendSlice[] {
	return cutSpend(calls, period).slices(ownerOf);
}

/** Spend that is cut into slices while nobody knows yet whose it is. */
export interface CutSpend {
	/** The slices, without the sessions whose owner is null. */
	slices(ownerOf: (sessionId: string) => SessionOwner | undefined | null): SpendSlice[];
}

/** Cuts the calls of a period; they are not asked for anything afterwards. */
export function cutSpend(calls: CallColumns, period: Period): CutSpend {
	const groups = new SliceGroups(calls.contexts);
	const { slices, sliceOf } = new SliceRows(calls, period, groups).all();
	const sums = sumsOf(calls, sliceOf, slices.length);
	const sorted = [...slices].sort((one, two) => calls.compare(one.first, two.first));
	return { slices: (ownerOf) => ownedSlices(sorted, groups.owned(ownerOf), sums) };
}

function ownedSlices(
	sorted: readonly OpenSlice[],
	{ contexts, owners }: OwnedGroups,
	sums: ReturnType<typeof sumsOf>,
): SpendSlice[] {
	const slices: SpendSlice[] = [];
	for (const slice of sorted) {
		const [context, owner] = [contexts[slice.group], owners[slice.group] ?? null];
		if (context !== undefined && owner !== null) slices.push(sliceOfSums(slice, context, owner, sums));
	}
	return slices;
}

/** Finds the slice of each row. */
class SliceRows {
	readonly #calls: CallColumns;
	readonly #period: Period;
	readonly #groups: SliceGroups;
	readonly #slices: OpenSlice[] = [];
	/** Slice of each row; -1 for a row that is in none. */
	readonly #sliceOf: Int32Array;
	/** The last slice opened of each group, priced and not; -1 for none. */
	readonly #last: Int32Array;
	readonly #dayOf: (atMs: number) => string;

	constructor(calls: CallColumns, period: Period, groups: SliceGroups) {
		this.#calls = calls;
		this.#period = period;
		this.#groups = groups;
		this.#sliceOf = new Int32Array(calls.length).fill(-1);
		this.#last = new Int32Array(groups.size * 2).fill(-1);
		this.#dayOf = dayIn(period.timezone);
	}

	all(): { readonly slices: readonly OpenSlice[]; readonly sliceOf: Int32Array } {
		for (let row = 0; row < this.#calls.length; row++) this.#take(row);
		return { slices: this.#slices, sliceOf: this.#sliceOf };
	}

	#take(row: number): void {
		const calls = this.#calls;
		const atMs = calls.atMs[row] ?? 0;
		if (!isIn(this.#period, atMs)) return;
		const group = this.#groups.ofPlace(calls.contextPlaceAt(row));
		const opened = this.#opened(row, group, this.#dayOf(atMs));
		if (row !== opened.first && calls.compare(row, opened.first) < 0) opened.first = row;
		this.#sliceOf[row] = opened.number;
	}

	/** The slice of a group and day, opened where there is none yet. */
	#opened(row: number, group: number, day: string): OpenSlice {
		const slot = group * 2 + (this.#calls.isPriced[row] ?? 0);
		const last = this.#last[slot] ?? -1;
		for (let number = last; number >= 0;) {
			const known = this.#slices[number];
			if (known?.day === day) return known;
			number = known?.before ?? -1;
		}
		const number = this.#slices.length;
		const fresh = { number, group, isPriced: slot % 2 === 1, day, first: row, before: last };
		this.#slices.push(fresh);
		this.#last[slot] = number;
		return fresh;
	}
}

/** What the calls of each group share, and whose it is; null: left out. */
interface OwnedGroups {
	readonly contexts: readonly CallContext[];
	readonly owners: readonly (SessionOwner | null)[];
}

/** Sessions with their origins and models. */
class SliceGroups {
	readonly #ofPlace: Uint32Array;
	readonly #contexts: CallContext[] = [];

	constructor(contexts: readonly CallContext[]) {
		const known = new Map<string, number>();
		this.#ofPlace = Uint32Array.from(contexts, (context) => {
			const { sessionId, origin, model } = context;
			const key = `${sessionId}\n${origin}\n${model}`;
			const group = known.get(key) ?? known.size;
			if (group === known.size) {
				known.set(key, group);
				this.#contexts.push(context);
			}
			return group;
		});
	}

	get size(): number {
		return this.#contexts.length;
	}

	/** The group of a context by its place in the columns. */
	ofPlace(place: number): number {
		return this.#ofPlace[place] ?? 0;
	}

	/** The groups with their owners. */
	owned(ownerOf: (sessionId: string) => SessionOwner | undefined | null): OwnedGroups {
		const owners = this.#contexts.map(({ sessionId }) => {
			const owner = ownerOf(sessionId);
			return owner === undefined ? unknownOwner : owner;
		});
		return { contexts: this.#contexts, owners };
	}
}

/** What the calls of each slice come to, by the number of the slice. */
function sumsOf(calls: CallColumns, sliceOf: Int32Array, slices: number) {
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

function sliceOfSums(
	{ number: slice, isPriced, day }: OpenSlice,
	{ sessionId, model, origin }: CallContext,
	{ personId, repo }: SessionOwner,
	sums: ReturnType<typeof sumsOf>,
): SpendSlice {
	// Written out, because a spread of so many slices is slow.
	return {
		sessionId,
		day,
		model,
		origin,
		personId,
		repo,
		isPriced,
		product: 'claude-code',
		calls: sums.calls[slice] ?? 0,
		partialOutputCalls: sums.partialOutputCalls[slice] ?? 0,
		costMicros: sums.costMicros[slice] ?? 0,
		inputTokens: sums.inputTokens[slice] ?? 0,
		outputTokens: sums.outputTokens[slice] ?? 0,
		cacheWrite5mTokens: sums.cacheWrite5mTokens[slice] ?? 0,
		cacheWrite1hTokens: sums.cacheWrite1hTokens[slice] ?? 0,
		cacheReadTokens: sums.cacheReadTokens[slice] ?? 0,
		webSearches: sums.webSearches[slice] ?? 0,
	};
}
