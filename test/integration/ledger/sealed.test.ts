import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compact, type CompactionResult } from '../../../src/ledger/compaction.js';
import { loadImage } from '../../../src/ledger/imageFile.js';
import { ledgerPaths } from '../../../src/ledger/ledgerPaths.js';
import { openLedger } from '../../../src/ledger/openLedger.js';
import { RowStore } from '../../../src/ledger/rowStore.js';
import type { CallRow } from '../../../src/ledger/schema.js';
import { ledgerTools, type LedgerTools } from '../../../src/outlay/ledgerTools.js';
import { callRow, callsIn } from './rows.js';

const dayMs = 86_400_000;
const beganAtMs = Date.UTC(2026, 6, 20);

/** A call a day over three months, ada's and bob's in turn; two of the folders name ada. */
const history = Array.from({ length: 60 }, (_, n): CallRow => {
	const name = n % 2 === 0 ? 'ada' : 'bob';
	return callRow(`msg_${name}_${n}`, {
		sessionId: `session-${name}`,
		atMs: beganAtMs + n * dayMs,
		outputTokens: 100 + n,
		branch: n % 4 < 2 ? 'main' : `${name}/secret`,
	});
});
const idsOf = (name: string): string[] =>
	history.map(({ callId }) => callId).filter((id) => id.includes(name));

/** What an image holds of calls: how many blocks, and every id in them, also of calls that do not count there. */
async function blocksOf(path: string): Promise<{ blocks: number; ids: string[] }> {
	const loaded = await loadImage(path);
	assert.ok(loaded?.trailer, `${path} is no sound image`);
	const store = await RowStore.open(loaded.bytes, path);
	const { sealed } = store.calls;
	const blocks = sealed.blockIds().map(({ blockId }) => sealed.block(blockId).ids());
	await store.close();
	return { blocks: blocks.length, ids: blocks.flat() };
}

async function bytesBelow(dir: string): Promise<string> {
	const entries = await readdir(dir, { recursive: true, withFileTypes: true });
	const files = entries.filter((entry) => entry.isFile());
	return (
		await Promise.all(files.map((file) => readFile(join(file.parentPath, file.name), 'latin1')))
	).join();
}

/** Changes one bit in the middle of the first block's ids or numbers, where the image holds them. */
async function flipInBlock(path: string, column: 'ids' | 'numbers'): Promise<void> {
	const loaded = await loadImage(path);
	assert.ok(loaded?.trailer);
	const store = await RowStore.open(loaded.bytes, path);
	const table = column === 'ids' ? 'callBlockIds' : 'callBlock';
	const [found] = store.database.exec(`SELECT "${column}" FROM "${table}" ORDER BY "blockId" LIMIT 1`);
	const block = Buffer.from(found?.values[0]?.[0] as Uint8Array);
	await store.close();
	const bytes = await readFile(path);
	const at = bytes.indexOf(block);
	assert.ok(at > 0, 'the block was not found in the file');
	const place = at + Math.floor(block.length / 2);
	bytes[place] = (bytes[place] ?? 0) ^ 1;
	await writeFile(path, bytes);
}

