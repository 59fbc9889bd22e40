import assert from 'node:assert/strict';
import { join } from 'node:path';
import { openMemoryLedger } from '../../../src/ledger/memoryLedger.js';
import { gatherUsage } from '../../../src/outlay/usage.js';
import { countingCases } from './countingCases.js';
import { priceCases } from './priceCases.js';
import { assistantLine as line, contextOf, temporaryFolder, writeTranscripts } from './transcripts.js';

const s1 = 'projects/-app/session-1.jsonl';
const s2 = 'projects/-app/session-2.jsonl';

describe('usage rules', () => {
	const cleanups: (() => Promise<void>)[] = [];
	afterEach(async () => {
		for (const cleanup of cleanups.splice(0)) await cleanup();
	});

	for (const { what, files, dollars, calls, check } of [...countingCases, ...priceCases]) {
		it(`counts ${what}`, async () => {
			const folder = await temporaryFolder(cleanups);
			await writeTranscripts(folder, files);
			const ledger = await openMemoryLedger('local');
			const remembering = contextOf([folder], ledger);
			const once = await gatherUsage(contextOf([folder]));
			const synced = await gatherUsage(remembering);
			const again = await gatherUsage(remembering);
			for (const usage of [once, synced, again]) {
				assert.equal(usage.calls.length, calls);
				const costMicros = usage.calls.reduce((sum, call) => sum + call.costMicros, 0);
				assert.equal(costMicros, Math.round(dollars * 1_000_000));
				assert.deepEqual(usage.quality, once.quality);
			}
			assert.deepEqual(synced.calls, once.calls);
			assert.deepEqual(again.calls, once.calls);
			assert.deepEqual(synced.sessions, once.sessions);
			check?.(once);
			await ledger.close();
		});
	}

	it('counts a folder once that is named twice or lies inside another', async () => {
		const folder = await temporaryFolder(cleanups);
		await writeTranscripts(folder, { [s1]: [line()], [s2]: [line({ sessionId: 'session-2' })] });
		const twice = await gatherUsage(contextOf([folder, folder, join(folder, '.')]));
		assert.equal(twice.calls.length, 2);
		assert.equal(twice.quality.files, 2);
	});
});
