import type { PricedCall } from './call.js';
import { newSlot, type CallSlot, type CallTable } from './callTable.js';
import type { PriceBook } from './priceBook.js';
import { priceCost } from './priceCall.js';

/** A priced call as sums and judgements need it: all but its id. */
export type UsageCall = Omit<PricedCall, 'callId'>;

/** What is filled for each call on the way. */
type PricedSlot = CallSlot & { costMicros: number; isPriced: boolean };

/**
 * The calls of a settled table with their list prices, for whoever goes through them once and keeps none: every step
 * gives the same object, filled anew, so that tens of thousands of calls cost no memory of their own.
 */
export class PricedCalls implements Iterable<UsageCall> {
	readonly #table: CallTable;
	readonly #numbers: Uint32Array;
	/** By the call's number in the table. */
	readonly #costMicros: Float64Array;
	readonly #isPriced: Uint8Array;

	private constructor(
		table: CallTable,
		numbers: Uint32Array,
		costMicros: Float64Array,
		isPriced: Uint8Array,
	) {
		this.#table = table;
		this.#numbers = numbers;
		this.#costMicros = costMicros;
		this.#isPriced = isPriced;
	}

	/** Prices the calls of a settled table. */
	static of(table: CallTable, book: PriceBook): PricedCalls {
		const costMicros = new Float64Array(table.size);
		const isPriced = new Uint8Array(table.size);
		const slot = newSlot();
		const numbers = Uint32Array.from({ length: table.size }, (_, call) => call);
		for (let call = 0; call < table.size; call++) {
			table.read(call, slot);
			const cost = priceCost(slot, book);
			costMicros[call] = cost.micros;
			isPriced[call] = cost.isWhole ? 1 : 0;
		}
		return new PricedCalls(table, numbers, costMicros, isPriced);
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
		return new PricedCalls(this.#table, numbers.subarray(0, count), this.#costMicros, this.#isPriced);
	}

	/** Sessions that own the calls. */
	sessionIds(): Set<string> {
		return this.#table.sessionsOf(this.#numbers);
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
		this.#table.read(call, slot);
		slot.costMicros = this.#costMicros[call] ?? 0;
		slot.isPriced = this.#isPriced[call] === 1;
		return slot;
	}
}
