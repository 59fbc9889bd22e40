import { splitMicros } from '../money.js';
import type { CallColumns } from '../usage/callColumns.js';

/** Amounts of some work; whole numbers. */
const amounts = [
	'calls',
	'inputTokens',
	'outputTokens',
	'cacheWrite5mTokens',
	'cacheWrite1hTokens',
	'cacheReadTokens',
	'costMicros',
] as const;
type Amounts = Record<(typeof amounts)[number], number>;

/** What work used of one model on one day. */
export interface WorkPart extends Readonly<Amounts> {
	/** Calendar day in UTC. */
	readonly day: string;
	/** A nested run counts under its call's model. */
	readonly model: string;
	/** False: the model has no known price, and `costMicros` is 0. */
	readonly isPriced: boolean;
}

/** What the calls behind a link used: the part of a session's work that went into one commit or pull request. */
export type LinkWork = readonly WorkPart[];

const dayMs = 86_400_000;
/** Number of an instant's day in UTC. */
export const dayNumber = (atMs: number): number => Math.floor(atMs / dayMs);
const dayName = (day: number): string => new Date(day * dayMs).toISOString().slice(0, 10);

const none = (): Amounts => ({
	calls: 0,
	inputTokens: 0,
	outputTokens: 0,
	cacheWrite5mTokens: 0,
	cacheWrite1hTokens: 0,
	cacheReadTokens: 0,
	costMicros: 0,
});

/** Sums up calls of one model on one day as they come. */
export class WorkSum {
	readonly #amounts = none();
	#isPriced = true;

	/** Adds the call of a row. */
	add(columns: CallColumns, row: number): void {
		const { counts, costMicros, isPriced } = columns;
		const sum = this.#amounts;
		sum.calls += columns.standsForAt(row);
		sum.costMicros += costMicros[row] ?? 0;
		sum.inputTokens += counts.inputTokens[row] ?? 0;
		sum.outputTokens += counts.outputTokens[row] ?? 0;
		sum.cacheWrite5mTokens += counts.cacheWrite5mTokens[row] ?? 0;
		sum.cacheWrite1hTokens += counts.cacheWrite1hTokens[row] ?? 0;
		sum.cacheReadTokens += counts.cacheReadTokens[row] ?? 0;
		this.#isPriced &&= isPriced[row] === 1;
	}

	/** The sum as a part of work. */
	part(model: string, day: number): WorkPart {
		return { day: dayName(day), model, isPriced: this.#isPriced, ...this.#amounts };
	}
}

export const costOfWork = (work: LinkWork): number =>
	work.reduce((sum, { costMicros }) => sum + costMicros, 0);

/**
 * Some work divided so that one of its parts costs a given amount, to the micro-dollar. Tokens and calls are divided in
 * the same proportion and rounded.
 */
export function partOf(work: LinkWork, costMicros: number, share: number): LinkWork {
	const micros = splitMicros(
		costMicros,
		work.map((part) => part.costMicros),
	);
	return work.map((part, index) => {
		const own = none();
		for (const name of amounts) own[name] = Math.round(part[name] * share);
		return { ...part, ...own, costMicros: micros[index] ?? 0 };
	});
}

/** Several pieces of work as one: a part for each day and model, the first day first. */
export function joined(pieces: readonly LinkWork[]): LinkWork {
	const parts = new Map<string, WorkPart & Amounts>();
	for (const part of pieces.flat()) {
		const key = `${part.day} ${part.isPriced ? '+' : '-'} ${part.model}`;
		const sum = parts.get(key);
		if (sum === undefined) parts.set(key, { ...part });
		else for (const name of amounts) sum[name] += part[name];
	}
	return [...parts].sort(([one], [two]) => (one < two ? -1 : 1)).map(([, part]) => part);
}
