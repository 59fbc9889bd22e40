import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { compact } from '../../../src/ledger/compaction.js';
import { openLedger } from '../../../src/ledger/openLedger.js';
import { callRow, callsIn } from './rows.js';

describe('a ledger that follows its folder', () => {
	let dir = '';
	beforeEach(async () => {
		dir = join(await mkdtemp(join(tmpdir(), 'outlay-follow-')), 'ledger');
		await mkdir(dir);
	});
	afterEach(() => rm(join(dir, '..'), { recursive: true, force: true }));

	it('keeps sight of what was written while the image was replaced, and while it is loaded again', async () => {
		const open = (): ReturnType<typeof openLedger> =>
			openLedger({ dir, orgId: 'local', now: () => Date.now(), compaction: 'never' });
		const window = await open();
		const expected: string[] = [];
		const write = async (callId: string): Promise<void> => {
			await window.write({ call: [callRow(callId)] });
			expected.push(callId);
		};
		for (let round = 0; round < 12; round++) {
			await write(`before-${round}`);
			await compact({
				dir,
				nowMs: Date.now(),
				// Rows were taken away, as far as anybody knows: everybody has to load the image anew.
				maintenance: { run: () => Promise.resolve(true), always: true },
				atStep: (step) => (step === 'applied' ? write(`during-${round}`) : undefined),
			});
			const refreshed = window.refresh();
			for (let turns = 0; turns < round; turns++) await turn();
			await write(`loading-${round}`);
			await refreshed;
			const there = new Set(callsIn(window).map(({ callId }) => callId));
			assert.deepEqual(
				expected.filter((callId) => !there.has(callId)),
				[],
				`round ${round}`,
			);
		}
		await window.close();
		const again = await open();
		assert.equal(callsIn(again).length, expected.length);
		await again.close();
	});
});
