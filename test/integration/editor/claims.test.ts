import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Claims } from '../../../src/editor/claims.js';

describe('claims', () => {
	let folder: string;

	beforeEach(async () => {
		folder = await mkdtemp(join(tmpdir(), 'outlay-claims-'));
	});
	afterEach(() => rm(folder, { recursive: true }));

	it('are granted to one of many windows, once a name, and stay so in the next window', async () => {
		const windows = Array.from({ length: 20 }, () => new Claims(join(folder, 'claims')));
		const name = 'threshold:1:monthly:over/..\\: 75 %';
		const granted = await Promise.all(windows.map((window) => window.claim(name)));
		assert.equal(granted.filter(Boolean).length, 1);
		assert.equal(await new Claims(join(folder, 'claims')).claim(name), false);
		assert.equal(await new Claims(join(folder, 'claims')).claim('another'), true);
	});

	it('are granted once a window where the disk refuses', async () => {
		await writeFile(join(folder, 'claims'), 'in the way');
		const window = new Claims(join(folder, 'claims'));
		assert.deepEqual([await window.claim('one'), await window.claim('one')], [true, false]);
	});
});
