import type { PricedCall } from './call.js';
import { newSlot, type CallSlot, type CallSource } from './callSlot.js';
import type { PriceBook } from './priceBook.js';
import { priceCost } from './priceCall.js';

/** A priced call as sums and judgements need it: all but its id. */
export type UsageCall = Omit<PricedCall, 'callId'>;

/** What is filled for each call on the way. */
type PricedSlot = CallSlot & { costMicros: number; isPriced: boolean };

/**
 * Calls in columns with their list prices, for whoever goes through them once and keeps none: every step
 * gives the same object, filled anew, so that tens of thousands of calls cost no memory of their own.
 */
export class PricedCalls implements Iterable<UsageCall> {
	readonly #source: CallSource;
	readonly #numbers: Uint32Array;
	/** Prices in micro-USD, by the call's number in the source. */
	readonly #costMicros: Float64Array;
	/** 1 for a call with a known price. */
	readonly #isPriced: Uint8Array;

	readonly #book: PriceBook;

	/** The calls of some numbers, with the prices of all calls of the source; not a number where not known yet. */
	constructor(
		source: CallSource,
		numbers: Uint32Array,
		costMicros: Float64Array,
		isPriced: Uint8Array,
		book: PriceBook,
	) {
		this.#book = book;
		this.#source = source;
		this.#numbers = numbers;
		this.#costMicros = costMicros;
		this.#isPriced = isPriced;
	}

	/** All calls of a source, such as a settled table; each is priced when it is first asked for. */
	static of(source: CallSource & { readonly size: number }, book: PriceBook): PricedCalls {
		const { size } = source;
		const numbers = new Uint32Array(size);
		for (let call = 0; call < size; call++) numbers[call] = call;
		return new PricedCalls(source, numbers, new Float64Array(size).fill(NaN), new Uint8Array(size), book);
	}

	/** Those that are wanted. */
	where(isWanted: (call: UsageCall) => boolean): PricedCalls {
		const numbers = new Uint32Array(this.#numbers.length);
		let count = 0;
		const slot = this.#newSlot();
		for (const call of this.#numbers) {
			if (!isWanted(this.#fill(slot, call))) continue;
			numbers[count] = call;
			count += 1;
		}
		return new PricedCalls(
			this.#source,
			numbers.subarray(0, count),
			this.#costMicros,
			this.#isPriced,
			this.#book,
		);
	}

	[Symbol.iterator](): Iterator<UsageCall> {
		const slot = this.#newSlot();
		const step = { done: false, value: slot };
		const end = { done: true as const, value: undefined };
		let next = 0;
		return {
			next: () => {
				const call = this.#numbers[next];
				if (call === undefined) return end;
				next += 1;
				this.#fill(slot, call);
				return step;
			},
		};
	}

	#newSlot(): PricedSlot {
		return Object.assign(newSlot(), { costMicros: 0, isPriced: false });
	}

	#fill(slot: PricedSlot, call: number): PricedSlot {
		this.#source.read(call, slot);
		let micros = this.#costMicros[call] ?? 0;
		if (Number.isNaN(micros)) {
			const cost = priceCost(slot, this.#book);
			micros = cost.micros;
			this.#costMicros[call] = micros;
			this.#isPriced[call] = cost.isWhole ? 1 : 0;
		}
		slot.costMicros = micros;
		slot.isPriced = this.#isPriced[call] === 1;
		return slot;
	}
}
