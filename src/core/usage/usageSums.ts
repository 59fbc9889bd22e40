import { cellCount, inputCell, instantCell, searchesCell, sessionCell } from './callCells.js';
import { fillSlot, newSlot, noNested } from './callSlot.js';
import type { PackedCalls } from './callTable.js';
import type { PriceBook } from './priceBook.js';
import { priceCost } from './priceCall.js';

/** A quarter hour. Every day of every time zone begins with one, and so does every row of the price table. */
const sumSpanMs = 900_000;

/** True for an instant that no sum of several calls lies on both sides of; no bound at all is one too. */
export const isSumBound = (atMs: number): boolean =>
	atMs % sumSpanMs === 0 || atMs === Number.MAX_SAFE_INTEGER;

/** Calls summed up: what a sum stands for differs in nothing but its counts and its instant within a quarter hour. */
export interface PackedSums {
	/** The sums as rows of cells. One call alone keeps its instant, several have the beginning of their quarter hour. */
	readonly cells: Float64Array;
	/** How many calls each stands for. */
	readonly standsFor: Uint32Array;
	/** The calls' list prices in micro-USD. */
	readonly costMicros: Float64Array;
	/** 1 where each call has a known price. */
	readonly isPriced: Uint8Array;
	/** Number of the sum that each call is part of. */
	readonly sumOfRow: Uint32Array;
	/** Rows with nested runs are sums of their own: number of the sum and its row. */
	readonly nestedSums: readonly (readonly [sum: number, row: number])[];
	/** Instant of the newest call; minus infinity without any. */
	readonly lastAtMs: number;
}

/**
 * Sums calls up by quarter hour and everything else that a group or a judgement can ask for, with their prices, so that
 * an answer over a long history goes through far fewer rows and gives the same figures. What is judged call by call
 * stays apart: calls with nested runs, and those without a final output count.
 */
export function sumUp({ cells, texts, nested, keyOfRow }: PackedCalls, book: PriceBook): PackedSums {
	const rows = keyOfRow.length;
	const sums = new SumRows(rows);
	const sumOfRow = new Uint32Array(rows);
	const nestedSums: [number, number][] = [];
	const slot = newSlot();
	let lastAtMs = -Infinity;
	for (let row = 0; row < rows; row++) {
		const at = row * cellCount;
		const runs = nested.get(row) ?? noNested;
		fillSlot(slot, cells, at, texts, runs, 1);
		const cost = priceCost(slot, book);
		const isAlone = runs.length > 0 || slot.outputIsPartial;
		const sum = sums.add(cells, at, cost.micros, cost.isWhole, isAlone);
		sumOfRow[row] = sum;
		if (runs.length > 0) nestedSums.push([sum, row]);
		lastAtMs = Math.max(lastAtMs, slot.atMs);
	}
	return { ...sums.packed(), sumOfRow, nestedSums, lastAtMs };
}

/** Sums while they are collected. */
class SumRows {
	readonly #cells: Float64Array;
	readonly #standsFor: Uint32Array;
	readonly #costMicros: Float64Array;
	readonly #isPriced: Uint8Array;
	readonly #places = new Map<string, number>();
	#size = 0;

	constructor(mostRows: number) {
		this.#cells = new Float64Array(mostRows * cellCount);
		this.#standsFor = new Uint32Array(mostRows);
		this.#costMicros = new Float64Array(mostRows);
		this.#isPriced = new Uint8Array(mostRows);
	}

	/** Adds the call whose cells begin at `at` to its sum, or as one of its own; gives the sum's number. */
	add(cells: Float64Array, at: number, costMicros: number, isPriced: boolean, isAlone: boolean): number {
		const slotMs = Math.floor((cells[at + instantCell] ?? 0) / sumSpanMs) * sumSpanMs;
		const key = isAlone
			? null
			: `${slotMs} ${isPriced} ${cells.slice(at + sessionCell, at + cellCount).join()}`;
		const known = key === null ? undefined : this.#places.get(key);
		if (known !== undefined) {
			const own = known * cellCount;
			this.#cells[own + instantCell] = slotMs;
			for (let cell = inputCell; cell <= searchesCell; cell++) {
				this.#cells[own + cell] = (this.#cells[own + cell] ?? 0) + (cells[at + cell] ?? 0);
			}
			this.#standsFor[known] = (this.#standsFor[known] ?? 0) + 1;
			this.#costMicros[known] = (this.#costMicros[known] ?? 0) + costMicros;
			return known;
		}
		const added = this.#size++;
		if (key !== null) this.#places.set(key, added);
		this.#cells.set(cells.subarray(at, at + cellCount), added * cellCount);
		this.#standsFor[added] = 1;
		this.#costMicros[added] = costMicros;
		this.#isPriced[added] = isPriced ? 1 : 0;
		return added;
	}

	packed(): Pick<PackedSums, 'cells' | 'standsFor' | 'costMicros' | 'isPriced'> {
		return {
			cells: this.#cells.slice(0, this.#size * cellCount),
			standsFor: this.#standsFor.slice(0, this.#size),
			costMicros: this.#costMicros.slice(0, this.#size),
			isPriced: this.#isPriced.slice(0, this.#size),
		};
	}
}
