import type { SpendSlice } from './inputs.js';
import { ModelLists } from './modelLists.js';

/** What a session used in the period. */
export interface SessionSpend {
	/** Its place among the sessions, in the order of their first slice. */
	readonly index: number;
	readonly costMicros: number;
	/** Sorted. */
	readonly models: readonly string[];
}

/** What all spend of the period adds up to, for every table that asks for one of these sums. */
export interface SpendSums {
	readonly totalMicros: number;
	readonly bySession: ReadonlyMap<string, SessionSpend>;
	/** By calendar day in the report's zone. */
	readonly byDay: ReadonlyMap<string, number>;
	readonly byPerson: ReadonlyMap<string, number>;
	/** Spend of nobody known; with that of every person it is the total. */
	readonly withoutPersonMicros: number;
	readonly calls: number;
	readonly partialOutputCalls: number;
	readonly unpricedCalls: number;
	readonly unpricedModels: readonly string[];
	/** The lists that `bySession` shares. */
	readonly modelLists: ModelLists;
}

type Growing = { -readonly [Key in keyof SessionSpend]: SessionSpend[Key] };

/** Adds up all spend in one pass: there are several slices a session, and nearly every table asks for some sum of them. */
export function spendSums(slices: readonly SpendSlice[]): SpendSums {
	const modelLists = new ModelLists();
	const bySession = new Map<string, Growing>();
	const byDay = new Map<string, number>();
	const byPerson = new Map<string, number>();
	const unpricedModels = new Set<string>();
	const sums = { totalMicros: 0, withoutPersonMicros: 0, calls: 0, partialOutputCalls: 0, unpricedCalls: 0 };
	for (const { sessionId, costMicros, model, day, personId, calls, partialOutputCalls, isPriced } of slices) {
		const session = bySession.get(sessionId);
		if (session === undefined) {
			const models = modelLists.with(modelLists.none, model);
			bySession.set(sessionId, { index: bySession.size, costMicros, models });
		} else {
			session.costMicros += costMicros;
			session.models = modelLists.with(session.models, model);
		}
		byDay.set(day, (byDay.get(day) ?? 0) + costMicros);
		if (personId === null) sums.withoutPersonMicros += costMicros;
		else byPerson.set(personId, (byPerson.get(personId) ?? 0) + costMicros);
		sums.totalMicros += costMicros;
		sums.calls += calls;
		sums.partialOutputCalls += partialOutputCalls;
		if (isPriced) continue;
		sums.unpricedCalls += calls;
		unpricedModels.add(model);
	}
	return { ...sums, bySession, byDay, byPerson, unpricedModels: [...unpricedModels].sort(), modelLists };
}
