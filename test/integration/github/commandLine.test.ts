import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import {
	chmodSync,
	existsSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { Report } from '../../../src/core/report/model.js';
import { readIssueLabels } from '../../../src/ledger/issueLabels.js';
import { openLedger } from '../../../src/ledger/openLedger.js';
import { readPullRequests } from '../../../src/ledger/pullRequests.js';
import { syncStateSchema } from '../../../src/sources/github/syncState.js';
import { MadeRepository } from '../git/madeRepository.js';
import { cliPath, runCli, type CliResult } from '../runCli.js';
import { GithubDesk, secret } from './githubDesk.js';
import type { GithubServer } from './githubServer.js';
import { pullRequestOf, worldOf } from './world.js';

interface Reviews {
	readonly schema: string;
	readonly pullRequests: readonly {
		readonly repo: string;
		readonly number: number;
		readonly timeToFirstReviewMs: number | null;
		readonly reviewState: string;
		readonly why: string;
	}[];
}

describe('GitHub on the command line', () => {
	let desk: GithubDesk;
	let server: GithubServer;
	let url: string;
	let repository: MadeRepository;
	let folder: string;

	beforeEach(async () => {
		desk = await GithubDesk.open(worldOf(40));
		({ server, url, repository, folder } = desk);
	});
	afterEach(() => desk.close());

	const run = (args: readonly string[], env?: Record<string, string>): Promise<CliResult> =>
		desk.runAsIs(args, env ?? { GITHUB_TOKEN: secret });

	it('syncs, then inspects reviews by the same ledger, each with its reason', async () => {
		const first = await run(['sync', 'github', '--github-url', url]);
		assert.equal(first.code, 0, first.stderr);
		assert.match(
			first.stdout,
			/^acme\/app: 40 pull requests, \d+ records read; \d+ points of GitHub's limit used\.\n$/,
		);
		const again = await run(['sync', 'github', '--github-url', url]);
		assert.match(again.stdout, /nothing changed; 40 pull requests/);
		const inspected = await run(['inspect', 'reviews', '--github-url', url, '--format', 'json']);
		assert.equal(inspected.code, 0, inspected.stderr);
		const { schema, pullRequests } = JSON.parse(inspected.stdout) as Reviews;
		assert.equal(schema, 'outlay.reviews/1');
		assert.equal(pullRequests.length, 40);
		const second = pullRequests.find(({ number }) => number === 2);
		assert.deepEqual([second?.reviewState, second?.timeToFirstReviewMs], ['reviewed', 120_000]);
		assert.match(second?.why ?? '', /first review by/);
	});

	it('takes the address from GITHUB_API_URL, and the token from GH_TOKEN', async () => {
		const result = await run(['sync', 'github', '--format', 'json'], {
			GITHUB_API_URL: url,
			GH_TOKEN: secret,
		});
		assert.equal(result.code, 0, result.stderr);
		assert.match(result.stdout, /"schema": "outlay\.sync\/1"/);
		assert.ok(server.seen.every(({ authorization }) => authorization === `token ${secret}`));
	});

	it('never shows or stores the token, whatever goes wrong', async () => {
		const outputs: CliResult[] = [await run(['sync', 'github', '--github-url', url, '--verbose'])];
		server.tokens = new Set(['another']);
		outputs.push(await run(['sync', 'github', '--github-url', url, '--verbose']));
		server.faults.push(...Array.from({ length: 40 }, () => ({ kind: 'forbidden' }) as const));
		outputs.push(await run(['sync', 'github', '--github-url', url, '--verbose']));
		outputs.push(await run(['inspect', 'reviews', '--github-url', 'http://elsewhere.example', '--verbose']));
		assert.deepEqual(
			outputs.map(({ code }) => code),
			[0, 3, 3, 2],
		);
		assert.match(outputs[1]?.stderr ?? '', /refused the token of GITHUB_TOKEN for acme\/app \(401\)/);
		for (const { stdout, stderr } of outputs) assert.doesNotMatch(stdout + stderr, /averysecret/);
		const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
		assert.ok(files.length > 0);
		for (const file of files) {
			const bytes = readFileSync(join(file.parentPath, file.name)).toString('latin1');
			assert.doesNotMatch(bytes, /averysecret/, file.name);
		}
	});

	it('shows the last sync when GitHub fails, and says as of when', async () => {
		await run(['sync', 'github', '--github-url', url]);
		server.faults.push(...Array.from({ length: 40 }, () => ({ kind: 'forbidden' }) as const));
		const result = await run(['inspect', 'reviews', '--prs', 'github', '--github-url', url]);
		assert.equal(result.code, 0, result.stderr);
		assert.match(result.stdout, /40 pull requests/);
		assert.match(
			result.stderr,
			/does not let this token read .* Shown: the 40 pull requests known as of 1 min ago/,
		);
	});

	it("links to the repository's own forge", async () => {
		repository.git('remote', 'set-url', 'origin', 'git@git.acme.example:Acme/App.git');
		const { pullRequests } = await desk.json<Report>([
			'report',
			...['--prs', 'github', '--since', '2026-01-01', '--until', '2026-02-01'],
		]);
		const second = pullRequests.find(({ number }) => number === 2);
		assert.equal(second?.url, 'https://git.acme.example/acme/app/pull/2');
		assert.ok(pullRequests.every((one) => one.url?.startsWith('https://git.acme.example/')));
	});

	it('makes no request when nobody is signed in and nobody asked for GitHub', async () => {
		const result = await run(['inspect', 'reviews', '--github-url', url], {});
		assert.equal(result.code, 0, result.stderr);
		assert.equal(server.seen.length, 0);
	});

	/** One sync that gets Ctrl-C when the server has been asked so often, or a little later; gives its exit code. */
	const interrupted = (atRequest: number, laterMs = 0): Promise<number | null> => {
		const asked = server.seen.length;
		const child = spawn(process.execPath, [cliPath, ...desk.argumentsOf('sync', 'github')], {
			env: { PATH: process.env['PATH'] ?? '', HOME: folder, GITHUB_TOKEN: secret },
			stdio: 'ignore',
		});
		server.onRequest = (count) => {
			if (count - asked === atRequest) setTimeout(() => child.kill('SIGINT'), laterMs);
		};
		return new Promise((resolve) => child.on('close', resolve));
	};

	it('ends cleanly on Ctrl-C, goes on where it stopped, and then holds what a whole sync holds', async () => {
		const pullRequests = Array.from({ length: 260 }, (_, index) =>
			pullRequestOf(index + 1, index % 9 === 0 ? { reviews: 45, commits: 60 } : {}),
		);
		server.world.pullRequests = pullRequests;
		server.budget = null;
		// In the middle of a page; while a long list is completed; while it waits for a limit.
		assert.equal(await interrupted(3), 130);
		assert.equal(await interrupted(4), 130);
		server.faults.push({ kind: 'secondary', retryAfterSeconds: 3600 });
		assert.equal(await interrupted(0, 500), 130);
		server.faults.length = 0;
		const before = server.seen.length;
		const rest = await run(['sync', 'github', '--github-url', url]);
		assert.equal(rest.code, 0, rest.stderr);
		assert.match(rest.stdout, /260 pull requests/);

		const whole = await GithubDesk.open({ ...worldOf(0), pullRequests });
		try {
			whole.server.budget = null;
			await whole.json(['sync', 'github']);
			assert.ok(server.seen.length - before < whole.server.seen.length, 'it began anew');
			assert.deepEqual(await contentOf(desk.ledger), await contentOf(whole.ledger));
		} finally {
			await whole.close();
		}
	});

	it('never puts the token on a command line: neither its own nor that of git or gh', async () => {
		const programs = join(folder, 'bin');
		const log = join(folder, 'started.txt');
		mkdirSync(programs);
		const git = execFileSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).trim();
		writeFileSync(join(programs, 'git'), `#!/bin/sh\necho "git $*" >> '${log}'\nexec '${git}' "$@"\n`);
		writeFileSync(
			join(programs, 'gh'),
			`#!/bin/sh\necho "gh $*" >> '${log}'\nprintf '%s%s\\n' '${secret.slice(0, 9)}' '${secret.slice(9)}'\n`,
		);
		for (const name of ['git', 'gh']) chmodSync(join(programs, name), 0o755);
		const path = `${programs}${delimiter}${process.env['PATH'] ?? ''}`;
		let running = '';
		server.onRequest = () => (running += commandLines());
		for (const [args, env] of [
			[['sync', 'github', '--verbose'], { GITHUB_TOKEN: secret }],
			[['sync', 'github', '--verbose'], { GH_TOKEN: secret }],
			[['report', '--prs', 'github', '--format', 'html', '--out', join(folder, 'report.html')], {}],
		] as const) {
			const result = await desk.run(args, { ...env, PATH: path });
			assert.equal(result.code, 0, result.stderr);
			assert.doesNotMatch(result.stdout + result.stderr, /averysecret/);
		}
		assert.ok(server.seen.every(({ authorization }) => authorization === `token ${secret}`));
		assert.match(running, /cli\.js.*sync.*github/, 'the command itself was looked at');
		assert.doesNotMatch(running, /averysecret/);
		const started = readFileSync(log, 'utf8');
		assert.match(started, /^git .*log/m);
		assert.match(started, /^gh auth token/m);
		assert.doesNotMatch(started, /averysecret/);
		for (const file of readdirSync(folder, { recursive: true, withFileTypes: true })) {
			if (!file.isFile()) continue;
			const bytes = readFileSync(join(file.parentPath, file.name)).toString('latin1');
			assert.doesNotMatch(bytes, /averysecret/, file.name);
		}
	});
});

