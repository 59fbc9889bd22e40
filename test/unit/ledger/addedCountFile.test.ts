import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { appendAddedCounts, readAddedCounts } from '../../../src/ledger/addedCountFile.js';

const sha = (index: number): string => index.toString(16).padStart(40, '0');

describe('counts of added lines kept beside the ledger', () => {
	let dir: string;
	beforeEach(() => (dir = mkdtempSync(join(tmpdir(), 'outlay-counts-'))));
	afterEach(() => rmSync(dir, { recursive: true, force: true }));
	const file = (): string => join(dir, 'history', readdirSync(join(dir, 'history'))[0] ?? '');
	const read = async (...indexes: readonly number[]): Promise<[string, number][]> => [
		...(await readAddedCounts(dir, 'acme/app', new Set(indexes.map(sha)))),
	];

	it('gives what was kept of the repository, only what is wanted, over any number of blocks', async () => {
		assert.deepEqual(await read(1), [], 'nothing is kept yet');
		await appendAddedCounts(
			dir,
			'acme/app',
			new Map([
				[sha(1), 5],
				[sha(2), 0],
			]),
		);
		await appendAddedCounts(dir, 'acme/app', new Map([[sha(3), 70_000]]));
		await appendAddedCounts(dir, 'acme/lib', new Map([[sha(1), 9]]));
		assert.deepEqual(await read(1, 2, 3, 4), [
			[sha(1), 5],
			[sha(2), 0],
			[sha(3), 70_000],
		]);
		assert.deepEqual(await read(3), [[sha(3), 70_000]]);
	});

	it('keeps sound blocks before a torn or changed one, and goes on behind them', async () => {
		await appendAddedCounts(dir, 'acme/app', new Map([[sha(1), 5]]));
		const sound = readFileSync(file());
		appendFileSync(file(), '= 200 17\n0000');
		assert.deepEqual(await read(1), [[sha(1), 5]]);
		assert.deepEqual(readFileSync(file()), sound, 'the torn end is gone');
		await appendAddedCounts(dir, 'acme/app', new Map([[sha(2), 6]]));
		assert.deepEqual(await read(1, 2), [
			[sha(1), 5],
			[sha(2), 6],
		]);
		const changed = readFileSync(file());
		changed[changed.length - 1] = '7'.charCodeAt(0);
		writeFileSync(file(), changed);
		assert.deepEqual(await read(1, 2), [[sha(1), 5]]);
	});
});
