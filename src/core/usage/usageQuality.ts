import type { PriceBook } from './priceBook.js';
import { priceDoubts, type PriceDoubt } from './priceCall.js';
import type { UsageCall } from './pricedCalls.js';
import type { Session } from './session.js';

/** What is known and not known about some usage; shown beside every figure it touches. */
export interface UsageQuality {
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
	'files' | 'lines' | 'rejectedLines' | 'syntheticCalls' | 'clampedFields'
>;

/** The models of a call that is not priced whole that have no known price. */
const unpricedModelsOf = (call: UsageCall, book: PriceBook): string[] =>
	[call, ...call.nested].map(({ model }) => model).filter((model) => book.pricesOf(model) === null);

/** Sums up what is known and not known about these calls and the sessions they belong to. */
export function usageQuality(
	calls: Iterable<UsageCall>,
	sessions: readonly Session[],
	counts: SourceCounts,
	book: PriceBook,
	nowMs: number,
): UsageQuality {
	const doubts: Partial<Record<PriceDoubt, number>> = {};
	const unpriced = new Set<string>();
	const clientMicros = new Map(
		sessions.flatMap(({ sessionId, clientCost }) =>
			clientCost === null ? [] : [[sessionId, clientCost.costMicros]],
		),
	);
	/** The sessions of these calls that have a figure of Claude Code's own. */
	const withClient = new Map<string, number>();
	let partialOutputCalls = 0;
	let unpricedCalls = 0;
	let futureCalls = 0;
	let comparableMicros = 0;
	for (const call of calls) {
		const standsFor = call.standsFor ?? 1;
		if (call.outputIsPartial) partialOutputCalls += standsFor;
		if (!call.isPriced) {
			unpricedCalls += standsFor;
			for (const model of unpricedModelsOf(call, book)) unpriced.add(model);
		}
		if (call.atMs > nowMs) futureCalls += 1;
		const client = clientMicros.size === 0 ? undefined : clientMicros.get(call.sessionId);
		if (client !== undefined) {
			withClient.set(call.sessionId, client);
			comparableMicros += call.costMicros;
		}
		for (const doubt of priceDoubts(call, book)) doubts[doubt] = (doubts[doubt] ?? 0) + 1;
	}
	const hasClient = withClient.size > 0;
	return {
		...counts,
		partialOutputCalls,
		unpricedCalls,
		unpricedModels: [...unpriced].sort(),
		futureCalls,
		priceDoubts: doubts,
		clientCostMicros: hasClient ? [...withClient.values()].reduce((one, two) => one + two, 0) : null,
		clientComparableMicros: hasClient ? comparableMicros : null,
		clientCostSessions: withClient.size,
		priceBasis: book.basis,
	};
}
