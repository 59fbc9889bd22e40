import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Report } from '../../../src/core/report/model.js';
import { MadeRepository } from '../git/madeRepository.js';
import { runCli } from '../runCli.js';
import { assistantLine } from '../usage/transcripts.js';
import { callMicros, World } from './world.js';

describe('outlay report on bad input', () => {
	let world: World;
	beforeEach(() => (world = new World()));
	afterEach(() => world.remove());

	it('says that a folder is no repository, and still reports the spend', async () => {
		const folder = mkdtempSync(join(tmpdir(), 'outlay-no-repo-'));
		const args = ['report', '--prs', 'git', '--repo', folder, '--claude-dir', world.claudeDir, '--no-ledger'];
		const { code, stdout, stderr } = await runCli([...args, '--format', 'json'], { env: MadeRepository.env });
		rmSync(folder, { recursive: true });
		assert.equal(code, 0, stderr);
		assert.equal((JSON.parse(stdout) as Report).spend.totalMicros, 3 * callMicros);
		assert.ok(stderr.includes(folder), stderr);
	});

	it('says that there are no transcripts, and still reports the pull requests', async () => {
		rmSync(world.claudeDir, { recursive: true });
		const { code, stdout, stderr } = await world.run([
			'report',
			'--prs',
			'git',
			'--format',
			'json',
			'--since',
			'2026-05-01',
		]);
		assert.equal(code, 0, stderr);
		const report = JSON.parse(stdout) as Report;
		assert.equal(report.spend.totalMicros, null);
		assert.equal(report.spend.unknown, 'no Claude Code use is known');
		assert.equal(report.pullRequests.length, 1);
		assert.ok(stderr.includes(world.claudeDir), `names the folder: ${stderr}`);
	});

	it('says that a spend without any known use is unknown, not zero', async () => {
		rmSync(join(world.claudeDir, 'projects/-home-dev-app'), { recursive: true });
		const { code, stdout, stderr } = await world.run(['report', '--prs', 'git', '--since', '2026-05-01']);
		assert.equal(code, 0, stderr);
		assert.match(stdout, /What a merged PR cost is not known/);
		assert.doesNotMatch(stdout, /\$0\.00/);
		assert.match(stderr, /No Claude Code use is known/);
		assert.ok(stderr.includes(world.claudeDir), stderr);
	});

	it('reports a period in which nothing happened', async () => {
		const report = await world.report('--since', '2025-01-01', '--until', '2025-02-01');
		assert.equal(report.spend.totalMicros, null);
		assert.equal(report.spend.unknown, 'no Claude Code use is known before 2026-06-01');
		assert.equal(report.costPerMergedPr.loadedAllMicros, null);
		assert.equal(report.pullRequests.length, 0);
	});

	it('says of a period after the last known use that nothing is known of it', async () => {
		const report = await world.report('--since', '2026-07-01', '--until', '2026-08-01');
		assert.equal(report.spend.totalMicros, null);
		assert.equal(report.spend.unknown, 'no Claude Code use is known after 2026-06-01');
		const { stdout } = await world.run([
			...['report', '--prs', 'git', '--since', '2026-07-01', '--until', '2026-08-01'],
		]);
		assert.match(
			stdout.replaceAll(/\s+/g, ' '),
			/is not known: no Claude Code use is known after 2026-06-01/,
		);
		assert.doesNotMatch(stdout, /\$0\.00/);
	});

	it('refuses a wrong config key with exit 2 and names the nearest', async () => {
		writeFileSync(join(world.repository.folder, 'outlay.config.json'), '{"teamz": []}');
		const { code, stderr } = await world.run(['report', '--prs', 'git']);
		assert.equal(code, 2);
		assert.match(stderr, /unknown key "teamz", did you mean "teams"\?/);
	});

	it('goes on after a truncated line and says how many were left out', async () => {
		const whole = JSON.stringify(
			assistantLine({ sessionId: 'cut', id: 'msg_cut', at: '2026-06-01T10:00:00Z' }),
		);
		const folder = join(world.claudeDir, 'projects/-home-dev-app');
		writeFileSync(join(folder, 'cut.jsonl'), `${whole.slice(0, -40)}\n${whole}\n`);
		const report = await world.report();
		assert.equal(report.spend.totalMicros, 4 * callMicros);
	});

	it('names a file it may not read and reports the rest', async function () {
		const file = join(world.claudeDir, 'projects/-home-dev-app/exploring.jsonl');
		if (process.getuid?.() === 0) {
			// Root reads every file: a folder in the place of the file cannot be read by anybody.
			rmSync(file);
			mkdirSync(file);
		} else chmodSync(file, 0);
		const { code, stdout } = await world.run(['report', '--prs', 'git', '--format', 'json']);
		assert.equal(code, 0);
		assert.equal((JSON.parse(stdout) as Report).spend.totalMicros, 2 * callMicros);
	});

	it('works on a shallow clone and on a detached HEAD', async () => {
		world.repository.git('checkout', '-q', '--detach');
		assert.equal((await world.report()).pullRequests.length, 1);
		const clone = join(world.folder, 'shallow');
		world.repository.git('clone', '-q', '--depth', '1', `file://${world.repository.folder}`, clone);
		const args = ['report', '--prs', 'git', '--repo', clone, '--claude-dir', world.claudeDir, '--no-ledger'];
		const { code, stdout, stderr } = await runCli([...args, '--format', 'json'], { env: MadeRepository.env });
		assert.equal(code, 0, stderr);
		assert.equal((JSON.parse(stdout) as Report).spend.totalMicros, 3 * callMicros);
	});

	it('says which file it cannot write, with exit 3', async () => {
		const out = join(world.folder, 'no/such/folder/report.json');
		const { code, stderr } = await world.run(['report', '--prs', 'git', '--out', out]);
		assert.equal(code, 3);
		assert.ok(stderr.includes(out), stderr);
	});
});
