import assert from 'node:assert/strict';
import fc from 'fast-check';
import { mkdir, mkdtemp, readdir, readFile, rm, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compact } from '../../../src/ledger/compaction.js';
import { readTrailer } from '../../../src/ledger/imageFile.js';
import { checkLedger, ledgerInfo } from '../../../src/ledger/ledgerInfo.js';
import { ledgerPaths } from '../../../src/ledger/ledgerPaths.js';
import { openLedger } from '../../../src/ledger/openLedger.js';
import { dataTables } from '../../../src/ledger/rowCounts.js';
import { emptyImage, RowStore } from '../../../src/ledger/rowStore.js';
import { MemoryBytes } from '../../../src/ledger/imageBytes.js';
import { Pages, rootsOfTables, rowsBelow } from '../../../src/ledger/sqlitePages.js';
import { sqlEngine } from '../../../src/ledger/sqlEngine.js';
import type { CallRow } from '../../../src/ledger/schema.js';
import { callRow, callsIn } from './rows.js';

const dayMs = 86_400_000;
const beganAtMs = Date.UTC(2026, 4, 3);
const nowMs = beganAtMs + 40 * dayMs;
const page = 4096;

/** Forty days of calls, each its own number of tokens, over many sessions and folders. */
const calls = Array.from({ length: 900 }, (_, n): CallRow =>
	callRow(`msg_${String(n * 7919).padStart(9, '0')}`, {
		sessionId: `session-${n % 60}`,
		atMs: beganAtMs + n * 3_600_000,
		outputTokens: 1000 + n,
		cwd: `/home/ada/app-${n % 40}`,
		nested: n % 300 === 7 ? JSON.stringify([{ model: 'm'.repeat(50), inputTokens: n }]) : null,
	}),
);

const sessions = Array.from({ length: 60 }, (_, n) => ({
	...{ orgId: 'local', sessionId: `session-${n}`, personId: `person-${n}`, firstAtMs: n, lastAtMs: 2 * n },
	...{ cwds: '[]', entrypoint: 'cli', clientCostMicros: n * 1_000_003, clientCostHasUnknownModel: null },
}));

const pullRequests = Array.from({ length: 30 }, (_, n) => ({
	...{ orgId: 'local', repo: 'acme/app', number: n + 1, mergedAtMs: n, closedAtMs: n, createdAtMs: n },
	// Longer than a page, so that each goes on where other pages may be damaged.
	...{ updatedAtMs: n, detail: JSON.stringify({ title: `Pull request ${n} `.repeat(500) }) },
}));

interface Contents {
	readonly calls: readonly CallRow[];
	readonly sessions: readonly unknown[];
	readonly pullRequests: readonly unknown[];
	readonly said: string;
	readonly codes: readonly string[];
}

const keyOf = (row: object): string => JSON.stringify(Object.entries(row).sort());

