import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { EngineClient } from '../../../src/editor/engine/engineClient.js';
import { ClaudeHome } from '../../harness/claudeHome.js';
import { makeWorkspace } from '../../harness/workspace.js';

/** The built thread, with its messages, without a window around it. */
describe('the engine, when what it reads is opened anew', () => {
	let home: string;
	let folder: string;
	let engine: EngineClient;
	let reopened: number;

	beforeEach(async () => {
		home = await mkdtemp(join(tmpdir(), 'outlay-engine-'));
		({ folder } = await makeWorkspace(home));
		const claude = new ClaudeHome(home, folder);
		await claude.say({ outputTokens: 1_000_000 });
		reopened = 0;
		const listener = {
			usageChanged: () => reopened++,
			recordsChanged: () => undefined,
			log: () => undefined,
			gitHubToken: () => Promise.resolve(null),
		};
		engine = new EngineClient(listener, resolve('dist/editor-engine-engine.worker.js'));
		await engine.configure({
			cwd: folder,
			repos: [folder],
			claudeFolders: [claude.folder],
			ledgerFolder: join(home, 'ledger'),
			mayRunGit: true,
			timezone: 'UTC',
			gitHubApiUrl: null,
			ownLimit: null,
			status: null,
		});
	});
	afterEach(async () => {
		await engine.close();
		await rm(home, { recursive: true, force: true, maxRetries: 5 });
	});

	it('answers what was asked before from what is open now, and cancels nothing that is still wanted', async () => {
		await engine.call('budget', null);
		await writeFile(join(folder, 'outlay.config.json'), '{}');
		while (reopened === 0) {
			const report = engine.call('report', { days: 30, repo: null, team: null });
			const [budget] = await Promise.all([engine.call('budget', null), report]);
			assert.equal(budget.status.spentMicros, 10_000_020);
		}
	});

	it('still ends what its asker no longer wants', async () => {
		const stop = new AbortController();
		const report = engine.call('report', { days: 30, repo: null, team: null }, { signal: stop.signal });
		stop.abort();
		await assert.rejects(report, /Cancelled/);
	});
});