describe('a ledger whose calls are packed', () => {
	let root = '';
	let dir = '';
	let tools: LedgerTools;
	const open = (): ReturnType<typeof openLedger> =>
		openLedger({ dir, orgId: 'local', now: () => Date.now(), compaction: 'never' });
	const pack = (sealFrom = 4): Promise<CompactionResult> =>
		compact({ dir, nowMs: beganAtMs + 90 * dayMs, sealFrom });

	/** Writes as a process that is gone since would have. */
	async function write(call: readonly CallRow[], names: readonly string[] = []): Promise<void> {
		const ledger = await open();
		await ledger.write({
			session: names.map((name) => ({
				...{ orgId: 'local', sessionId: `session-${name}`, personId: name, firstAtMs: 1, lastAtMs: 2 },
				...{ cwds: '[]', entrypoint: null, clientCostMicros: null, clientCostHasUnknownModel: null },
			})),
			call,
		});
		await ledger.close();
		const { spool } = ledgerPaths(dir);
		for (const file of await readdir(spool)) {
			await rename(join(spool, file), join(spool, file.replace(/~\d+~/, '~4194999~')));
		}
	}

	async function calls(): Promise<CallRow[]> {
		const ledger = await open();
		const rows = callsIn(ledger);
		await ledger.close();
		return rows;
	}

	beforeEach(async () => {
		root = await mkdtemp(join(tmpdir(), 'outlay-sealed-'));
		dir = join(root, 'ledger');
		tools = ledgerTools({ dir, env: {}, home: root, nowMs: beganAtMs + 90 * dayMs });
		await write(history, ['ada', 'bob']);
		assert.equal((await pack()).outcome, 'done');
		// Fuller copies of two calls: they leave their blocks, which keep what they were until they are packed again.
		await write(history.slice(20, 22).map((row) => ({ ...row, outputTokens: 9000 })));
		await pack(1_000_000);
		assert.deepEqual((await blocksOf(ledgerPaths(dir).image)).blocks, 3);
	});
	afterEach(() => rm(root, { recursive: true, force: true }));

	it('gives a person’s calls to that person', async () => {
		const rows = (await tools.exportPerson(['ada']))['call'] ?? [];
		assert.deepEqual(rows.map(({ callId }) => String(callId)).sort(), idsOf('ada').sort());
		assert.equal(rows.find(({ callId }) => callId === 'msg_ada_20')?.['outputTokens'], 9000);
	});

	it('takes a person out of every block, image and file, and leaves all others exactly', async () => {
		const before = await calls();
		assert.deepEqual((await tools.erasePerson(['ada'])).rows, { call: 30, session: 1 });
		assert.deepEqual(
			await calls(),
			before.filter(({ sessionId }) => sessionId !== 'session-ada'),
		);
		const { image, previous } = ledgerPaths(dir);
		for (const path of [image, previous]) {
			// One of bob's stands beside its block.
			const { blocks, ids } = await blocksOf(path);
			assert.equal(blocks, 3);
			assert.deepEqual(
				ids.filter((id) => id.includes('ada')),
				[],
			);
			assert.ok(ids.length >= 29);
		}
		const bytes = await bytesBelow(dir);
		for (const name of ['session-ada', 'msg_ada', 'ada/secret']) {
			assert.ok(!bytes.includes(name), `a file still has ${name}`);
		}
		assert.ok(bytes.includes('session-bob'));
		assert.deepEqual(await tools.check(false), []);
	});

	it('leaves nothing of a person in a block whose only call of theirs had left it', async () => {
		const once = callRow('msg_eve_1', { sessionId: 'session-eve', atMs: beganAtMs + dayMs / 2 });
		await write([once], ['eve']);
		await pack(1);
		await write([{ ...once, outputTokens: 9000 }]);
		await pack(1_000_000);
		assert.deepEqual((await tools.erasePerson(['eve'])).rows, { call: 1, session: 1 });
		for (const path of [ledgerPaths(dir).image, ledgerPaths(dir).previous]) {
			assert.ok(!(await blocksOf(path)).ids.includes('msg_eve_1'));
		}
		assert.equal((await calls()).length, history.length);
	});

	it('leaves nothing of a person where rows lay that were changed or packed before', async () => {
		// Fuller copies put calls back beside their blocks, and packing deletes those rows again.
		for (let copy = 1; copy < 6; copy++) {
			await write(
				history.map((row) => ({ ...row, outputTokens: row.outputTokens + copy })),
				['ada', 'bob'],
			);
			await pack(copy % 2 === 0 ? 4 : 1_000_000);
		}
		await tools.erasePerson(['ada']);
		const bytes = await bytesBelow(dir);
		for (const name of ['session-ada', 'msg_ada', 'ada/secret']) {
			assert.ok(!bytes.includes(name), `a file still has ${name}`);
		}
		assert.equal((await calls()).length, 30);
	});

	it('backs up and restores every call, into an empty folder and over what an erasure took', async () => {
		const file = join(root, 'backup.sqlite');
		const before = await calls();
		await tools.backUp(file);
		assert.equal((await blocksOf(file)).blocks, 3);
		await tools.erasePerson(['ada']);
		await tools.restore(file);
		assert.deepEqual(await calls(), before);
		await rm(dir, { recursive: true });
		await write([callRow('msg_new')]);
		await pack();
		await tools.restore(file);
		assert.deepEqual(
			await calls(),
			[...before, { ...callRow('msg_new'), ownerSinceMs: null }].sort((one, two) =>
				one.callId < two.callId ? -1 : 1,
			),
		);
		assert.deepEqual(await tools.check(false), []);
	});

	for (const column of ['ids', 'numbers'] as const) {
		it(`finds a flipped bit in the ${column} of a block, sets the image aside and loses nothing`, async () => {
			const before = await calls();
			const { image, quarantine } = ledgerPaths(dir);
			await flipInBlock(image, column);
			assert.deepEqual(
				(await tools.check(false)).map(({ code, file }) => [code, file]),
				[['ledger.image-damaged', image]],
			);
			assert.deepEqual(await calls(), before);
			const { outcome, problems } = await pack();
			assert.deepEqual([outcome, problems.map(({ code }) => code)], ['done', ['ledger.image-damaged']]);
			assert.equal((await readdir(quarantine)).length, 1);
			assert.deepEqual(await calls(), before);
			assert.deepEqual(await tools.check(false), []);
		});

		it(`loses nothing to a flipped bit in the ${column} of a block when no image is sound`, async () => {
			const before = await calls();
			const { image, previous } = ledgerPaths(dir);
			await flipInBlock(image, column);
			await flipInBlock(previous, column);
			assert.deepEqual(await calls(), before);
			await pack();
			assert.deepEqual(await calls(), before);
			assert.deepEqual(await tools.check(false), []);
		});
	}
});
