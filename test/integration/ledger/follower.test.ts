import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { compact } from '../../../src/ledger/compaction.js';
import { ledgerPaths } from '../../../src/ledger/ledgerPaths.js';
import { openLedger } from '../../../src/ledger/openLedger.js';
import { callRow, callsIn } from './rows.js';

for (const image of ['in-memory', 'in-file'] as const) {
	describe(`a ledger that follows its folder, its image ${image}`, () => {
		let dir = '';
		beforeEach(async () => {
			dir = join(await mkdtemp(join(tmpdir(), 'outlay-follow-')), 'ledger');
			await mkdir(dir);
		});
		afterEach(() => rm(join(dir, '..'), { recursive: true, force: true }));

		it('keeps sight of what was written while the image was replaced, and while it is loaded again', async () => {
			const open = (): ReturnType<typeof openLedger> =>
				openLedger({ dir, orgId: 'local', now: () => Date.now(), compaction: 'never', image });
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

		it('keeps the spool short while one process writes and writes, and lets nobody load the image for that', async () => {
			const open = (): ReturnType<typeof openLedger> =>
				openLedger({ dir, orgId: 'local', now: () => Date.now(), compaction: 'never', image });
			const [writer, reader] = [await open(), await open()];
			const { spool } = ledgerPaths(dir);
			const sizeOfSpool = async (): Promise<number> => {
				const sizes = (await readdir(spool)).map(async (name) => (await stat(join(spool, name))).size);
				return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
			};
			const rounds = 4;
			const loadedAnew: boolean[] = [];
			for (let round = 0; round < rounds; round++) {
				const values = Array.from({ length: 9 }, (_, part) => `${round}-${part} ${'x'.repeat(1 << 20)}`);
				for (const [part, value] of values.entries()) {
					const cursor = [{ orgId: 'local', source: 'test', key: `${round}-${part}`, value }];
					await writer.write({ cursor });
				}
				await writer.refresh();
				await reader.refresh();
				await compact({ dir, nowMs: Date.now() });
				loadedAnew.push(await writer.refresh(), await reader.refresh());
			}
			const written = rounds * 9 * (1 << 20);
			assert.ok((await sizeOfSpool()) < written / 2, `${await sizeOfSpool()} of ${written} bytes`);
			// The first image is new to everybody.
			assert.deepEqual(new Set(loadedAnew.slice(2)), new Set([false]));
			await Promise.all([writer.close(), reader.close()]);
			const again = await open();
			assert.equal((await again.db.selectFrom('cursor').select('key').execute()).length, rounds * 9);
			await again.close();
		});

		it('keeps what nobody needs any more as a backup, but not too much of it', async () => {
			const { spool } = ledgerPaths(dir);
			for (let part = 0; part < 6; part++) {
				const ledger = await openLedger({
					dir,
					orgId: 'local',
					now: () => Date.now(),
					compaction: 'never',
					image,
				});
				const value = 'x'.repeat(5 << 20);
				await ledger.write({ cursor: [{ orgId: 'local', source: 'test', key: String(part), value }] });
				await ledger.close();
				// As if its process had ended.
				for (const name of await readdir(spool)) {
					await rename(join(spool, name), join(spool, name.replace(/~\d+~/, '~4194999~')));
				}
				await compact({ dir, nowMs: Date.now() });
			}
			// Two images do not hold the last one yet; of the others, three of five mebibytes fit.
			assert.equal((await readdir(spool)).length, 4);
		});
	});
}
