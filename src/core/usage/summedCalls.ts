import type { Call, NestedCall } from './call.js';
import { cellCount } from './callCells.js';
import type { CallCopy } from './callCopies.js';
import { fillSlot, noNested, type CallSlot, type CallSource } from './callSlot.js';
import { CallTable } from './callTable.js';
import type { PriceBook } from './priceBook.js';
import { PricedCalls } from './pricedCalls.js';
import type { PackedSums } from './usageSums.js';

/** Calls that are known, to which new ones come. */
export interface KnownCalls {
	/** Session of a call; null for a call that is not known. */
	ownerOf(callId: string): string | null;
	/** A call; null for one that is not known. */
	callOf(callId: string): Omit<Call, 'callId'> | null;
	/** Takes in one more copy of a call. */
	add(copy: CallCopy): void;
}

/** The single calls behind sums, wherever they lie. */
export interface CallsBehindSums {
	readonly texts: readonly (string | null)[];
	readonly nested: ReadonlyMap<number, readonly NestedCall[]>;
	/** Row of a call; -1 for a call that is not among them. */
	rowOf(callId: string): number;
	/** The call of a row. */
	callAt(row: number): CallCopy;
}

/**
 * Known calls as sums of quarter hours, with new copies of calls beside them. A sum that holds a call of which more
 * becomes known is taken apart into its calls.
 */
export class SummedCalls implements KnownCalls, CallSource {
	readonly #sums: PackedSums;
	readonly #behind: CallsBehindSums;
	readonly #nestedOf: ReadonlyMap<number, readonly NestedCall[]>;
	readonly #takenApart = new Set<number>();
	/** Calls that stand for themselves: new ones, and those of sums that were taken apart. */
	readonly #single = new CallTable();

	constructor(sums: PackedSums, behind: CallsBehindSums) {
		this.#sums = sums;
		this.#behind = behind;
		const { nested } = behind;
		this.#nestedOf = new Map(sums.nestedSums.map(([sum, row]) => [sum, nested.get(row) ?? noNested]));
	}

	ownerOf(callId: string): string | null {
		const owner = this.#single.ownerOf(callId);
		if (owner !== null) return owner;
		const row = this.#behind.rowOf(callId);
		return row < 0 ? null : this.#behind.callAt(row).sessionId;
	}

	callOf(callId: string): Omit<Call, 'callId'> | null {
		const single = this.#single.callOf(callId);
		if (single !== null) return single;
		const row = this.#behind.rowOf(callId);
		return row < 0 ? null : this.#behind.callAt(row);
	}

	add(copy: CallCopy): void {
		const row = this.#single.ownerOf(copy.callId) === null ? this.#behind.rowOf(copy.callId) : -1;
		if (row >= 0) this.#takeApart(this.#sums.sumOfRow[row] ?? 0);
		this.#single.add(copy);
	}

	/** Sums and single calls with their prices; those of the sums were worked out with the same price book. */
	priced(book: PriceBook): PricedCalls {
		const { costMicros, isPriced } = this.#sums;
		const sums = costMicros.length;
		const all = sums + this.#single.size;
		const numbers = new Uint32Array(all - this.#takenApart.size);
		let count = 0;
		for (let number = 0; number < all; number++) {
			if (!this.#takenApart.has(number)) numbers[count++] = number;
		}
		const micros = new Float64Array(all).fill(NaN, sums);
		micros.set(costMicros);
		const priced = new Uint8Array(all);
		priced.set(isPriced);
		return new PricedCalls(this, numbers, micros, priced, book);
	}

	read(number: number, slot: CallSlot): void {
		const { cells, standsFor } = this.#sums;
		if (number >= standsFor.length) this.#single.read(number - standsFor.length, slot);
		else {
			const nested = this.#nestedOf.get(number) ?? noNested;
			fillSlot(slot, cells, number * cellCount, this.#behind.texts, nested, standsFor[number] ?? 1);
		}
	}

	#takeApart(sum: number): void {
		if (this.#takenApart.has(sum)) return;
		this.#takenApart.add(sum);
		for (const [row, own] of this.#sums.sumOfRow.entries()) {
			if (own === sum) this.#single.add(this.#behind.callAt(row));
		}
	}
}
