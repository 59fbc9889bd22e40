import assert from 'node:assert/strict';
import { join } from 'node:path';
import { openMemoryLedger } from '../../../src/ledger/memoryLedger.js';
import { inspectUsage } from '../../../src/outlay/inspectUsage.js';
import { gatherUsage } from '../../../src/outlay/usage.js';
import { usageText } from '../../../src/present/usageText.js';
import { ownCases } from './ownCases.js';
import type { Case, Look } from './ruleCase.js';
import { tableCases } from './tableCases.js';
import { assistantLine as line, contextOf, temporaryFolder, writeTranscripts } from './transcripts.js';

const s1 = 'projects/-app/session-1.jsonl';
const s2 = 'projects/-app/session-2.jsonl';

const noFilter = { since: null, until: null, model: null, product: null, team: null, author: null };

describe('usage rules', () => {
	const cleanups: (() => Promise<void>)[] = [];
	afterEach(async () => {
		for (const cleanup of cleanups.splice(0)) await cleanup();
	});

	async function check({ files, claudeDirs, dollars, calls, check: closer }: Case): Promise<void> {
		const folder = await temporaryFolder(cleanups);
		await writeTranscripts(folder, files);
		const dirs = claudeDirs?.map((dir) => join(folder, dir)) ?? [folder];
		const ledger = await openMemoryLedger('local');
		const remembering = contextOf(dirs, ledger);
		const once = await gatherUsage(contextOf(dirs));
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
		const inspect: Look['inspect'] = (groups, timezone = 'UTC') =>
			inspectUsage(contextOf(dirs), { ...noFilter, groups, timezone });
		await closer?.({ usage: once, inspect, text: async () => usageText(await inspect(['model']), 10_000) });
		await ledger.close();
	}

	for (const one of tableCases) it(`${one.id ?? ''}: ${one.what}`, () => check(one));
	for (const one of ownCases) it(`counts ${one.what}`, () => check(one));

	it('counts a folder once that is named twice or lies inside another', async () => {
		const folder = await temporaryFolder(cleanups);
		await writeTranscripts(folder, { [s1]: [line()], [s2]: [line({ sessionId: 'session-2' })] });
		const twice = await gatherUsage(contextOf([folder, folder, join(folder, '.')]));
		assert.equal(twice.calls.length, 2);
		assert.equal(twice.quality.files, 2);
	});
});
