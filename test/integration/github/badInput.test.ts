import assert from 'node:assert/strict';
import type { Report } from '../../../src/core/report/model.js';
import { GithubDesk, secret } from './githubDesk.js';
import { pullRequestOf, start, worldOf } from './world.js';

interface Sync {
	readonly github: readonly {
		readonly pullRequests: number;
		readonly requests: number;
		readonly isUnchanged: boolean;
		readonly isArchived: boolean;
		readonly error: string | null;
	}[];
}

interface Reviews {
	readonly pullRequests: readonly {
		readonly repo: string;
		readonly number: number;
		readonly author: string | null;
		readonly reviewState: string;
		readonly countsForBy: string;
		readonly timeToFirstReviewMs: number | null;
	}[];
}

const spring = ['--since', '2026-01-01', '--until', '2026-03-01'];

describe('bad input from GitHub', () => {
	let desk: GithubDesk;
	beforeEach(async () => (desk = await GithubDesk.open(worldOf(40))));
	afterEach(() => desk.close());

	const sync = async (env?: Record<string, string>): Promise<Sync['github'][number]> => {
		const [only] = (await desk.json<Sync>(['sync', 'github'], env)).github;
		assert.ok(only);
		return only;
	};
	const report = (...more: readonly string[]): Promise<Report> =>
		desk.json<Report>(['report', '--prs', 'github', ...spring, ...more]);
	const mergedOf = ({ arms }: Report): number => arms.ai.mergedPrs + arms.none.mergedPrs;

	it('keeps what was read of a repository that is gone, and says as of when', async () => {
		await sync();
		const before = await report();
		desk.server.world.nameWithOwner = 'someone/else';
		const failed = await desk.run(['sync', 'github']);
		assert.equal(failed.code, 3);
		assert.match(failed.stdout, /acme\/app: not read to the end; 40 pull requests known/);
		assert.match(failed.stderr, /knows no repository acme\/app, or this sign-in may not see it/);
		assert.match(failed.stderr, /git remote -v/);
		const shown = await desk.run(['report', '--prs', 'github', ...spring, '--format', 'json']);
		assert.equal(shown.code, 0, shown.stderr);
		assert.match(shown.stderr, /Shown: the 40 pull requests known as of/);
		const after = JSON.parse(shown.stdout) as Report;
		assert.deepEqual(after.pullRequests, before.pullRequests);
	});

	it('fails with a next step when a repository was never readable', async () => {
		desk.server.world.nameWithOwner = 'acme/private-and-not-yours';
		const result = await desk.run(['report', '--prs', 'github']);
		assert.equal(result.code, 3);
		assert.equal(result.stdout, '');
		assert.match(
			result.stderr,
			/Check the remote \(git remote -v\) and that the token may read the repository/,
		);
	});

	it('says what right a token lacks, and keeps what is known', async () => {
		await sync();
		desk.server.faults.push(...Array.from({ length: 4 }, () => ({ kind: 'forbidden' }) as const));
		const refused = await desk.run(['sync', 'github']);
		assert.equal(refused.code, 3);
		assert.match(refused.stderr, /does not let this token read acme\/app \(403\)/);
		assert.match(refused.stderr, /read access to Metadata, Contents, Pull requests and Issues/);
		desk.server.faults.length = 0;
		assert.equal((await sync()).pullRequests, 40);
	});

	it('follows a renamed repository and keeps one identity, before and after the remote is changed', async () => {
		const { world } = desk.server;
		const landed = (number: number): { mergeSha: string } => ({
			mergeSha: desk.repository.commit({ message: `Change ${number} (#${number})` }),
		});
		world.pullRequests = world.pullRequests.map((one) =>
			one.number === 39 ? { ...one, ...landed(39) } : one,
		);
		await sync();
		const before = await report();
		world.formerNames = ['acme/app'];
		world.nameWithOwner = 'Acme/Platform';
		const late = { ...pullRequestOf(41), ...landed(41) };
		world.pullRequests.push({ ...late, body: 'Reverts Acme/Platform#39', updatedMs: Date.now() });
		const renamed = await desk.run(['sync', 'github']);
		assert.equal(renamed.code, 0, renamed.stderr);
		assert.match(renamed.stderr, /acme\/app is acme\/platform now\. Point the remote at it/);
		assert.match(renamed.stdout, /acme\/app: 41 pull requests/);
		const { reverts } = await desk.json<{ reverts: { revertsPullRequest: number; rule: string }[] }>([
			...['inspect', 'reverts', '--prs', 'github'],
		]);
		const ofLate = reverts.find(({ revertsPullRequest }) => revertsPullRequest === 39);
		assert.equal(ofLate?.rule, 'R2', 'the present name in a body is the repository itself');

		desk.repository.git('remote', 'set-url', 'origin', 'https://github.com/acme/platform.git');
		const requests = desk.server.seen.length;
		const again = await sync();
		assert.equal(again.pullRequests, 41);
		assert.ok(desk.server.seen.length - requests <= 4, 'nothing is read a second time');
		const after = await report();
		assert.equal(after.pullRequests.length, before.pullRequests.length + 1);
		assert.ok(after.pullRequests.every(({ repo }) => repo === 'acme/platform'));
	});

	it('knows a renamed repository by its number when the remote was changed first', async () => {
		await sync();
		const { world } = desk.server;
		world.formerNames = ['acme/app'];
		world.nameWithOwner = 'acme/platform';
		desk.repository.git('remote', 'set-url', 'origin', 'https://github.com/acme/platform.git');
		const graphql = (): number => desk.server.seen.filter(({ kind }) => kind === 'graphql').length;
		const before = graphql();
		const moved = await sync();
		assert.equal(moved.pullRequests, 40);
		assert.ok(graphql() - before <= 2, 'its pull requests are not read again');
	});

	it('counts a repository once when two clones have its former and its present name', async () => {
		const before = await report();
		const { world } = desk.server;
		world.formerNames = ['acme/app'];
		world.nameWithOwner = 'acme/platform';
		const clone = await GithubDesk.open(worldOf(0), 'https://github.com/acme/platform.git');
		try {
			const both = await report('--repo', clone.repository.folder);
			assert.equal(mergedOf(both), mergedOf(before));
			assert.equal(both.pullRequests.length, before.pullRequests.length);
		} finally {
			await clone.close();
		}
	});

	it('never mixes a repository with one made later under its name', async () => {
		await sync();
		desk.server.world.repositoryId = 4712;
		desk.server.world.pullRequests = [pullRequestOf(1), pullRequestOf(2)];
		const result = await desk.run(['sync', 'github']);
		assert.equal(result.code, 0, result.stderr);
		assert.match(result.stdout, /acme\/app: 2 pull requests/);
		assert.match(result.stderr, /another repository on 127\.0\.0\.1 than when it was last read/);
		assert.equal((await sync()).pullRequests, 2);
		desk.server.world.repositoryId = 4711;
		desk.server.world.pullRequests = worldOf(40).pullRequests;
		assert.equal((await sync()).pullRequests, 40, 'nothing of the former one was lost');
	});

	it('says that a repository is archived, and does not ask again for each report', async () => {
		desk.server.world.isArchived = true;
		const first = await desk.run(['sync', 'github']);
		assert.match(first.stdout, /^acme\/app \(archived\): 40 pull requests/);
		const before = desk.server.seen.length;
		assert.equal(mergedOf(await report()) > 0, true);
		assert.equal(desk.server.seen.length, before);
		const asked = await sync();
		assert.deepEqual([asked.isUnchanged, asked.isArchived], [true, true]);
		assert.equal(desk.server.seen.length, before + 1, 'who asks for a sync gets one');
		desk.server.world.isArchived = false;
		assert.equal((await sync()).isArchived, false);
	});

	it('reports on a repository without pull requests', async () => {
		desk.server.world.pullRequests = [];
		assert.equal((await sync()).pullRequests, 0);
		assert.equal((await sync()).isUnchanged, true);
		const empty = await report();
		assert.deepEqual([empty.pullRequests, mergedOf(empty)], [[], 0]);
	});

	it('takes ghosts for nobody, as author and as reviewer', async () => {
		const one = pullRequestOf(2);
		const ghostly = {
			...one,
			author: null,
			reviews: [{ author: null, state: 'APPROVED', atMs: one.createdMs + 60_000 }],
		};
		const nobody = { ...pullRequestOf(3), author: null, commits: [] };
		desk.server.world.pullRequests = [ghostly, nobody];
		const { pullRequests } = await desk.json<Reviews>(['inspect', 'reviews', '--prs', 'github']);
		assert.deepEqual(
			pullRequests.map(({ number, author, reviewState, countsForBy }) => [
				number,
				author,
				reviewState,
				countsForBy,
			]),
			[
				[2, null, 'unreviewed', 'commit-author'],
				[3, null, 'reviewed', 'unknown'],
			],
		);
	});

	it('reads pull requests whose fork was deleted, signed in and not', async () => {
		desk.server.world.pullRequests = worldOf(12).pullRequests.map((one) => ({ ...one, isForkGone: true }));
		const { pullRequests } = await desk.json<Reviews>(['inspect', 'reviews', '--prs', 'github']);
		assert.equal(pullRequests.length, 12);
		assert.equal(pullRequests[1]?.timeToFirstReviewMs, 120_000);
		const other = await GithubDesk.open(desk.server.world);
		try {
			const anonymous = await other.json<Sync>(['sync', 'github'], {});
			assert.equal(anonymous.github[0]?.pullRequests, 12);
		} finally {
			await other.close();
		}
	});

	it('takes files and lines of a change of 3,200 files from git, and asks GitHub for none', async () => {
		const { repository, server } = desk;
		const files = Object.fromEntries(
			Array.from({ length: 3200 }, (_, index) => [`src/part${index}.ts`, `export const part = ${index};\n`]),
		);
		const head = repository.commit({ message: 'Split into parts (#2)', files });
		const one = { ...pullRequestOf(2), mergedMs: start, closedMs: start, mergeSha: head };
		server.world.pullRequests = [one];
		const [entry] = (await report()).pullRequests;
		assert.deepEqual([entry?.number, entry?.sourceLines], [2, 3200]);
		assert.ok(server.seen.every(({ path }) => path === '/graphql' || path.endsWith('/pulls')));
	});

	for (const [name, days] of [
		['ahead', 400],
		['behind', -200],
	] as const) {
		it(`works with a server whose clock is ${days} days off (${name})`, async () => {
			desk.server.clockSkewMs = days * 86_400_000;
			await sync();
			const { world } = desk.server;
			const changed = world.pullRequests[5];
			assert.ok(changed);
			world.pullRequests[5] = {
				...changed,
				labels: ['late'],
				updatedMs: Date.now() + desk.server.clockSkewMs,
			};
			assert.equal((await sync()).isUnchanged, false);
			assert.equal((await sync()).isUnchanged, true);
			const { pullRequests } = await desk.json<Reviews>(['inspect', 'reviews', '--prs', 'github']);
			assert.equal(pullRequests.length, 40);
			assert.ok(pullRequests.every(({ timeToFirstReviewMs }) => (timeToFirstReviewMs ?? 0) >= 0));
		});
	}

	it('is not fooled by a server that answers HTML, before and after it has read something', async () => {
		const html = (count: number): void =>
			void desk.server.faults.push(...Array.from({ length: count }, () => ({ kind: 'html' }) as const));
		html(8);
		const never = await desk.run(['report', '--prs', 'github']);
		assert.equal(never.code, 3);
		assert.match(never.stderr, /did not answer as GitHub does \(text\/html\)/);
		assert.match(never.stderr, /whether a proxy or sign-in page stands in between/);
		desk.server.faults.length = 0;
		await sync();
		html(8);
		const later = await desk.run(['report', '--prs', 'github', ...spring]);
		assert.equal(later.code, 0, later.stderr);
		assert.match(later.stderr, /Shown: the 40 pull requests known as of/);
		assert.doesNotMatch(later.stderr + later.stdout, new RegExp(secret));
	});
});
