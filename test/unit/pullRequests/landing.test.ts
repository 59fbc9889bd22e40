import assert from 'node:assert/strict';
import { landingOf, type MergeMethod } from '../../../src/core/pullRequests/landing.js';
import { pullRequestOf, sha, type Line } from './rawPullRequest.js';

type HeadCommit = NonNullable<Line['commits']>[number];
type History = Parameters<typeof landingOf>[0];

/** Minutes after ten o'clock. */
const at = (minute: number): string =>
	new Date(Date.parse('2026-03-02T10:00:00Z') + minute * 60_000).toISOString();
/** A commit of the base branch: its name, its parents, when its author wrote it. */
const landed = (
	name: string,
	parents: string,
	minute: number,
	authorEmail = 'ada@acme.example',
): History[number] => ({
	sha: sha(name),
	parents: parents.split(' ').map(sha),
	authorEmail,
	authoredAtMs: Date.parse(at(minute)),
});
/** A commit of a head branch. */
const head = (name: string, minute: number, message = 'Step'): HeadCommit => ({
	...{ sha: sha(name), message, authorEmail: 'ada@acme.example', authoredAt: at(minute) },
});
const merged = (number: number, mergeSha: string, commits: HeadCommit[], changes: Line = {}): Line => ({
	...{ number, mergeSha: sha(mergeSha), commits, mergedAt: at(60), closedAt: at(60), ...changes },
});
const queue: Line = { mergedBy: { login: 'github-merge-queue', bot: true } };

interface Expected {
	readonly method: MergeMethod | null;
	/** What it landed, oldest first. */
	readonly commits: readonly string[];
}

/** History newest first, with the tip in front; pull requests; what each landed. */
const cases: readonly [name: string, history: History, lines: Line[], expected: Record<number, Expected>][] =
	[
		[
			'a merge commit brings the commits of the head',
			[landed('c', 'b a2', 9), landed('a2', 'a1', 2), landed('a1', 'b', 1), landed('b', '', 0)],
			[merged(1, 'c', [head('a1', 1), head('a2', 2)])],
			{ 1: { method: 'merge', commits: ['a1', 'a2', 'c'] } },
		],
		[
			'a squash is one commit of another time',
			[landed('c', 'b', 9), landed('b', '', 0)],
			[merged(1, 'c', [head('a1', 1), head('a2', 2)])],
			{ 1: { method: 'squash', commits: ['c'] } },
		],
		[
			'a rebase gives new commits of the same authors and times',
			[landed('d2', 'd1', 2), landed('d1', 'b', 1), landed('b', '', 0)],
			[merged(1, 'd2', [head('a1', 1), head('a2', 2)])],
			{ 1: { method: 'rebase', commits: ['d1', 'd2'] } },
		],
		[
			'a rebase leaves out the merges that brought the base in',
			[landed('d2', 'd1', 2), landed('d1', 'b', 1), landed('b', '', 0)],
			[merged(1, 'd2', [head('a1', 1), head('ab', 3, "Merge branch 'main' into work"), head('a2', 2)])],
			{ 1: { method: 'rebase', commits: ['d1', 'd2'] } },
		],
		[
			"another author's commits before a squash are no rebase",
			[landed('d2', 'd1', 2), landed('d1', 'b', 1, 'bob@acme.example'), landed('b', '', 0)],
			[merged(1, 'd2', [head('a1', 1), head('a2', 2)])],
			{ 1: { method: 'squash', commits: ['d2'] } },
		],
		[
			'a merge queue that squashes: the queue’s commit is the landed one, the head’s are not',
			[landed('e', 'c', 20), landed('c', 'b', 19), landed('b', '', 0)],
			[
				merged(1, 'c', [head('a1', 1), head('a2', 2)], queue),
				merged(2, 'e', [head('f1', 3), head('f2', 4)], queue),
			],
			{ 1: { method: 'squash', commits: ['c'] }, 2: { method: 'squash', commits: ['e'] } },
		],
		[
			'a merge queue that merges a group: each brings only its own',
			[
				...[landed('e', 'c f1', 20), landed('c', 'b a1', 19), landed('f1', 'b', 3)],
				...[landed('a1', 'b', 1), landed('b', '', 0)],
			],
			[merged(1, 'c', [head('a1', 1)], queue), merged(2, 'e', [head('f1', 3)], queue)],
			{ 1: { method: 'merge', commits: ['a1', 'c'] }, 2: { method: 'merge', commits: ['f1', 'e'] } },
		],
		[
			'a merge queue that rebases a group: each has its own stretch',
			[
				...[landed('d4', 'd3', 4), landed('d3', 'd2', 3), landed('d2', 'd1', 2), landed('d1', 'b', 1)],
				landed('b', '', 0),
			],
			[
				merged(1, 'd2', [head('a1', 1), head('a2', 2)], queue),
				merged(2, 'd4', [head('f1', 3), head('f2', 4)], queue),
			],
			{ 1: { method: 'rebase', commits: ['d1', 'd2'] }, 2: { method: 'rebase', commits: ['d3', 'd4'] } },
		],
		[
			"a commit of the queue's own temporary branch landed nothing",
			[landed('c', 'b', 9), landed('b', '', 0)],
			[merged(1, 'eeee', [head('a1', 1)], queue)],
			{ 1: { method: null, commits: [] } },
		],
		[
			'a pull request that was closed landed nothing, whatever commit it names',
			[landed('c', 'b', 9), landed('b', '', 0)],
			[merged(1, 'c', [head('a1', 1)], { mergedAt: null })],
			{ 1: { method: null, commits: [] } },
		],
	];

describe('how a pull request came to the base branch', () => {
	for (const [name, history, lines, expected] of cases) {
		it(name, () => {
			const landing = landingOf(history, history[0]?.sha ?? null, lines.map(pullRequestOf));
			for (const [number, { method, commits }] of Object.entries(expected)) {
				assert.equal(landing.methodOf.get(Number(number)) ?? null, method);
				assert.deepEqual(landing.commitsOf.get(Number(number)) ?? [], commits.map(sha));
				for (const commit of commits) assert.equal(landing.pullRequestOf.get(sha(commit)), Number(number));
			}
		});
	}

	it('asks anew when a history, a tip or a list of pull requests is another', () => {
		const history = [landed('c', 'b', 9), landed('b', '', 0)];
		const [one, two] = [pullRequestOf(merged(1, 'c', [])), pullRequestOf(merged(2, 'c', []))];
		const tip = sha('c');
		assert.equal(landingOf(history, tip, [one]).pullRequestOf.get(tip), 1);
		assert.equal(landingOf(history, tip, [two]).pullRequestOf.get(tip), 2);
		assert.deepEqual(landingOf(history, tip, [one]).mainline, [sha('b'), sha('c')]);
		assert.deepEqual(landingOf(history, sha('b'), [one]).mainline, [sha('b')]);
	});
});
