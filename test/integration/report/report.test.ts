import assert from 'node:assert/strict';
import { appendFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Report } from '../../../src/core/report/model.js';
import { assistantLine } from '../usage/transcripts.js';
import { callMicros, World } from './world.js';

const partsOf = ({ spend }: Report): number[] => Object.values(spend.bridge).map((micros) => micros ?? NaN);
const sum = (parts: readonly number[]): number => parts.reduce((one, two) => one + two, 0);

describe('outlay report', () => {
	let world: World;
	beforeEach(() => (world = new World()));
	afterEach(() => world.remove());

	it('carries the cost of a session to the pull request that a squash merge landed', async () => {
		const report = await world.report();
		assert.equal(report.spend.totalMicros, 3 * callMicros);
		assert.equal(sum(partsOf(report)), report.spend.totalMicros);
		assert.equal(report.spend.bridge.mergedMicros, 2 * callMicros);
		assert.equal(report.spend.bridge.unlinkedMicros, callMicros);
		const [pullRequest, ...others] = report.pullRequests;
		assert.equal(others.length, 0);
		assert.equal(pullRequest?.number, 1);
		assert.equal(pullRequest.repo, 'acme/app');
		assert.equal(pullRequest.costMicros, 2 * callMicros);
		assert.equal(pullRequest.arm, 'ai');
		assert.equal(pullRequest.evidence[0]?.kind, 'session');
		assert.equal(report.costPerMergedPr.loadedAllMicros, 3 * callMicros);
	});

	it('counts work on the default branch without a pull request as merged, as inspect links does', async () => {
		const direct = world.repository.commit({
			message: 'Fix totals',
			files: { 'src/app.ts': 'export const version = 2;\n' },
		});
		world.commitSession('trunk', direct, 'main');
		const report = await world.report();
		assert.equal(report.spend.landedDirectlyMicros, callMicros);
		assert.equal(report.spend.bridge.mergedMicros, 3 * callMicros);
		const { stdout } = await world.run(['inspect', 'links', '--prs', 'git', '--format', 'json']);
		const { bridge } = JSON.parse(stdout) as { bridge: Record<string, number> };
		assert.deepEqual(bridge, { totalMicros: report.spend.totalMicros, ...report.spend.bridge });
	});

	it('counts a pull request once, however many clones of its repository are looked at', async () => {
		const once = await world.report();
		const clone = join(world.folder, 'clone');
		world.repository.git('clone', '-q', '--mirror', world.repository.folder, clone);
		world.repository.git('-C', clone, 'remote', 'set-url', 'origin', 'https://github.com/acme/app.git');
		const twice = await world.report('--repo', clone);
		assert.deepEqual(twice.arms, once.arms);
		assert.deepEqual(twice.spend.bridge, once.spend.bridge);
		assert.equal(twice.pullRequests.length, 1);
	});

	it('remembers what Claude Code has deleted since, and counts nothing twice', async () => {
		const first = await world.report();
		const second = await world.report();
		assert.deepEqual({ ...second, generatedAt: first.generatedAt }, first);
		appendFileSync(
			join(world.claudeDir, 'projects/-home-dev-app/exploring.jsonl'),
			`${JSON.stringify(assistantLine({ sessionId: 'exploring', id: 'msg_d', at: '2026-06-01T09:30:00Z' }))}\n`,
		);
		assert.equal((await world.report()).spend.totalMicros, 4 * callMicros);
		rmSync(world.claudeDir, { recursive: true });
		const remembered = await world.report();
		assert.equal(remembered.spend.totalMicros, 4 * callMicros);
		assert.equal(remembered.pullRequests[0]?.costMicros, 2 * callMicros);
	});

	it('takes --since last-quarter for the whole calendar quarter before this one, beside the quarter before it', async () => {
		const now = new Date();
		const quarter = (ago: number): Date =>
			new Date(Date.UTC(now.getUTCFullYear(), (Math.floor(now.getUTCMonth() / 3) - ago) * 3, 1));
		const inMonth = (start: Date, day: number): string =>
			new Date(start.getTime() + day * 86_400_000).toISOString();
		const calls = [
			inMonth(quarter(2), 40),
			inMonth(quarter(1), 0),
			inMonth(quarter(1), 80),
			inMonth(quarter(0), 0),
		];
		world.session(
			'quarters',
			calls.map((at, index) => assistantLine({ sessionId: 'quarters', id: `msg_q${index}`, at })),
		);
		const report = await world.report('--since', 'last-quarter', '--compare-previous');
		assert.deepEqual(report.period, {
			since: quarter(1).toISOString(),
			until: quarter(0).toISOString(),
			timezone: 'UTC',
		});
		assert.ok((report.spend.totalMicros ?? 0) >= 2 * callMicros);
		assert.equal(report.previous?.since, quarter(2).toISOString());
		assert.equal(report.previous.until, quarter(1).toISOString());
	});

	it('counts with the contract rates of managed settings, as Claude Code does, and names broken ones', async () => {
		const settings = join(world.claudeDir, 'remote-settings.json');
		writeFileSync(settings, '{"modelPricing": {"multiplier": 0.5}}');
		assert.equal((await world.report()).spend.totalMicros, (3 * callMicros) / 2);
		writeFileSync(settings, '{"modelPricing": {"multiplier": "half"}}');
		const { stdout, stderr } = await world.run(['report', '--prs', 'git', '--format', 'json']);
		assert.equal((JSON.parse(stdout) as Report).spend.totalMicros, 3 * callMicros);
		assert.match(stderr, /modelPricing\.multiplier in .*remote-settings\.json cannot be read/);
	});

	it('says the same in text and Markdown, and closes the bridge there too', async () => {
		for (const format of ['text', 'md']) {
			const { code, stdout, stderr } = await world.run(['report', '--prs', 'git', '--format', format]);
			assert.equal(code, 0, stderr);
			assert.match(stdout, /\$0\.10/);
			assert.match(stdout, /\$0\.07/);
			assert.match(stdout, /No AI evidence/i);
		}
	});

	it('finds a clone under the name its pull requests have, with another remote or none', async () => {
		const file = join(world.folder, 'prs.ndjson');
		const mergeSha = world.repository.git('rev-parse', 'main');
		const line = {
			repo: 'acme/app',
			number: 1,
			title: 'Add totals',
			mergedAt: '2026-06-01T06:03:00Z',
			headRef: 'feat/export',
			mergeSha,
		};
		appendFileSync(file, `${JSON.stringify(line)}\n`);
		for (const command of [
			['remote', 'set-url', 'origin', 'https://github.com/fork/app.git'],
			['remote', 'remove', 'origin'],
		]) {
			world.repository.git(...command);
			const { code, stdout, stderr } = await world.run([
				'report',
				'--prs',
				file,
				'--format',
				'json',
				'--no-ledger',
			]);
			assert.equal(code, 0, stderr);
			const report = JSON.parse(stdout) as Report;
			assert.equal(report.pullRequests[0]?.costMicros, 2 * callMicros);
			assert.deepEqual(report.scope.repos, ['acme/app']);
		}
	});

	it('reads pull requests from a file, reviews included', async () => {
		const file = join(world.folder, 'prs.ndjson');
		const sha = world.repository.git('rev-parse', 'main');
		appendFileSync(
			file,
			`${JSON.stringify({
				repo: 'acme/app',
				number: 1,
				title: 'Add totals',
				author: { login: 'dana', bot: false },
				createdAt: '2026-06-01T00:03:00Z',
				mergedAt: '2026-06-01T06:03:00Z',
				baseRef: 'main',
				headRef: 'feat/export',
				mergeSha: sha,
				reviews: [
					{ author: { login: 'bo', bot: false }, state: 'APPROVED', submittedAt: '2026-06-01T02:03:00Z' },
				],
			})}\nnot json\n`,
		);
		const { code, stdout, stderr } = await world.run(['report', '--prs', file, '--format', 'json']);
		assert.equal(code, 0, stderr);
		const report = JSON.parse(stdout) as Report;
		assert.equal(report.pullRequests[0]?.timeToFirstReviewMs, 2 * 3_600_000);
		assert.equal(report.pullRequests[0].costMicros, 2 * callMicros);
		assert.match(stderr, /prs\.ndjson:2/);
	});
});