/** The command lines of everything that runs on this machine. */
function commandLines(): string {
	if (!existsSync('/proc/self/cmdline'))
		return execFileSync('ps', ['-axww', '-o', 'args='], { encoding: 'utf8' });
	return readdirSync('/proc')
		.filter((name) => /^\d+$/.test(name))
		.map((pid) => {
			try {
				return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
			} catch (error) {
				// It ended meanwhile.
				return String(error);
			}
		})
		.join('\n');
}

/** Everything that a ledger holds of GitHub, but the times of its syncs. */
async function contentOf(dir: string): Promise<object> {
	const ledger = await openLedger({ dir, orgId: 'local', now: () => Date.now(), compaction: 'never' });
	try {
		const pullRequests = readPullRequests(ledger, {
			...{ repos: ['acme/app'], sinceMs: 0, untilMs: Number.MAX_SAFE_INTEGER },
		});
		const issues = await readIssueLabels(ledger);
		const cursors = await ledger.db.selectFrom('cursor').select(['source', 'value']).execute();
		const states = cursors.map(({ source, value }) => {
			const { backfill, scan, pendingPullRequests, pendingIssues, names, repositoryId } =
				syncStateSchema.parse(JSON.parse(value));
			const { isDone, cursor } = backfill;
			return { source, isDone, cursor, scan, pendingPullRequests, pendingIssues, names, repositoryId };
		});
		return { pullRequests, issues: [...issues].sort(), states };
	} finally {
		await ledger.close();
	}
}

