import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Call, PricedCall } from '../../../src/core/usage/call.js';
import { CallColumns } from '../../../src/core/usage/callColumns.js';
import { countRemarks } from '../../../src/core/usage/callRemarks.js';
import { priceBook } from '../../../src/core/usage/priceBook.js';
import { priceCall } from '../../../src/core/usage/priceCall.js';
import { usageQuality } from '../../../src/core/usage/usageQuality.js';
import { readCallColumns } from '../../../src/ledger/callColumns.js';
import { callRow, readCalls } from '../../../src/ledger/calls.js';
import { openMemoryLedger } from '../../../src/ledger/memoryLedger.js';

const tokens = fc.oneof(fc.nat(250_000), fc.constantFrom(0, 2 ** 32 + 5));
const calls: fc.Arbitrary<Call[]> = fc.uniqueArray(
	fc.record({
		callId: fc.nat(500).map((id) => `msg_${id}`),
		sessionId: fc.constantFrom('a', 'b', 'c'),
		origin: fc.constantFrom('main' as const, 'subagent' as const),
		atMs: fc.integer({ min: 1_780_000_000_000, max: 1_780_000_000_020 }),
		model: fc.constantFrom('claude-opus-5-5', 'claude-haiku-5-5', 'unknown-model'),
		speed: fc.constantFrom(null, 'fast', 'odd'),
		serviceTier: fc.constantFrom(null, 'batch'),
		inferenceGeo: fc.constantFrom(null, 'us'),
		inputTokens: tokens,
		outputTokens: tokens,
		cacheWrite5mTokens: tokens,
		cacheWrite1hTokens: tokens,
		cacheReadTokens: tokens,
		webSearches: fc.nat(3),
		nested: fc.constantFrom(
			[],
			[
				{
					model: 'claude-haiku-5-5',
					...{ inputTokens: 5, outputTokens: 6, cacheWrite5mTokens: 0, cacheWrite1hTokens: 0 },
					...{ cacheReadTokens: 7, webSearches: 0 },
				},
			],
		),
		outputIsPartial: fc.boolean(),
		version: fc.constantFrom(null, '2.1.180'),
		cwd: fc.constantFrom(null, '/w'),
		branch: fc.constantFrom(null, 'main', 'feat'),
	}),
	{ selector: ({ callId }) => callId, maxLength: 30 },
);

const byTime = (one: Call, two: Call): number => one.atMs - two.atMs || (one.callId < two.callId ? -1 : 1);

/** What a view shows, as an object that stays. */
const copyOf = (call: PricedCall): PricedCall => ({
	callId: call.callId,
	sessionId: call.sessionId,
	origin: call.origin,
	atMs: call.atMs,
	model: call.model,
	speed: call.speed,
	serviceTier: call.serviceTier,
	inferenceGeo: call.inferenceGeo,
	inputTokens: call.inputTokens,
	outputTokens: call.outputTokens,
	cacheWrite5mTokens: call.cacheWrite5mTokens,
	cacheWrite1hTokens: call.cacheWrite1hTokens,
	cacheReadTokens: call.cacheReadTokens,
	webSearches: call.webSearches,
	nested: call.nested,
	outputIsPartial: call.outputIsPartial,
	version: call.version,
	cwd: call.cwd,
	branch: call.branch,
	costMicros: call.costMicros,
	isPriced: call.isPriced,
});

describe('calls in columns', () => {
	it('are priced, ordered and judged as the same calls one by one', () => {
		const book = priceBook();
		fc.assert(
			fc.property(calls, (some) => {
				const columns = CallColumns.of(some).price(book);
				const priced = some.map((call) => priceCall(call, book));
				assert.deepEqual([...columns].length, some.length);
				assert.deepEqual(Array.from(columns, copyOf).sort(byTime), [...priced].sort(byTime));
				const inOrder = Array.from(columns, copyOf);
				for (const sessionId of ['a', 'b', 'c']) {
					assert.deepEqual(
						Array.from(columns.rowsOf(sessionId), (row) => inOrder[row]),
						priced.filter((call) => call.sessionId === sessionId).sort(byTime),
					);
				}
				assert.deepEqual(Array.from(CallColumns.ofPriced(priced), copyOf), inOrder);
				const counts = {
					files: 0,
					lines: 0,
					rejectedLines: 0,
					syntheticCalls: 0,
					clampedFields: 0,
					...countRemarks([]),
				};
				const sessions = ['a', 'z'].map((sessionId) => ({
					...{ sessionId, firstAtMs: 0, lastAtMs: 1, cwds: [], entrypoint: null },
					clientCost: { costMicros: 7, hasUnknownModel: false },
				}));
				assert.deepEqual(
					usageQuality(columns, sessions, counts, book, 1_780_000_000_005),
					usageQuality(priced, sessions, counts, book, 1_780_000_000_005),
				);
			}),
		);
	});

	it('come from the ledger as the calls it holds', async () => {
		await fc.assert(
			fc.asyncProperty(calls, async (some) => {
				const ledger = await openMemoryLedger('local');
				await ledger.write({ call: some.map((call) => callRow('local', call, null)) });
				const book = priceBook();
				assert.deepEqual(
					Array.from(readCallColumns(ledger).price(book), copyOf).sort(byTime),
					readCalls(ledger).map((call) => priceCall(call, book)),
				);
				await ledger.close();
			}),
			{ numRuns: 20 },
		);
	});
});
