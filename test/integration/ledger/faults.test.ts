import assert from 'node:assert/strict';
import { mkdtemp, readFile, readdir, rm, stat, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compact, compactionSteps } from '../../../src/ledger/compaction.js';
import { ledgerPaths } from '../../../src/ledger/ledgerPaths.js';
import { openLedger } from '../../../src/ledger/openLedger.js';
import { faultNamed, faults, makeNewer, runFault, type FaultResult } from './faults.js';
import { acknowledged, lostIn, start, type Running } from './processes.js';
import { callRow, callsIn } from './rows.js';

const run = (name: string): Promise<FaultResult> => runFault(faultNamed(name));

/** Something was acknowledged, and all of it is still there. */
function nothingLost({ acknowledged: count, lost }: FaultResult): void {
	assert.ok(count > 0, 'nothing was acknowledged, so nothing was shown');
	assert.deepEqual(lost, []);
}

describe('ledger under faults', () => {
	let dir = '';
	beforeEach(async () => {
		dir = join(await mkdtemp(join(tmpdir(), 'outlay-ledger-')), 'ledger');
	});
	afterEach(() => rm(join(dir, '..'), { recursive: true, force: true }));

	// These need nothing but the run itself to be judged.
	for (const { name } of faults.filter(({ isPlain }) => isPlain)) {
		it(`loses nothing: ${name}`, async () => nothingLost(await run(name)));
	}

	it('loses nothing when a compactor is killed at every one of its steps', async () => {
		const ledger = await openLedger({ dir, orgId: 'local', now: () => Date.now(), compaction: 'never' });
		await ledger.write({ call: [callRow('first')] });
		await compact({ dir, nowMs: Date.now() });
		for (const killAt of compactionSteps) {
			await ledger.write({ call: [callRow(killAt)] });
			const killed = start({ role: 'compactor', dir, rounds: 1, killAt });
			await killed.ended;
			assert.equal(killed.child.signalCode, 'SIGKILL', `it got past ${killAt}`);
			assert.deepEqual(
				(await lostIn(dir, compactionSteps.slice(0, compactionSteps.indexOf(killAt)))).lost,
				[],
			);
		}
		await ledger.close();
		assert.notEqual((await compact({ dir, nowMs: Date.now() })).outcome, 'busy');
		assert.deepEqual((await lostIn(dir, compactionSteps)).lost, []);
		const left = (await readdir(dir)).filter((name) => name.endsWith('.tmp') || name.startsWith('lock'));
		assert.deepEqual(left, []);
	});

	it('loses nothing when a compactor is killed before any operation that changes the disk', async () => {
		const ledger = await openLedger({ dir, orgId: 'local', now: () => Date.now(), compaction: 'never' });
		const written: string[] = [];
		const met: string[] = [];
		for (let killBefore = 1; ; killBefore++) {
			written.push(`op-${killBefore}`);
			await ledger.write({ call: [callRow(`op-${killBefore}`)] });
			const killed = start({ role: 'compactor', dir, rounds: 1, killBefore });
			const lines = await killed.ended;
			assert.deepEqual((await lostIn(dir, written)).lost, [], lines.join(', '));
			if (killed.child.signalCode === null) {
				assert.ok(lines.includes('compacted done'), lines.join(', '));
				break;
			}
			met.push(lines.at(-1)?.replace('before ', '') ?? '');
		}
		await ledger.close();
		// Enough to know that they were met, and the one that replaces the image among them.
		assert.ok(met.length > 15 && met.includes('rename') && met.includes('page'), met.join(', '));
		// A draft that its process never came to write says nothing about it; it goes after an hour.
		await compact({ dir, nowMs: Date.now() + 2 * 60 * 60_000 });
		const left = (await readdir(dir)).filter((name) => name.endsWith('.tmp') || name.startsWith('lock'));
		assert.deepEqual(left, []);
	});

	it('mends a flipped byte without a word, and sets aside what it cannot mend', async () => {
		const mended = await run('one flipped byte');
		nothingLost(mended);
		assert.deepEqual([mended.problems, mended.quarantined], [[], 0]);
		const image = await run('flipped bytes in the image');
		nothingLost(image);
		assert.equal(image.quarantined, 1);
		nothingLost(await run('a bit flipped in the image'));
		const both = await run('image cut short');
		nothingLost(both);
		assert.equal(both.quarantined, 2);
	});

	it('refuses what does not fit on the disk, and keeps what it acknowledged', async () => {
		const result = await run('disk full');
		nothingLost(result);
		assert.ok(result.refused > 0);
		assert.equal(result.acknowledged + result.refused, 460);
	});

	it('opens a read-only folder for reading and says why it cannot write', async () => {
		const result = await run('folder made read-only');
		nothingLost(result);
		assert.equal(result.refused, 5);
		assert.match(result.said.find((line) => line.startsWith('refused')) ?? '', /cannot be written/);
	});

	it('does not compact while two hosts write to one folder, and says so', async () => {
		const result = await run('two host names');
		nothingLost(result);
		assert.ok(result.said.includes('compacted other-host'));
		assert.ok(result.said.includes('problem ledger.other-host'));
		assert.ok(!result.said.includes('compacted done'));
	});

	it('keeps writing when another window was updated, leaves the newer image alone, and says so', async () => {
		const result = await run('image replaced by a newer version');
		nothingLost(result);
		assert.ok(result.said.includes('problem ledger.newer'));
	});

	it('refuses to open a newer image and does not touch it', async () => {
		const ledger = await openLedger({ dir, orgId: 'local', now: () => Date.now() });
		await ledger.write({ call: [callRow('msg_1')] });
		await ledger.close();
		await compact({ dir, nowMs: Date.now() });
		await makeNewer(dir);
		const before = await readFile(ledgerPaths(dir).image);
		await assert.rejects(
			openLedger({ dir, orgId: 'local', now: () => Date.now() }),
			/written by a newer Outlay/,
		);
		await assert.rejects(compact({ dir, nowMs: Date.now() }), /newer Outlay/);
		assert.deepEqual(await readFile(ledgerPaths(dir).image), before);
	});

	it('gives way when the image was replaced while it worked, even without its lock', async () => {
		const writer = start({ role: 'writer', dir, name: 'w', writes: 20, pauseMs: 0 });
		await writer.ended;
		const slow = start({ role: 'compactor', dir, rounds: 1, holdAt: 'flushed', holdMs: 1500 });
		await slow.said('at flushed');
		await unlink(ledgerPaths(dir).lock);
		assert.equal((await compact({ dir, nowMs: Date.now() })).outcome, 'done');
		const image = await stat(ledgerPaths(dir).image);
		assert.ok((await slow.ended).includes('compacted superseded'));
		assert.equal((await stat(ledgerPaths(dir).image)).ino, image.ino);
		assert.deepEqual((await lostIn(dir, acknowledged([writer]))).lost, []);
	});

	it('never takes the lock of a living process, of another host, or one it cannot read', async () => {
		const writer = start({ role: 'writer', dir, name: 'w', writes: 3, pauseMs: 0 });
		await writer.ended;
		const { lock } = ledgerPaths(dir);
		const holder = start({ role: 'compactor', dir, rounds: 1, holdAt: 'locked', holdMs: 800 });
		await holder.said('at locked');
		assert.equal((await compact({ dir, nowMs: Date.now() + 1e12 })).outcome, 'busy');
		await holder.ended;
		await writeFile(lock, '{"host":"other-laptop","pid":1,"startedAt":null,"token":"t"}');
		assert.equal((await compact({ dir, nowMs: Date.now() })).outcome, 'other-host');
		await writeFile(lock, '');
		const { outcome, problems } = await compact({ dir, nowMs: Date.now() });
		assert.deepEqual([outcome, problems[0]?.code], ['busy', 'ledger.lock-unreadable']);
	});

	it('tells who watches also of what somebody else of the same process took in first', async () => {
		const window = await openLedger({ dir, orgId: 'local', now: () => Date.now() });
		const news: number[] = [];
		const stop = window.watch(() => news.push(window.calls.count()), assert.ifError);
		const other = await openLedger({ dir, orgId: 'local', now: () => Date.now() });
		await other.write({ call: [callRow('theirs')] });
		await window.refresh();
		assert.deepEqual(news, [1]);
		stop();
		await other.write({ call: [callRow('later')] });
		await window.refresh();
		assert.deepEqual(news, [1]);
		await other.close();
		await window.close();
	});

	it('lets no writer wait for a compactor, and shows it to another window within three seconds', async () => {
		const first: Running = start({ role: 'writer', dir, name: 'a', writes: 5, pauseMs: 0 });
		await first.ended;
		const holder = start({ role: 'compactor', dir, rounds: 1, holdAt: 'applied', holdMs: 2500 });
		await holder.said('at applied');
		const reader = await openLedger({ dir, orgId: 'local', now: () => Date.now() });
		const changed = new Promise<number>((resolve, reject) => {
			reader.watch(() => resolve(performance.now()), reject);
		});
		const ledger = await openLedger({ dir, orgId: 'local', now: () => Date.now() });
		await ledger.write({ call: [callRow('warm-up')] });
		let isCompacted = false;
		void holder.ended.then(() => (isCompacted = true));
		for (let index = 0; index < 20; index++) await ledger.write({ call: [callRow(`b-${index}`)] });
		const written = performance.now();
		assert.equal(isCompacted, false, 'writes waited for the compactor');
		assert.ok((await changed) - written < 3000);
		await reader.refresh();
		assert.ok(callsIn(reader).some(({ callId }) => callId === 'b-19'));
		await Promise.all([ledger.close(), reader.close(), holder.ended]);
	});

	it('keeps its files to their owner', async () => {
		const writer = start({ role: 'writer', dir, name: 'w', writes: 3, pauseMs: 0 });
		await writer.ended;
		await compact({ dir, nowMs: Date.now() });
		const { image, spool } = ledgerPaths(dir);
		const modes = await Promise.all([image, spool].map(async (path) => (await stat(path)).mode & 0o777));
		assert.deepEqual(modes, process.platform === 'win32' ? modes : [0o600, 0o700]);
	});
});
