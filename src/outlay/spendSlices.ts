import type { SpendSlice } from '../core/report/inputs.js';
import { dayIn, isIn, type Period } from '../core/period.js';
import type { CallColumns, CallContext } from '../core/usage/callColumns.js';

/** What is known of a session beyond its calls. */
export interface SessionOwner {
	readonly personId: string | null;
	readonly repo: string | null;
}

type Growing = { -readonly [Key in keyof SpendSlice]: SpendSlice[Key] };

/** A slice with its first call, which gives its place among the others. */
interface Opened {
	readonly slice: Growing;
	first: number;
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
	const dayOf = dayIn(period.timezone);
	const groups = sliceGroups(calls.contexts);
	/** Slices of each group, priced and not, the last used first. */
	const bySlot = new Map<number, Opened[]>();
	for (let row = 0; row < calls.length; row++) {
		const atMs = calls.atMs[row] ?? 0;
		if (!isIn(period, atMs)) continue;
		const day = dayOf(atMs);
		const slot = (groups[calls.contextPlaceAt(row)] ?? 0) * 2 + (calls.isPriced[row] ?? 0);
		const known = bySlot.get(slot) ?? [];
		if (known.length === 0) bySlot.set(slot, known);
		let opened = known[0]?.slice.day === day ? known[0] : known.find(({ slice }) => slice.day === day);
		if (opened === undefined) {
			const context = calls.contextAt(row);
			const owner = ownerOf(context.sessionId);
			if (owner === null) continue;
			opened = { slice: emptySlice(context, slot % 2 === 1, day, owner ?? unknownOwner), first: row };
			known.unshift(opened);
		}
		if (calls.compare(row, opened.first) < 0) opened.first = row;
		addTo(opened.slice, calls, row);
	}
	return [...bySlot.values()]
		.flat()
		.sort((one, two) => calls.compare(one.first, two.first))
		.map(({ slice }) => slice);
}

/** For each context the number of its session, origin and model. */
function sliceGroups(contexts: readonly CallContext[]): Uint32Array {
	const known = new Map<string, number>();
	return Uint32Array.from(contexts, ({ sessionId, origin, model }) => {
		const key = `${sessionId}\n${origin}\n${model}`;
		const group = known.get(key) ?? known.size;
		known.set(key, group);
		return group;
	});
}

function addTo(slice: Growing, columns: CallColumns, row: number): void {
	const { counts, costMicros, outputIsPartial } = columns;
	const standsFor = columns.standsForAt(row);
	slice.calls += standsFor;
	slice.partialOutputCalls += (outputIsPartial[row] ?? 0) * standsFor;
	slice.costMicros += costMicros[row] ?? 0;
	slice.inputTokens += counts.inputTokens[row] ?? 0;
	slice.outputTokens += counts.outputTokens[row] ?? 0;
	slice.cacheWrite5mTokens += counts.cacheWrite5mTokens[row] ?? 0;
	slice.cacheWrite1hTokens += counts.cacheWrite1hTokens[row] ?? 0;
	slice.cacheReadTokens += counts.cacheReadTokens[row] ?? 0;
	slice.webSearches += counts.webSearches[row] ?? 0;
}

function emptySlice(
	{ sessionId, model, origin }: CallContext,
	isPriced: boolean,
	day: string,
	{ personId, repo }: SessionOwner,
): Growing {
	return {
		sessionId,
		day,
		model,
		origin,
		personId,
		repo,
		isPriced,
		product: 'claude-code',
		calls: 0,
		partialOutputCalls: 0,
		costMicros: 0,
		inputTokens: 0,
		outputTokens: 0,
		cacheWrite5mTokens: 0,
		cacheWrite1hTokens: 0,
		cacheReadTokens: 0,
		webSearches: 0,
	};
}
