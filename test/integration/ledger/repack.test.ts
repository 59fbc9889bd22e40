import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compact } from '../../../src/ledger/compaction.js';
import { checkLedger } from '../../../src/ledger/ledgerInfo.js';
import { ledgerPaths } from '../../../src/ledger/ledgerPaths.js';
import { openLedger } from '../../../src/ledger/openLedger.js';
import { callRow, callsIn } from './rows.js';

const dayMs = 86_400_000;

describe('the room that a roll-up frees', () => {
	let dir = '';
	beforeEach(async () => {
		dir = join(await mkdtemp(join(tmpdir(), 'outlay-repack-')), 'ledger');
		await mkdir(dir);
	});
	afterEach(() => rm(join(dir, '..'), { recursive: true, force: true }));

	it('is given back, and everything else stays', async () => {
		const ledger = await openLedger({ dir, orgId: 'local', now: () => Date.now(), compaction: 'never' });
		const { atMs } = callRow('x');
		for (let batch = 0; batch < 20; batch++) {
			await ledger.write({
				call: Array.from({ length: 2000 }, (_, index) =>
					callRow(`msg_${batch}_${index}`, { atMs: atMs + (batch < 19 ? index : 500 * dayMs + index) }),
				),
				cursor: [{ orgId: 'local', source: 'test', key: String(batch), value: 'kept' }],
			});
		}
		await ledger.close();
		const { image } = ledgerPaths(dir);
		await compact({ dir, nowMs: atMs + 300 * dayMs, sealFrom: 1_000_000 });
		const before = (await stat(image)).size;
		const { outcome } = await compact({ dir, nowMs: atMs + 501 * dayMs });
		assert.equal(outcome, 'done');
		const after = (await stat(image)).size;
		assert.ok(after < before / 2, `${after} bytes of ${before}`);
		const again = await openLedger({ dir, orgId: 'local', now: () => Date.now(), compaction: 'never' });
		assert.equal(callsIn(again).length, 2000);
		const rolled = await again.db
			.selectFrom('callRollup')
			.select(({ fn }) => fn.sum('calls').as('n'))
			.execute();
		assert.equal(Number(rolled[0]?.n), 38_000);
		assert.equal((await again.db.selectFrom('cursor').selectAll().execute()).length, 20);
		// A copy of a call that was rolled up is still known.
		await again.write({ call: [callRow('msg_0_5', { atMs: atMs + 5 })] });
		assert.equal(callsIn(again).length, 2000);
		await again.close();
		assert.deepEqual(await checkLedger(dir), []);
		assert.deepEqual(
			(await readdir(dir)).filter((name) => name.endsWith('.tmp')),
			[],
		);
	});
});
