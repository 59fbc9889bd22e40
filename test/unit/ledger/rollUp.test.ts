import assert from 'node:assert/strict';
import fc from 'fast-check';
import { priceTable } from '../../../src/core/usage/priceTable.js';
import { promptTierBounds, rollUpCalls } from '../../../src/ledger/rollUp.js';
import { RowStore } from '../../../src/ledger/rowStore.js';
import type { CallRow } from '../../../src/ledger/schema.js';
import { schemaVersion } from '../../../src/ledger/schemaVersion.js';
import { entryOf } from '../../../src/ledger/spoolEntry.js';
import { sealCalls } from '../../../src/ledger/sealing.js';
import { callRow, callsIn } from '../../integration/ledger/rows.js';

const apply = (store: RowStore, call: readonly CallRow[]): Promise<void> =>
	store.apply([entryOf({ call }, schemaVersion, 1)]);

/** Calls and tokens, rolled up or not. */
function totals(store: RowStore): readonly number[] {
	const [rolled = []] =
		store.database
			.exec(`SELECT total("calls"), total("inputTokens"), total("outputTokens"), total("cacheReadTokens")
			FROM "callRollup"`)[0]?.values ?? [];
	const sums = callsIn(store).reduce(
		(sum, call) => [
			(sum[0] ?? 0) + 1,
			(sum[1] ?? 0) + call.inputTokens,
			(sum[2] ?? 0) + call.outputTokens,
			(sum[3] ?? 0) + call.cacheReadTokens,
		],
		rolled.map(Number),
	);
	return sums;
}

describe('rolling up old calls', () => {
	it('keeps every sum, and counts no copy of a rolled-up call again', async () => {
		const calls = fc.array(
			fc.record({
				callId: fc.integer({ min: 0, max: 40 }).map((id) => `msg_${id}`),
				sessionId: fc.constantFrom('a', 'b'),
				atMs: fc.integer({ min: 0, max: 9_000_000 }),
				inputTokens: fc.integer({ min: 0, max: 300_000 }),
				outputIsPartial: fc.constantFrom(0, 1),
			}),
			{ maxLength: 60 },
		);
		await fc.assert(
			fc.asyncProperty(
				calls,
				fc.integer({ min: 0, max: 9_000_000 }),
				fc.boolean(),
				async (some, before, isSealed) => {
					const rows = some.map((call) => callRow(call.callId, call));
					const store = await RowStore.open(null, 'in a test');
					await apply(store, rows);
					const expected = totals(store);
					if (isSealed) sealCalls(store, 1);
					assert.deepEqual(totals(store), expected);
					rollUpCalls(store, before);
					assert.deepEqual(totals(store), expected);
					// Opened anew, as every process does after the image was replaced.
					const bytes = store.bytes;
					await store.close();
					const again = await RowStore.open(bytes, 'in a test');
					await apply(again, rows);
					rollUpCalls(again, before);
					assert.deepEqual(totals(again), expected);
					await again.close();
				},
			),
			{ numRuns: 30 },
		);
	});

	it('never sums calls of two price tiers, sessions, quarter hours or kinds of output count', async () => {
		const store = await RowStore.open(null, 'in a test');
		const quarter = 900_000;
		await apply(store, [
			callRow('1', { atMs: quarter, cacheReadTokens: 150_000 }),
			callRow('2', { atMs: quarter + 1, cacheReadTokens: 250_000 }),
			callRow('3', { atMs: quarter + 2, cacheReadTokens: 10 }),
			callRow('4', { atMs: quarter + 3, cacheReadTokens: 11 }),
			callRow('5', { atMs: 2 * quarter, cacheReadTokens: 12 }),
			callRow('6', { atMs: quarter, cacheReadTokens: 13, outputIsPartial: 1 }),
			callRow('7', { atMs: quarter, nested: '[]' }),
		]);
		assert.equal(rollUpCalls(store, 10 * quarter), 6);
		const rows = await store.db
			.selectFrom('callRollup')
			.select(['slotMs', 'contextTier', 'calls', 'cacheReadTokens', 'outputIsPartial'])
			.orderBy('slotMs')
			.orderBy('contextTier')
			.orderBy('outputIsPartial')
			.execute();
		assert.deepEqual(
			rows.map((row) => [
				row.slotMs / quarter,
				row.contextTier,
				row.outputIsPartial,
				row.calls,
				row.cacheReadTokens,
			]),
			[
				[1, 0, 0, 2, 21],
				[1, 0, 1, 1, 13],
				[1, 1, 0, 1, 150_000],
				[1, 2, 0, 1, 250_000],
				[2, 0, 0, 1, 12],
			],
		);
		assert.deepEqual(
			callsIn(store).map(({ callId }) => callId),
			['7'],
		);
		await store.close();
	});

	it('knows every bound at which a price changes', () => {
		const bounds = priceTable.flatMap(({ tier }) => (tier === null ? [] : [tier.abovePromptTokens]));
		assert.deepEqual(
			[...new Set(bounds)].filter((bound) => !promptTierBounds.includes(bound)),
			[],
		);
	});
});
