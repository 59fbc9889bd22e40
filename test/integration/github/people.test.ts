import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Report } from '../../../src/core/report/model.js';
import { GithubDesk } from './githubDesk.js';
import { pullRequestOf, worldOf, type WorldCommit, type WorldPullRequest } from './world.js';

interface Credits {
	readonly pullRequests: readonly {
		readonly number: number;
		readonly countsFor: string | null;
		readonly countsForBy: string;
		readonly reviewState: string;
	}[];
}

const user = (login: string): { login: string; type: 'User' } => ({ login, type: 'User' });
const agent = { login: 'copilot-swe-agent', type: 'Bot' as const };

describe('people of a repository', () => {
	let desk: GithubDesk;
	beforeEach(async () => (desk = await GithubDesk.open(worldOf(0))));
	afterEach(() => desk.close());

	const commitOf = (email: string, login: string | null, message = 'Step'): WorldCommit => ({
		...{ oid: desk.repository.commit({ message, author: `Someone <${email}>` }), message, email, login },
		atMs: pullRequestOf(1).createdMs,
	});
	const change = (number: number, changes: Partial<WorldPullRequest>): WorldPullRequest => ({
		...pullRequestOf(1),
		...{ number, mergedMs: pullRequestOf(1).createdMs + 7_200_000, reviews: [], ...changes },
	});
	const credits = async (...more: readonly string[]): Promise<readonly (readonly unknown[])[]> => {
		const { pullRequests } = await desk.json<Credits>(['inspect', 'reviews', '--prs', 'github', ...more]);
		return pullRequests.map(({ number, countsFor, countsForBy }) => [number, countsFor, countsForBy]);
	};

	it('are joined by .mailmap, the forge and private e-mails, and never by name', async () => {
		desk.repository.write(
			'.mailmap',
			'Ada Lovelace <ada@acme.example> <ada@old-laptop.example>\nAda Lovelace <ada@acme.example> Someone <a.lovelace@contractor.example>\n',
		);
		desk.repository.commit({ message: 'Say who is who' });
		desk.server.world.pullRequests = [
			change(1, { author: user('ada'), commits: [commitOf('ada@acme.example', 'ada')] }),
			change(2, { author: null, commits: [commitOf('ada@old-laptop.example', null)] }),
			change(3, { author: null, commits: [commitOf('a.lovelace@contractor.example', null)] }),
			change(4, { author: null, commits: [commitOf('4+ada@users.noreply.github.com', null)] }),
			change(5, { author: null, commits: [commitOf('other@acme.example', null)] }),
			// Her own second address reviews: that is no review by another person.
			change(6, {
				author: user('ada'),
				commits: [commitOf('ada@old-laptop.example', null)],
				reviews: [{ author: user('ada-two'), state: 'APPROVED', atMs: pullRequestOf(1).createdMs + 60_000 }],
			}),
			change(7, { author: user('ada-two'), commits: [commitOf('a.lovelace@contractor.example', 'ada-two')] }),
		];
		assert.deepEqual(await credits(), [
			[1, 'ada', 'author'],
			[2, 'ada', 'commit-author'],
			[3, 'ada', 'commit-author'],
			[4, 'ada', 'commit-author'],
			[5, 'other@acme.example', 'commit-author'],
			[6, 'ada', 'author'],
			[7, 'ada', 'author'],
		]);
		const { pullRequests } = await desk.json<Credits>(['inspect', 'reviews', '--prs', 'github']);
		assert.equal(pullRequests[5]?.reviewState, 'author-only');
		const period = ['--since', '2026-01-01', '--until', '2026-02-01'];
		const report = await desk.json<Report>(['report', '--prs', 'github', ...period]);
		assert.equal(report.arms.ai.developers + report.arms.none.developers, 2);
	});

	it("give an agent's pull request to the human who started it, by the surest sign there is", async () => {
		const atMs = pullRequestOf(1).createdMs;
		const none: Partial<WorldPullRequest> = { author: agent, commits: [], body: '' };
		const own = commitOf('223556219+Copilot@users.noreply.github.com', 'Copilot');
		const helped = commitOf('noreply@anthropic.com', null, 'Step\n\nCo-authored-by: Bob <bob@acme.example>');
		desk.server.world.pullRequests = [
			change(1, {
				...none,
				events: [
					{ kind: 'assigned', atMs, assignee: agent },
					{ kind: 'assigned', atMs, assignee: user('ada') },
				],
			}),
			change(2, { ...none, commits: [own, helped] }),
			change(3, { ...none, body: 'Requested by: @cleo' }),
			change(4, { ...none, commits: [own] }),
			change(5, { ...none, author: { login: 'dependabot', type: 'Bot' } }),
		];
		assert.deepEqual(await credits(), [
			[1, 'ada', 'assignee'],
			[2, 'bob@acme.example', 'co-author'],
			[3, 'cleo', 'requester'],
			[4, null, 'agent-pool'],
			[5, null, 'bot'],
		]);
		const text = await desk.run(['inspect', 'reviews', '--prs', 'github']);
		assert.equal(text.code, 0, text.stderr);
		assert.match(text.stdout, /#4/);
	});

	it('follow the config, and conflicts and strangers are listed', async () => {
		const config = join(desk.folder, 'outlay.config.json');
		const people = [
			{ name: 'Ada', githubLogins: ['ada'], emails: ['shared@acme.example'] },
			{ name: 'Bob', githubLogins: ['bob'], emails: ['shared@acme.example'] },
		];
		writeFileSync(config, JSON.stringify({ people }));
		desk.server.world.pullRequests = [
			change(1, { author: user('ada'), commits: [commitOf('shared@acme.example', null)] }),
			change(2, { author: user('zoe'), commits: [commitOf('zoe@acme.example', 'zoe')] }),
		];
		assert.deepEqual(await credits('--config', config), [
			[1, 'Ada', 'author'],
			[2, 'zoe', 'author'],
		]);
		const reviews = ['inspect', 'reviews', '--prs', 'github', '--config', config];
		const { stderr } = await desk.run(reviews);
		assert.match(stderr, /shared@acme\.example is claimed by Ada and Bob, so it counts for none of them/);
		assert.match(stderr, /Nobody named these people: .*zoe.*under people in outlay\.config\.json/);
		const period = ['--since', '2026-01-01', '--until', '2026-02-01'];
		const report = await desk.run(['report', '--prs', 'github', '--config', config, ...period]);
		assert.match(
			report.stderr,
			/Not settled: identities claimed by several people: 1, people named nowhere: \d/,
		);
		assert.doesNotMatch(report.stdout + report.stderr, /zoe|shared@/, 'a report names nobody');
	});
});
