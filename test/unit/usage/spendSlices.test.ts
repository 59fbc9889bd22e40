import assert from 'node:assert/strict';
import fc from 'fast-check';
import { dayIn, isIn, type Period } from '../../../src/core/period.js';
import type { SpendSlice } from '../../../src/core/report/inputs.js';
import type { Call } from '../../../src/core/usage/call.js';
import { cutCalls } from '../../../src/core/usage/callCut.js';
import { CallColumns } from '../../../src/core/usage/callColumns.js';
import { priceBook } from '../../../src/core/usage/priceBook.js';
import { priceCall } from '../../../src/core/usage/priceCall.js';
import { cutSpend, spendSlices, type SessionOwner } from '../../../src/outlay/spendSlices.js';
import { aCall } from './aCall.js';

const hourMs = 3_600_000;
const sinceMs = Date.UTC(2026, 9, 24);
/** Daylight saving ends in it: one day has 25 hours. */
const period: Period = { sinceMs, untilMs: sinceMs + 60 * hourMs, timezone: 'Europe/Berlin' };

const owners = new Map<string, SessionOwner | null>([
	['a', { sessionId: 'a', personId: 'ada', repo: 'acme/app' }],
	['elsewhere', null],
]);

const calls = fc.uniqueArray(
	fc.record({
		callId: fc.nat(500).map((id) => `msg_${id}`),
		sessionId: fc.constantFrom('a', 'unknown', 'elsewhere'),
		origin: fc.constantFrom('main' as const, 'subagent' as const),
		atMs: fc.integer({ min: -5, max: 65 }).map((hours) => sinceMs + hours * hourMs),
		model: fc.constantFrom('claude-opus-5-5', 'claude-haiku-5-5', 'unknown-model'),
		cwd: fc.constantFrom(null, '/w'),
		inputTokens: fc.nat(9),
		outputTokens: fc.nat(5_000),
		cacheWrite5mTokens: fc.nat(9),
		cacheWrite1hTokens: fc.nat(9),
		cacheReadTokens: fc.oneof(fc.nat(200_000), fc.constant(2 ** 32 + 5)),
		webSearches: fc.nat(2),
		outputIsPartial: fc.boolean(),
		standsFor: fc.constantFrom(undefined, 7),
	}),
	{ selector: ({ callId }) => callId, maxLength: 40 },
);

/** The same call by call, in the order of time. */
function oneByOne(some: readonly Call[]): SpendSlice[] {
	const book = priceBook();
	const dayOf = dayIn(period.timezone);
	const slices = new Map<string, SpendSlice>();
	const inOrder = [...some].sort((one, two) => one.atMs - two.atMs || (one.callId < two.callId ? -1 : 1));
	for (const call of inOrder.filter(({ atMs }) => isIn(period, atMs))) {
		const owner = owners.get(call.sessionId);
		if (owner === null) continue;
		const { costMicros, isPriced } = priceCall(call, book);
		const { sessionId, model, origin } = call;
		const day = dayOf(call.atMs);
		const key = [sessionId, model, origin, day, isPriced].join();
		const before = slices.get(key);
		const count = call.standsFor ?? 1;
		slices.set(key, {
			...{ sessionId, day, model, origin, isPriced, product: 'claude-code' },
			...{ personId: owner?.personId ?? null, repo: owner?.repo ?? null },
			calls: (before?.calls ?? 0) + count,
			partialOutputCalls: (before?.partialOutputCalls ?? 0) + (call.outputIsPartial ? count : 0),
			costMicros: (before?.costMicros ?? 0) + costMicros,
			inputTokens: (before?.inputTokens ?? 0) + call.inputTokens,
			outputTokens: (before?.outputTokens ?? 0) + call.outputTokens,
			cacheWrite5mTokens: (before?.cacheWrite5mTokens ?? 0) + call.cacheWrite5mTokens,
			cacheWrite1hTokens: (before?.cacheWrite1hTokens ?? 0) + call.cacheWrite1hTokens,
			cacheReadTokens: (before?.cacheReadTokens ?? 0) + call.cacheReadTokens,
			webSearches: (before?.webSearches ?? 0) + call.webSearches,
		});
	}
	return [...slices.values()];
}

describe('spend of a period in slices', () => {
	it('is what the calls come to one by one, in the order of their first ones', () => {
		fc.assert(
			fc.property(calls, (some) => {
				const all = some.map(({ standsFor, ...call }): Call => ({
					...aCall(call),
					...(standsFor === undefined ? {} : { standsFor }),
				}));
				const columns = CallColumns.of(all).price(priceBook());
				assert.deepEqual(
					spendSlices(columns, period, (sessionId) => owners.get(sessionId)),
					oneByOne(all),
				);
			}),
		);
	});

	it('is the same when it was cut ahead where no ids are known, and another period is cut again', () => {
		fc.assert(
			fc.property(calls, (some) => {
				const all = some.flatMap(({ standsFor, ...call }) => (standsFor === undefined ? [aCall(call)] : []));
				const columns = CallColumns.of(all).price(priceBook());
				const without = CallColumns.ofParts(CallColumns.of(all).price(priceBook()).parts());
				const cut = cutCalls(without, period);
				for (const wanted of [period, { ...period, sinceMs: sinceMs + hourMs }]) {
					assert.deepEqual(
						cutSpend(columns, wanted, cut).slices((sessionId) => owners.get(sessionId)),
						spendSlices(columns, wanted, (sessionId) => owners.get(sessionId)),
					);
				}
			}),
		);
	});
});
