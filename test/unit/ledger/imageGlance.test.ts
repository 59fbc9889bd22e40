import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { callsSaidBy, callsSaidIn, isLargeImage } from '../../../src/ledger/imageGlance.js';
import { formatTrailer } from '../../../src/ledger/imageTrailer.js';
import { ledgerPaths } from '../../../src/ledger/ledgerPaths.js';

describe('how many calls the end of an image says there are', () => {
	const trailer = {
		...{ generation: 1, epoch: 'made', databaseBytes: 4096, checksum: 1, version: 3, stamp: 1 },
		...{ applied: {}, dropped: 0, rolledUpAtMs: 0, recovery: { bytes: 8, checksum: 2 } },
	};
	const counts = { tables: { callBlock: 2 }, callsByMonth: { '2026-07': 300_000, '2026-08': 5 } };
	const before = Buffer.alloc(100, 'row');

	it('is the sum of its months', () => {
		const end = Buffer.concat([before, formatTrailer({ ...trailer, counts })]);
		assert.equal(callsSaidIn(end), 300_005);
	});

	it('is asked of a folder, which may have no image or a damaged one', () => {
		const dir = mkdtempSync(join(tmpdir(), 'outlay-said-'));
		try {
			assert.equal(callsSaidBy(dir), null);
			const { image } = ledgerPaths(dir);
			writeFileSync(image, Buffer.concat([before, formatTrailer({ ...trailer, counts })]));
			assert.equal(callsSaidBy(dir), 300_005);
			writeFileSync(image, before);
			assert.equal(callsSaidBy(dir), null);
		} finally {
			rmSync(dir, { recursive: true });
		}
	});

	it('is worth looking at in a large image, which a folder need not have', () => {
		const dir = mkdtempSync(join(tmpdir(), 'outlay-large-'));
		try {
			assert.equal(isLargeImage(dir), false);
			const { image } = ledgerPaths(dir);
			writeFileSync(image, before);
			assert.equal(isLargeImage(dir), false);
			truncateSync(image, 48 * 1024 * 1024);
			assert.equal(isLargeImage(dir), true);
		} finally {
			rmSync(dir, { recursive: true });
		}
	});

	it('is unknown in an image of the first versions, in half of an end and in a damaged one', () => {
		assert.equal(callsSaidIn(Buffer.concat([before, formatTrailer(trailer)])), null);
		const end = formatTrailer({ ...trailer, counts });
		assert.equal(callsSaidIn(end.subarray(end.length - 60)), null);
		assert.equal(callsSaidIn(Buffer.alloc(0)), null);
		for (let at = end.length - 100; at < end.length - 1; at++) {
			const damaged = Buffer.from(end);
			damaged[at] = (damaged[at] ?? 0) ^ 1;
			assert.equal(callsSaidIn(damaged), null, `byte ${at}`);
		}
	});
});
