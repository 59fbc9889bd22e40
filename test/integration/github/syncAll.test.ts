import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { callMicros, World as Machine } from '../report/world.js';
import { secret } from './githubDesk.js';
import { GithubServer } from './githubServer.js';
import { worldOf } from './world.js';

interface WholeSync {
	readonly local: { readonly files: number; readonly calls: number; readonly sessions: number } | null;
	readonly github: readonly { readonly pullRequests: number; readonly error: string | null }[] | null;
	readonly anthropic: readonly object[] | null;
	readonly skipped: Readonly<Record<string, string>>;
	readonly failed: Readonly<Record<string, string>>;
}

describe('outlay sync', () => {
	let machine: Machine;
	let server: GithubServer;
	let url: string;
	beforeEach(async () => {
		machine = new Machine();
		server = new GithubServer(worldOf(8));
		url = await server.listen();
	});
	afterEach(async () => {
		await server.close();
		machine.remove();
	});

	const sync = async (
		...args: readonly string[]
	): Promise<{ code: number | null; whole: WholeSync; stderr: string }> => {
		const all = ['sync', ...args, '--github-url', url, '--format', 'json'];
		const { code, stdout, stderr } = await machine.run(all, { GITHUB_TOKEN: secret });
		return { code, whole: JSON.parse(stdout) as WholeSync, stderr };
	};

	it('brings transcripts and pull requests in at once, and says what was left out and why', async () => {
		const { code, whole, stderr } = await sync();
		assert.equal(code, 0, stderr);
		assert.deepEqual(whole.local, { files: 2, calls: 3, sessions: 2, rejectedLines: 0 });
		assert.equal(whole.github?.[0]?.pullRequests, 8);
		assert.match(whole.skipped['anthropic'] ?? '', /^no key in OUTLAY_ANTHROPIC/);
		assert.deepEqual(whole.failed, {});
		const again = await sync();
		assert.deepEqual([again.whole.local?.calls, again.whole.local?.sessions], [0, 0]);
	});

	it('reads only the transcripts with local, which then may go', async () => {
		const { code, stdout, stderr } = await machine.run(['sync', 'local']);
		assert.equal(code, 0, stderr);
		assert.match(stdout, /^Transcripts: 3 calls of 2 sessions new or changed in 2 files\.\n$/);
		assert.equal(server.seen.length, 0);
		rmSync(machine.claudeDir, { recursive: true });
		const report = await machine.report();
		assert.equal(report.spend.totalMicros, 3 * callMicros);
		assert.equal(report.pullRequests[0]?.costMicros, 2 * callMicros);
	});

	it('lets one source that fails hold up no other, and exits 3', async () => {
		server.faults.push(...Array.from({ length: 8 }, () => ({ kind: 'forbidden' }) as const));
		const { code, whole, stderr } = await sync();
		assert.equal(code, 3);
		assert.match(stderr, /does not let this token read acme\/app/);
		assert.equal(whole.local?.calls, 3);
		assert.match(whole.github?.[0]?.error ?? '', /does not let this token read/);
	});

	it('asks GitHub nothing without a sign-in', async () => {
		const { stdout } = await machine.run(['sync', '--github-url', url]);
		assert.match(stdout, /GitHub: left out, not signed in; set GITHUB_TOKEN or run gh auth login\./);
		assert.equal(server.seen.length, 0);
	});

	it('knows no other source', async () => {
		const { code, stderr } = await machine.run(['sync', 'gitlab']);
		assert.equal(code, 2);
		assert.match(stderr, /too many arguments/);
	});
});
