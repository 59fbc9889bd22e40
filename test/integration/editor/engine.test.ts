import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { EngineClient } from '../../../src/editor/engine/engineClient.js';
import { ClaudeHome } from '../../harness/claudeHome.js';
import { makeWorkspace } from '../../harness/workspace.js';

/** The built thread, with its messages, without a window around it. */
describe('the engine of a window', () => {
	let home: string;
	let folder: string;
	let claude: ClaudeHome;
	let engine: EngineClient;
	let reopened: number;

	beforeEach(async () => {
		home = await mkdtemp(join(tmpdir(), 'outlay-engine-'));
		({ folder } = await makeWorkspace(home));
		claude = new ClaudeHome(home, folder);
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

	it('answers from the new context what was asked of the old one, and cancels nothing that is still wanted', async () => {
		await engine.call('budget', null);
		await writeFile(join(folder, 'outlay.config.json'), '{}');
		while (reopened === 0) {
			const report = engine.call('report', { days: 30, repo: null, team: null });
			const [budget] = await Promise.all([engine.call('budget', null), report]);
			assert.equal(budget.status.spentMicros, 10_000_020);
		}
	});

	it('counts a line that a report reads before the watch does', async () => {
		await engine.call('budget', null);
		for (let line = 1; line <= 3; line++) {
			await claude.say({ outputTokens: 100_000 });
			await engine.call('report', { days: 30, repo: null, team: null });
			const { status } = await engine.call('budget', null);
			assert.equal(status.spentMicros, 10_000_020 + line * 1_000_020);
		}
	});

	it('still ends what its asker no longer wants', async () => {
		const stop = new AbortController();
		const report = engine.call('report', { days: 30, repo: null, team: null }, { signal: stop.signal });
		stop.abort();
		await assert.rejects(report, /Cancelled/);
	});
});
