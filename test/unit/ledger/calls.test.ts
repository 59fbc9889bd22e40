import assert from 'node:assert/strict';
import { priceBook } from '../../../src/core/usage/priceBook.js';
import { priceCall } from '../../../src/core/usage/priceCall.js';
import { readCalls } from '../../../src/ledger/calls.js';
import { rollUpCalls } from '../../../src/ledger/rollUp.js';
import { RowStore } from '../../../src/ledger/rowStore.js';
import { schemaVersion } from '../../../src/ledger/schemaVersion.js';
import { entryOf } from '../../../src/ledger/spoolEntry.js';
import { callRow } from '../../integration/ledger/rows.js';

describe('reading calls back', () => {
	it('gives rolled-up history the same tokens, count and, to half a micro-dollar a call, the same price', async () => {
		const store = await RowStore.open(null, 'in a test');
		const rows = Array.from({ length: 40 }, (_, index) =>
			callRow(`msg_${index}`, {
				atMs: 1_780_000_000_000 + index * 60_000,
				model: index % 2 === 0 ? 'claude-haiku-5-5' : 'claude-opus-5-5',
				cacheReadTokens: (index * 7919) % 190_000,
				outputTokens: index * 31,
			}),
		);
		await store.apply([entryOf({ call: rows }, schemaVersion, 1)]);
		const ledger = { orgId: 'local', scan: store.scan, calls: store.calls };
		const sums = (): { calls: number; output: number; cost: number } => {
			const sum = { calls: 0, output: 0, cost: 0 };
			for (const call of readCalls(ledger)) {
				sum.calls += call.standsFor ?? 1;
				sum.output += call.outputTokens;
				sum.cost += priceCall(call, priceBook()).costMicros;
			}
			return sum;
		};
		const before = sums();
		assert.equal(rollUpCalls(store, Number.MAX_SAFE_INTEGER), 40);
		const after = sums();
		assert.ok(readCalls(ledger).length < 20);
		assert.deepEqual([after.calls, after.output], [before.calls, before.output]);
		assert.ok(Math.abs(after.cost - before.cost) <= 20, `${after.cost} is not ${before.cost}`);
		const span = { sinceMs: 0, untilMs: 1_780_000_000_000 - 900_000 };
		assert.deepEqual(readCalls(ledger, span), []);
		await store.close();
	});
});
