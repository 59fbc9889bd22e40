import assert from 'node:assert/strict';
import { openMemoryLedger } from '../../../src/ledger/memoryLedger.js';
import type { CallRow, SessionRow } from '../../../src/ledger/schema.js';
import { callsIn } from '../../integration/ledger/rows.js';

const call = (over: Partial<CallRow> = {}): CallRow => ({
	orgId: 'local',
	callId: 'msg_1',
	sessionId: 'a',
	origin: 'main',
	atMs: 1000,
	model: 'claude-opus-5-5',
	speed: null,
	serviceTier: null,
	inferenceGeo: null,
	inputTokens: 1,
	outputTokens: 2,
	cacheWrite5mTokens: 3,
	cacheWrite1hTokens: 4,
	cacheReadTokens: 5,
	webSearches: 0,
	nested: null,
	outputIsPartial: 1,
	version: null,
	cwd: '/w',
	branch: 'main',
	...over,
});

const session = (over: Partial<SessionRow> = {}): SessionRow => ({
	orgId: 'local',
	sessionId: 'a',
	firstAtMs: 1,
	lastAtMs: 2,
	cwds: '["/w"]',
	entrypoint: null,
	clientCostMicros: null,
	clientCostHasUnknownModel: null,
	...over,
});

describe('ledger in memory', () => {
	it('counts a call once, each token count the maximum of its copies', async () => {
		const ledger = await openMemoryLedger('local');
		await ledger.write({ call: [call({ outputTokens: 9 })] });
		await ledger.write({
			call: [call({ outputTokens: 4, inputTokens: 7, outputIsPartial: 0, speed: 'fast' })],
		});
		const rows = callsIn(ledger);
		assert.equal(rows.length, 1);
		assert.deepEqual(
			[rows[0]?.inputTokens, rows[0]?.outputTokens, rows[0]?.outputIsPartial, rows[0]?.speed],
			[7, 9, 0, 'fast'],
		);
		await ledger.close();
	});

	it('leaves a copied call with the session that was there earlier, in either order', async () => {
		const first = call({ sessionId: 'original', ownerSinceMs: 100, branch: 'feat' });
		const copy = call({ sessionId: 'resumed', ownerSinceMs: 900, branch: 'main' });
		for (const order of [
			[first, copy],
			[copy, first],
		]) {
			const ledger = await openMemoryLedger('local');
			for (const row of order) await ledger.write({ call: [row] });
			const [row] = callsIn(ledger);
			assert.deepEqual([row?.sessionId, row?.branch], ['original', 'feat']);
			await ledger.close();
		}
	});

	it('joins what two reads saw of a session', async () => {
		const ledger = await openMemoryLedger('local');
		await ledger.write({ session: [session({ clientCostMicros: 50, clientCostHasUnknownModel: 0 })] });
		await ledger.write({ session: [session({ firstAtMs: 5, lastAtMs: 9, cwds: '["/w","/x"]' })] });
		const [row] = await ledger.db.selectFrom('session').selectAll().execute();
		assert.deepEqual(
			[row?.firstAtMs, row?.lastAtMs, row?.cwds, row?.clientCostMicros],
			[1, 9, '["/w","/x"]', 50],
		);
		await ledger.close();
	});

	it('refuses a row that does not fit, naming the column, and a write around write()', async () => {
		const ledger = await openMemoryLedger('local');
		await assert.rejects(ledger.write({ call: [call({ inputTokens: 1.5 })] }), /call\.inputTokens/);
		await assert.rejects(ledger.db.deleteFrom('session').execute(), /write\(\)/);
		await ledger.close();
	});
});