describe('an image that is damaged in every copy', () => {
	let root = '';
	let dir = '';
	let safe = '';
	before(async () => {
		root = await mkdtemp(join(tmpdir(), 'outlay-salvage-'));
		safe = join(root, 'safe');
		dir = safe;
		const ledger = await openLedger({ dir, orgId: 'local', now: () => nowMs, compaction: 'never' });
		await ledger.write({ call: calls.map((row) => ({ ...row, outputTokens: 10 })), session: sessions });
		await ledger.write({ pullRequest: pullRequests });
		await compact({ dir, nowMs, sealFrom: 4 });
		// Fuller copies of many calls leave their block, which still holds what they were.
		await ledger.write({ call: calls });
		await ledger.close();
		await compact({ dir, nowMs, sealFrom: 1_000_000 });
		await emptySpool(dir);
	});
	after(() => rm(root, { recursive: true, force: true }));

	/** As after years: the images are the only record. */
	async function emptySpool(folder: string): Promise<void> {
		const { spool } = ledgerPaths(folder);
		for (const name of await readdir(spool)) await unlink(join(spool, name));
	}

	/** A folder of its own whose images both are the last one, changed. */
	async function damaged(name: string, change: (bytes: Buffer, copy: number) => void): Promise<void> {
		dir = join(root, name);
		await rm(dir, { recursive: true, force: true });
		await mkdir(ledgerPaths(dir).spool, { recursive: true });
		const { image, previous } = ledgerPaths(dir);
		for (const [copy, path] of [image, previous].entries()) {
			const bytes = await readFile(ledgerPaths(safe).image);
			change(bytes, copy);
			await writeFile(path, bytes);
		}
	}

	/** What is left, which is the same whether the image is read whole or stays in its file. */
	async function contents(): Promise<Contents> {
		const inMemory = await contentsOf('in-memory');
		assert.deepEqual(await contentsOf('in-file'), inMemory);
		return inMemory;
	}

	async function contentsOf(image: 'in-memory' | 'in-file'): Promise<Contents> {
		const ledger = await openLedger({ dir, orgId: 'local', now: () => nowMs, compaction: 'never', image });
		try {
			return {
				calls: callsIn(ledger),
				sessions: await ledger.db.selectFrom('session').selectAll().execute(),
				pullRequests: await ledger.db.selectFrom('pullRequest').selectAll().execute(),
				said: ledger.problems.map(({ what }) => what).join('\n'),
				codes: ledger.problems.map(({ code }) => code),
			};
		} finally {
			await ledger.close();
		}
	}

	/** Everything that is left is what it was, and what is not left is counted; gives how much that is. */
	function holdsTruth(all: Contents, left: Contents): number {
		const lostCalls = new Map<string, number>();
		const there = new Map(left.calls.map((row) => [row.callId, row]));
		for (const row of all.calls) {
			const found = there.get(row.callId);
			if (found !== undefined) assert.deepEqual(found, row);
			else {
				const month = new Date(row.atMs).toISOString().slice(0, 7);
				lostCalls.set(month, (lostCalls.get(month) ?? 0) + 1);
			}
		}
		assert.ok(left.calls.every(({ callId }) => all.calls.some((row) => row.callId === callId)));
		for (const [month, count] of lostCalls)
			assert.ok(left.said.includes(`${count} calls of ${month}`), left.said);
		let lost = all.calls.length - left.calls.length;
		for (const [name, noun] of [
			['sessions', 'sessions'],
			['pullRequests', 'pull requests'],
		] as const) {
			const known = new Set(all[name].map((row) => keyOf(row as object)));
			assert.ok(
				left[name].every((row) => known.has(keyOf(row as object))),
				`${name} that never were`,
			);
			const missing = all[name].length - left[name].length;
			if (missing > 0) assert.ok(left.said.includes(`${missing} ${noun}`), left.said);
			lost += missing;
		}
		return lost;
	}

	it('is read page by page as SQLite reads it while it is whole', async () => {
		const bytes = await readFile(ledgerPaths(safe).image);
		const trailer = await readTrailer(ledgerPaths(safe).image);
		const memory = new MemoryBytes();
		memory.append(bytes.subarray(0, trailer?.databaseBytes));
		const pages = new Pages(memory, new Set());
		const roots = rootsOfTables(pages);
		const store = await RowStore.open(emptyImage(await sqlEngine()), 'in a test');
		const database = new (await sqlEngine()).Database(memory.asDatabase());
		let compared = 0;
		for (const table of dataTables(store.database)) {
			const [result] = database.exec(`SELECT * FROM "${table}"`);
			const rows = [...rowsBelow(pages, roots.get(table) ?? 0)].map(({ rowid, values }) =>
				values.map((value, place) => (value === null && place === 0 ? rowid : value)),
			);
			const plain = (row: readonly unknown[]): unknown[] =>
				row.map((value) => (value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value));
			assert.deepEqual(rows.map(plain), (result?.values ?? []).map(plain), table);
			compared += rows.length;
		}
		database.close();
		await store.close();
		assert.ok(compared > 1500, `only ${compared} rows`);
	});

	it('loses nothing to a flipped bit anywhere, in one of them or in both', async () => {
		await damaged('whole', () => undefined);
		const all = await contents();
		assert.deepEqual([all.calls.length, all.codes], [900, []]);
		const length = (await readFile(ledgerPaths(safe).image)).length;
		const place = fc.integer({ min: 0, max: length - 1 });
		await fc.assert(
			fc.asyncProperty(place, place, fc.integer({ min: 0, max: 7 }), async (one, two, bit) => {
				await damaged('flipped', (bytes, copy) => {
					const at = copy === 0 ? one : two;
					bytes[at] = (bytes[at] ?? 0) ^ (1 << bit);
				});
				const left = await contents();
				assert.equal(holdsTruth(all, left), 0);
				assert.deepEqual(left.calls, all.calls);
			}),
			{ numRuns: 60 },
		);
	});

	it('never gives a wrong number whatever is flipped, and counts what is lost', async () => {
		await damaged('whole', () => undefined);
		const all = await contents();
		const length = (await readTrailer(ledgerPaths(safe).image))?.databaseBytes ?? 0;
		let mostLost = 0;
		let leastLost = Number.POSITIVE_INFINITY;
		await fc.assert(
			fc.asyncProperty(
				fc.array(fc.tuple(fc.integer({ min: 0, max: length / page - 1 }), fc.integer()), {
					minLength: 1,
					maxLength: 6,
				}),
				async (places) => {
					await damaged('torn', (bytes, copy) => {
						for (const [number, seed] of places) {
							for (let n = 0; n < 40; n++) {
								const at = number * page + ((Math.abs(seed) + n * 97 + copy) % page);
								bytes[at] = (bytes[at] ?? 0) ^ (1 + ((n + copy) % 255));
							}
						}
					});
					const left = await contents();
					const lost = holdsTruth(all, left);
					assert.ok(left.codes.includes('ledger.image-damaged'));
					if (lost > 0) assert.ok(left.codes.includes('ledger.rows-lost'));
					mostLost = Math.max(mostLost, lost);
					leastLost = Math.min(leastLost, lost);
				},
			),
			{ numRuns: 60 },
		);
		assert.ok(mostLost > 0 && leastLost < 990, `lost from ${leastLost} to ${mostLost}`);
	});

	it('is set aside with a note of what is lost, and what is left is a sound ledger', async () => {
		await damaged('whole', () => undefined);
		const all = await contents();
		await damaged('half', (bytes) => bytes.fill(0x55, 40 * page, 70 * page));
		const left = await contents();
		assert.ok(holdsTruth(all, left) > 0);
		const info = await ledgerInfo(dir);
		assert.equal(info.rows['call'], left.calls.length);
		assert.ok(info.problems.some(({ what }) => left.said.includes(what) && what.startsWith('Lost')));
		const { outcome, problems } = await compact({ dir, nowMs });
		assert.equal(outcome, 'done');
		const loss = problems.find(({ code }) => code === 'ledger.rows-lost')?.what ?? '';
		assert.ok(
			left.said.split('\n').some((line) => line.startsWith('Lost') && loss.startsWith(line)),
			loss,
		);
		const names = await readdir(ledgerPaths(dir).quarantine);
		assert.equal(names.filter((name) => name.endsWith('.sqlite')).length, 2);
		const note = names.find((name) => name.endsWith('.txt')) ?? '';
		assert.match(await readFile(join(ledgerPaths(dir).quarantine, note), 'utf8'), /Lost with damaged pages/);
		assert.deepEqual(await checkLedger(dir), []);
		assert.deepEqual({ ...(await contents()), said: '', codes: [] }, { ...left, said: '', codes: [] });
	});

	it('gives back from the spool what lay on damaged pages', async () => {
		await damaged('whole', () => undefined);
		dir = join(root, 'spooled');
		const ledger = await openLedger({ dir, orgId: 'local', now: () => nowMs, compaction: 'never' });
		await ledger.write({ call: calls, session: sessions, pullRequest: pullRequests });
		await ledger.close();
		await compact({ dir, nowMs, sealFrom: 4 });
		await compact({
			dir,
			nowMs,
			sealFrom: 4,
			maintenance: { always: true, run: () => Promise.resolve(false) },
		});
		const all = await contents();
		const { image, previous } = ledgerPaths(dir);
		for (const path of [image, previous]) {
			const bytes = await readFile(path);
			await writeFile(path, bytes.fill(0x55, 20 * page, 60 * page));
		}
		const left = await contents();
		assert.equal(holdsTruth(all, left), 0);
		assert.deepEqual(left.codes, ['ledger.image-damaged', 'ledger.image-damaged']);
		assert.match(left.said, /Nothing is lost: the spool gave all of it/);
	});

	it('is not believed when nothing says any more what its pages have to be', async () => {
		await damaged('cut', () => undefined);
		for (const path of [ledgerPaths(dir).image, ledgerPaths(dir).previous]) {
			const bytes = await readFile(path);
			await writeFile(path, bytes.subarray(0, bytes.length - bytes.length / 10));
		}
		const left = await contents();
		assert.deepEqual([left.calls, left.sessions], [[], []]);
		assert.match(left.said, /Nothing vouches for any part/);
	});

	it('does not take back what was erased or left its block from pages that are no longer in use', async () => {
		await damaged('whole', () => undefined);
		const all = await contents();
		// The table that says which calls left their block, gone from both.
		const trailer = await readTrailer(ledgerPaths(safe).image);
		const memory = new MemoryBytes();
		memory.append((await readFile(ledgerPaths(safe).image)).subarray(0, trailer?.databaseBytes));
		const number = rootsOfTables(new Pages(memory, new Set())).get('unsealedCall') ?? 0;
		await damaged('ungone', (bytes) => bytes.fill(0x55, (number - 1) * page, number * page));
		const left = await contents();
		assert.equal(holdsTruth(all, left), 0);
	});
});
