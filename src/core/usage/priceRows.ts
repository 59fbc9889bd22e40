import type { NestedCall } from './call.js';
import type { CallContext } from './callContext.js';
import type { CountName, Counts } from './callCounts.js';
import { newSlot, type CallSlot } from './callSlot.js';
import type { PriceBook } from './priceBook.js';
import { holdsAt, priceOn, priceTokens, termsAt, type PriceTerms } from './priceCall.js';

/** Columns of calls, as far as it takes to price them; there is room for every price. */
interface RowsToPrice {
	readonly length: number;
	readonly atMs: Float64Array;
	readonly counts: Readonly<Record<CountName, Counts>>;
	readonly contexts: readonly CallContext[];
	readonly contextPlaces: Uint32Array;
	readonly costMicros: Counts;
	readonly isPriced: Uint8Array;
	readonly hasNested: boolean;
	nestedAt(row: number): readonly NestedCall[];
	standsForAt(row: number): number;
}

const wordLimit = 2 ** 32;

/**
 * Prices the rows from `from` on as `priceCost` prices calls: fills `isPriced` and the column of prices, which it gives
 * back, with eight bytes to a price once one does not fit in four.
 */
export function priceRows(rows: RowsToPrice, from: number, book: PriceBook): Counts {
	const { contextPlaces, isPriced } = rows;
	let { costMicros } = rows;
	const pricesOf = rows.contexts.map(({ model }) => book.pricesOf(model));
	/** What a context was priced on last: mostly all of its calls are. */
	const termsOf: PriceTerms[] = [];
	const call = newSlot();
	for (let row = from; row < rows.length; row++) {
		const place = contextPlaces[row] ?? 0;
		const prices = pricesOf[place] ?? null;
		const nested = rows.hasNested ? rows.nestedAt(row) : noNested;
		if (prices === null && nested.length === 0) continue;
		fillPriced(call, rows, row);
		let sum = 0;
		if (prices !== null) {
			let terms = termsOf[place];
			if (terms === undefined || !holdsAt(terms, call.atMs)) {
				fillCircumstances(call, rows.contexts[place]);
				terms = termsOf[place] = termsAt(prices, call);
			}
			sum = priceOn(terms, call, call);
		}
		let isWhole = prices !== null;
		if (nested.length > 0) fillCircumstances(call, rows.contexts[place]);
		for (const run of nested) {
			const micros = priceTokens(run.model, run, call, book);
			sum += micros ?? 0;
			isWhole &&= micros !== null;
		}
		if (sum >= wordLimit && costMicros instanceof Uint32Array) costMicros = Float64Array.from(costMicros);
		costMicros[row] = sum;
		isPriced[row] = isWhole ? 1 : 0;
	}
	return costMicros;
}

const noNested: readonly NestedCall[] = [];

/** Fills a slot with the tokens of a row. Written out, because it runs for every call. */
function fillPriced(slot: CallSlot, rows: RowsToPrice, row: number): void {
	const { counts } = rows;
	slot.atMs = rows.atMs[row] ?? 0;
	slot.standsFor = rows.standsForAt(row);
	slot.inputTokens = counts.inputTokens[row] ?? 0;
	slot.outputTokens = counts.outputTokens[row] ?? 0;
	slot.cacheWrite5mTokens = counts.cacheWrite5mTokens[row] ?? 0;
	slot.cacheWrite1hTokens = counts.cacheWrite1hTokens[row] ?? 0;
	slot.cacheReadTokens = counts.cacheReadTokens[row] ?? 0;
	slot.webSearches = counts.webSearches[row] ?? 0;
}

function fillCircumstances(slot: CallSlot, context: CallContext | undefined): void {
	slot.speed = context?.speed ?? null;
	slot.serviceTier = context?.serviceTier ?? null;
	slot.inferenceGeo = context?.inferenceGeo ?? null;
}
