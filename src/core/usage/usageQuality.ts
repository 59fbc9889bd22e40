import type { RemarkCounts } from './callRemarks.js';
import type { PriceBook } from './priceBook.js';
import { priceDoubts, type PriceDoubt } from './priceCall.js';
import type { UsageCall } from './pricedCalls.js';
import type { Session } from './session.js';

/** What is known and not known about some usage; shown beside every figure it touches. */
export interface UsageQuality extends RemarkCounts {
	readonly files: number;
	readonly lines: number;
	/** Lines that could not be used. */
	readonly rejectedLines: number;
	/** Texts that Claude Code made itself; no model was called. */
	readonly syntheticCalls: number;
	/** Token counts that were negative or no numbers, taken as 0. */
	readonly clampedFields: number;
	/** Calls whose final output count was never written: their output is a floor. */
	readonly partialOutputCalls: number;
	/** Calls on a model without a known price; they cost 0 here. */
	readonly unpricedCalls: number;
	readonly unpricedModels: readonly string[];
	/** Calls dated after now: a clock was wrong. */
	readonly futureCalls: number;
	/** Calls whose price is less certain, by reason. */
	readonly priceDoubts: Readonly<Partial<Record<PriceDoubt, number>>>;
	/** Sum of Claude Code's own figures over the sessions that have one; null when none has. */
	readonly clientCostMicros: number | null;
	/** Our price of the calls in those same sessions, to compare; null when none has. */
	readonly clientComparableMicros: number | null;
	/** Sessions with a figure of Claude Code's own. */
	readonly clientCostSessions: number;
	/** Where prices depart from the public list. */
	readonly priceBasis: PriceBook['basis'];
}

/** Counts of a reading; the part of the quality that the sources know. */
export type SourceCounts = Pick<
	UsageQuality,
	'files' | 'lines' | 'rejectedLines' | 'syntheticCalls' | 'clampedFields' | keyof RemarkCounts
>;

/** The models of a call that is not priced whole that have no known price. */
const unpricedModelsOf = (call: UsageCall, book: PriceBook): string[] =>
	[call, ...call.nested].map(({ model }) => model).filter((model) => book.pricesOf(model) === null);

/** Sums up what is known and not known about calls, one after the other, and the sessions they belong to. */
export class QualityCount {
	readonly #book: PriceBook;
	readonly #nowMs: number;
	/** Claude Code's own figures by session. */
	readonly #clientMicros: ReadonlyMap<string, number>;
	/** Of the sessions of the calls. */
	readonly #withClient = new Map<string, number>();
	readonly #doubts: Partial<Record<PriceDoubt, number>> = {};
	readonly #unpriced = new Set<string>();
	#partialOutputCalls = 0;
	#unpricedCalls = 0;
	#futureCalls = 0;
	#comparableMicros = 0;

	constructor(sessions: readonly Session[], book: PriceBook, nowMs: number) {
		this.#book = book;
		this.#nowMs = nowMs;
		this.#clientMicros = new Map(
			sessions.flatMap(({ sessionId, clientCost }) =>
				clientCost === null ? [] : [[sessionId, clientCost.costMicros]],
			),
		);
	}

	add(call: UsageCall): void {
		const standsFor = call.standsFor ?? 1;
		if (call.outputIsPartial) this.#partialOutputCalls += standsFor;
		if (!call.isPriced) {
			this.#unpricedCalls += standsFor;
			for (const model of unpricedModelsOf(call, this.#book)) this.#unpriced.add(model);
		}
		if (call.atMs > this.#nowMs) this.#futureCalls += standsFor;
		const client = this.#clientMicros.size === 0 ? undefined : this.#clientMicros.get(call.sessionId);
		if (client !== undefined) {
			this.#withClient.set(call.sessionId, client);
			this.#comparableMicros += call.costMicros;
		}
		for (const doubt of priceDoubts(call, this.#book)) {
			this.#doubts[doubt] = (this.#doubts[doubt] ?? 0) + standsFor;
		}
	}

	/** What was found, with the counts of the reading. */
	quality(counts: SourceCounts): UsageQuality {
		const hasClient = this.#withClient.size > 0;
		return {
			...counts,
			partialOutputCalls: this.#partialOutputCalls,
			unpricedCalls: this.#unpricedCalls,
			unpricedModels: [...this.#unpriced].sort(),
			futureCalls: this.#futureCalls,
			priceDoubts: this.#doubts,
			clientCostMicros: hasClient ? [...this.#withClient.values()].reduce((one, two) => one + two, 0) : null,
			clientComparableMicros: hasClient ? this.#comparableMicros : null,
			clientCostSessions: this.#withClient.size,
			priceBasis: this.#book.basis,
		};
	}
}

/** What is known and not known about these calls and the sessions they belong to. */
export function usageQuality(
	calls: Iterable<UsageCall>,
	sessions: readonly Session[],
	counts: SourceCounts,
	book: PriceBook,
	nowMs: number,
): UsageQuality {
	const count = new QualityCount(sessions, book, nowMs);
	for (const call of calls) count.add(call);
	return count.quality(counts);
}
