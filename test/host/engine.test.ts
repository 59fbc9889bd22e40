import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import type { Worker, WorkerOptions } from 'node:worker_threads';
import { join } from 'node:path';
import { EngineClient } from '../../src/editor/engine/engineClient.js';
import type { EngineSetup } from '../../src/editor/engine/engineProtocol.js';
import { ClaudeHome } from '../harness/claudeHome.js';
import { makeWorkspace, type TestWorkspace } from '../harness/workspace.js';
import { outlay, until } from './outlayExtension.js';

const dollars = 1_000_000;

/** Keeps the threads that are started from now on. */
function watchWorkers(): { made: Worker[]; stop: () => void } {
	const threads = process.getBuiltinModule('node:worker_threads');
	const made: Worker[] = [];
	const { Worker: Usual } = threads;
	threads.Worker = class extends Usual {
		constructor(file: string | URL, options?: WorkerOptions) {
			super(file, options);
			made.push(this);
		}
	};
	return { made, stop: () => void (threads.Worker = Usual) };
}

/** The engine as a window has it: the built thread, inside the real extension host. */
describe('the engine on bad days', () => {
	let home: string;
	let workspace: TestWorkspace;
	let claude: ClaudeHome;
	let engine: EngineClient;
	let setup: EngineSetup;
	let logged: string[];
	let changes: number;
	let workerFile: string;

	before(async () => {
		const { extension } = await outlay();
		workerFile = join(extension.extensionPath, 'dist/editor-engine-engine.worker.js');
	});
	beforeEach(async () => {
		home = await mkdtemp(join(tmpdir(), 'outlay-engine-'));
		workspace = await makeWorkspace(home);
		claude = new ClaudeHome(home, workspace.folder);
		await claude.say({ outputTokens: 1_000_000 });
		[logged, changes] = [[], 0];
		engine = start();
		setup = {
			cwd: workspace.folder,
			repos: [workspace.folder],
			claudeFolders: [claude.folder],
			ledgerFolder: join(home, 'ledger'),
			mayRunGit: true,
			timezone: 'UTC',
			gitHubApiUrl: null,
			ownLimit: null,
			status: null,
		};
	});
	afterEach(async () => {
		await engine.close();
		await rm(home, { recursive: true, force: true, maxRetries: 5 });
	});

	const start = (): EngineClient =>
		new EngineClient(
			{
				usageChanged: () => changes++,
				recordsChanged: () => undefined,
				gitHubToken: () => Promise.resolve('token'),
				log: (_level, line) => logged.push(line),
			},
			workerFile,
		);
	const spent = async (): Promise<number | null> => (await engine.call('budget', null)).status.spentMicros;

	it('shows the budget without git on the PATH, and says what is missing where git is needed', async () => {
		const path = process.env['PATH'];
		process.env['PATH'] = '/nowhere';
		try {
			await engine.configure(setup);
			assert.equal(await spent(), 10 * dollars + 20);
			const missing = /git could not be started.*Install git/;
			await assert.rejects(engine.call('commits', null), missing);
			assert.match((await engine.call('pullRequests', null)).trouble ?? '', missing);
		} finally {
			process.env['PATH'] = path;
		}
	});

	it('runs no git in an untrusted folder, not even to look', async () => {
		const marker = join(home, 'git-ran');
		await workspace.git('config', 'core.fsmonitor', `touch ${marker} #`);
		const shim = join(home, 'bin');
		await mkdir(shim);
		await writeFile(join(shim, 'git'), `#!/bin/sh\ntouch '${marker}'\nexit 1\n`);
		await chmod(join(shim, 'git'), 0o755);
		const path = process.env['PATH'];
		process.env['PATH'] = `${shim}:${path ?? ''}`;
		try {
			await engine.configure({ ...setup, mayRunGit: false });
			assert.equal(await spent(), 10 * dollars + 20);
			assert.deepEqual(await engine.call('commits', null), []);
			assert.deepEqual((await engine.call('pullRequests', null)).pullRequests, []);
			await engine.call('insights', null);
			const { existsSync } = await import('node:fs');
			assert.equal(existsSync(marker), false);
		} finally {
			process.env['PATH'] = path;
		}
	});

	it('says which ledger cannot be read, and goes on when it can, without a new window', async () => {
		await writeFile(join(home, 'ledger'), 'not a folder');
		await engine.configure(setup);
		await assert.rejects(spent(), /ledger/i);
		await rm(join(home, 'ledger'));
		assert.equal(await spent(), 10 * dollars + 20);
	});

	it('keeps what was read when the transcripts are deleted under it, and follows the next ones', async () => {
		await engine.configure(setup);
		await spent();
		await claude.forget();
		assert.equal(await spent(), 10 * dollars + 20);
		claude.newSession();
		await claude.say({ outputTokens: 100_000 });
		await until(async () => (await spent()) === 11 * dollars + 40);
		assert.ok(changes > 0);
	});

	it('says that the network is gone in the middle of fetching, and shows the budget all the same', async () => {
		const server = createServer((request) => request.socket.destroy());
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		const { port } = server.address() as AddressInfo;
		try {
			await engine.configure({ ...setup, gitHubApiUrl: `http://127.0.0.1:${port}` });
			await assert.rejects(engine.call('syncPullRequests', null), /.{10,}/);
			assert.equal(await spent(), 10 * dollars + 20);
		} finally {
			server.close();
		}
	});

	it('ends what is under way when the window closes, and starts afresh in the next one', async () => {
		await engine.configure(setup);
		await spent();
		const report = assert.rejects(
			engine.call('report', { days: 30, repo: null, team: null }),
			/cancelled|stopped/i,
		);
		await engine.close();
		await report;
		engine = start();
		await engine.configure(setup);
		assert.equal(await spent(), 10 * dollars + 20);
	});

	it('stops a report that is no longer wanted', async () => {
		await engine.configure(setup);
		const stop = new AbortController();
		const report = engine.call('report', { days: 30, repo: null, team: null }, { signal: stop.signal });
		stop.abort();
		await assert.rejects(report, /Cancelled/);
		assert.equal(await spent(), 10 * dollars + 20);
	});

	it('knows several repositories, a worktree and a submodule by their own branches', async () => {
		const other = await makeWorkspace(home, 'lib');
		const worktree = join(home, 'work/app-hotfix');
		await workspace.git('worktree', 'add', '-q', '-b', 'hotfix', worktree, 'main');
		await workspace.git('-C', worktree, 'commit', '-q', '--allow-empty', '-m', 'Fix');
		await workspace.git(
			'-c',
			'protocol.file.allow=always',
			'submodule',
			'add',
			'-q',
			other.folder,
			'vendor/lib',
		);
		const submodule = join(workspace.folder, 'vendor/lib');
		const repos = [workspace.folder, other.folder, worktree, submodule];
		await engine.configure({ ...setup, repos });
		const branches = await engine.call('commits', null);
		assert.deepEqual(
			branches.map(({ repoRoot, branch }) => [repoRoot, branch]),
			[
				[workspace.folder, 'feat/export'],
				[other.folder, 'feat/export'],
				[worktree, 'hotfix'],
				[submodule, 'feat/export'],
			],
		);
		assert.ok(branches.every(({ commits }) => commits.length > 0));
	});

	it('rests while nothing changes', async () => {
		const threads = watchWorkers();
		try {
			await engine.configure(setup);
			await spent();
			for (const view of ['commits', 'insights'] as const) await engine.call(view, null);
			const [thread] = threads.made;
			assert.ok(thread);
			const busyMs = async (overMs: number): Promise<number> => {
				const before = thread.performance.eventLoopUtilization();
				await new Promise((resolve) => setTimeout(resolve, overMs));
				return thread.performance.eventLoopUtilization(before).active;
			};
			const [asked] = await Promise.all([busyMs(500), engine.call('commits', null)]);
			assert.ok(asked > 1, 'the measure sees no work');
			await until(async () => (await busyMs(1000)) < 30);
			// What is left is a look at the ledger's folder every two seconds, for drives that tell of no change.
			assert.ok((await busyMs(10_000)) < 300);
		} finally {
			threads.stop();
		}
	});

	it('leaves no thread and no process behind when the window closes', async () => {
		await engine.configure(setup);
		await spent();
		await engine.call('commits', null);
		const workers = (): number =>
			process.getActiveResourcesInfo().filter((kind) => kind === 'Worker' || kind === 'MessagePort').length;
		const before = workers();
		await engine.close();
		await until(() => workers() < before);
		await assert.rejects(spent(), /Cancelled/);
		execFileSync('git', ['-C', workspace.folder, 'fsck', '--no-progress']);
	});
});