describe('pull requests from git alone and from a file', () => {
	let repository: MadeRepository;
	let folder: string;
	beforeEach(() => {
		repository = new MadeRepository();
		folder = mkdtempSync(join(tmpdir(), 'outlay-prs-'));
	});
	afterEach(() => {
		repository.remove();
		rmSync(folder, { recursive: true });
	});

	it('give the same reverts, by every merge method', async () => {
		const made = repository;
		const change = (name: string, message: string): string =>
			made.commit({ message, files: { [name]: name } });
		change('root', 'Root');
		made.git('switch', '-qc', 'one');
		change('a', 'First step');
		const head = change('b', 'Second step');
		made.git('update-ref', 'refs/pull/1/head', head);
		made.git('switch', '-q', 'main');
		made.gitWith(
			{ env: made.tick() },
			'merge',
			'-q',
			'--no-ff',
			'-m',
			'Merge pull request #1 from ada/one\n\nChange one',
			'one',
		);
		const merge = made.head();
		const squash = change('c', 'Change two (#2)');
		made.git('switch', '-qc', 'three', `${squash}~1`);
		change('d', 'Third, first step');
		const third = change('e', 'Third, second step');
		made.git('update-ref', 'refs/pull/3/head', third);
		made.git('switch', '-q', 'main');
		made.gitWith({ env: { GIT_COMMITTER_DATE: '1780400000 +0000' } }, 'cherry-pick', `${third}~1`, third);
		const rebased = made.head();
		const revert = made.commit({
			message: `Revert "Change one" (#4)\n\nThis reverts commit ${merge}, reversing\nchanges made to x.`,
		});
		const lines = [
			{ number: 1, title: 'Change one', mergeSha: merge, mergedAt: '2026-06-01T00:05:00Z' },
			{ number: 2, title: 'Change two', mergeSha: squash, mergedAt: '2026-06-01T00:06:00Z' },
			{ number: 3, title: 'Third, first step', mergeSha: rebased, mergedAt: '2026-06-02T11:33:20Z' },
			{ number: 4, title: 'Revert "Change one"', mergeSha: revert, mergedAt: '2026-06-03T00:00:00Z' },
		];
		const file = join(folder, 'prs.ndjson');
		writeFileSync(file, lines.map((line) => JSON.stringify({ repo: 'acme/app', ...line })).join('\n'));
		const inspect = async (
			what: string,
			prs: string,
		): Promise<{
			reverts: Record<string, unknown>[];
			pullRequests: { number: number; mergedAt: string }[];
		}> => {
			const args = ['inspect', what, '--repo', made.folder, '--prs', prs, '--no-ledger', '--format', 'json'];
			const result = await runCli(args);
			assert.equal(result.code, 0, result.stderr);
			return JSON.parse(result.stdout) as {
				reverts: Record<string, unknown>[];
				pullRequests: { number: number; mergedAt: string }[];
			};
		};
		const fromGit = await inspect('reverts', 'git');
		const fromFile = await inspect('reverts', file);
		const facts = (one: Record<string, unknown>): unknown[] =>
			['commit', 'reverts', 'pullRequest', 'revertsPullRequest', 'rule', 'net', 'isPartial'].map(
				(key) => one[key],
			);
		assert.deepEqual(fromGit.reverts.map(facts), [[revert, merge, 4, 1, 'R1', 'reverted', false]]);
		assert.deepEqual(fromFile.reverts.map(facts), fromGit.reverts.map(facts));
		const { pullRequests } = await inspect('reviews', 'git');
		assert.deepEqual(
			pullRequests.map(({ number }) => number),
			[1, 2, 3, 4],
		);
	});
});
