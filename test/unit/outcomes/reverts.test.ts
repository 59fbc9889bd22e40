import assert from 'node:assert/strict';
import type { Commit } from '../../../src/core/commit.js';
import { HistoryDigest } from '../../../src/core/history.js';
import { findReverts, type BranchHistory } from '../../../src/core/outcomes/reverts.js';
import type { RevertVerdict } from '../../../src/core/outcomes/revertVerdict.js';
import type { PullRequest } from '../../../src/core/pullRequest.js';
import { pullRequestOf, sha, type Line } from '../pullRequests/rawPullRequest.js';

const start = Date.parse('2026-03-01T00:00:00Z');
const hour = 3_600_000;

/** A straight history from one-line descriptions; each commit an hour after the one before. */
function historyOf(
	...commits: readonly {
		readonly id: string;
		readonly message: string;
		readonly email?: string;
		readonly hours?: number;
		readonly parents?: readonly string[];
	}[]
): BranchHistory {
	const digest = new HistoryDigest();
	let previous: string[] = [];
	let hours = 0;
	const made = commits.map(({ id, message, email = 'ada@acme.example', hours: gap = 1, parents }): Commit => {
		hours += gap;
		const one = {
			authorName: 'A',
			committerName: 'A',
			committerEmail: email,
			authoredAtMs: start + hours * hour,
		};
		const commit = {
			...one,
			sha: sha(id),
			parents: parents?.map(sha) ?? previous,
			authorEmail: email,
			committedAtMs: start + hours * hour,
			message,
		};
		previous = [commit.sha];
		return commit;
	});
	return {
		repo: 'acme/app',
		commits: made.reverse().map((commit) => digest.of(commit)),
		tip: previous[0] ?? null,
		branch: 'main',
	};
}

const iso = (hours: number): string => new Date(start + hours * hour).toISOString();
const landed = (number: number, id: string, hours: number, line: Line = {}): PullRequest =>
	pullRequestOf({
		number,
		title: `Change ${number}`,
		mergedAt: iso(hours),
		closedAt: iso(hours),
		baseRef: 'main',
		mergeSha: sha(id),
		...line,
	});
const brief = (found: readonly RevertVerdict[]): unknown[] =>
	found.map(({ commit, reverts, pullRequest, revertsPullRequest, rule, net }) => [
		commit.slice(0, 2),
		reverts?.slice(0, 2) ?? null,
		pullRequest,
		revertsPullRequest,
		rule,
		net,
	]);
const noGit: BranchHistory = { repo: 'acme/app', commits: [], tip: null, branch: 'main' };

describe('reverts', () => {
	it('R1: finds a commit that names a commit, also abbreviated', () => {
		const history = historyOf(
			{ id: 'a1', message: 'Fix rounding' },
			{ id: 'b2', message: 'Add a feature' },
			{ id: 'c3', message: `Revert "Fix rounding"\n\nThis reverts commit ${sha('a1').slice(0, 9)}.` },
		);
		assert.deepEqual(brief(findReverts(history, [])), [['c3', 'a1', null, null, 'R1', 'reverted']]);
	});

	it('R1: names the pull requests on both sides', () => {
		const history = historyOf(
			{ id: 'a1', message: 'Change 1 (#1)' },
			{ id: 'c3', message: `Revert "Change 1 (#1)" (#2)\n\nThis reverts commit ${sha('a1')}.` },
		);
		const found = findReverts(history, [
			landed(1, 'a1', 1),
			landed(2, 'c3', 2, { title: 'Revert "Change 1 (#1)"' }),
		]);
		assert.deepEqual(brief(found), [['c3', 'a1', 2, 1, 'R1', 'reverted']]);
		assert.match(found[0]?.why ?? '', /R1.*R4/);
	});

	it('R1: "reversing changes made to" undoes the whole merge', () => {
		const history = historyOf(
			{ id: '01', message: 'Root' },
			{ id: 'a1', message: 'Step', parents: ['01'] },
			{ id: 'a2', message: 'Step two', parents: ['a1'] },
			{ id: 'aa', message: 'Merge pull request #1 from ada/x\n\nChange 1', parents: ['01', 'a2'] },
			{
				id: 'bb',
				message: `Revert "Merge pull request #1 from ada/x"\n\nThis reverts commit ${sha('aa')}, reversing\nchanges made to ${sha('01')}.`,
			},
		);
		const found = findReverts(history, [landed(1, 'aa', 4)]);
		assert.deepEqual(brief(found), [['bb', 'aa', null, 1, 'R1', 'reverted']]);
		assert.equal(found[0]?.isPartial, false);
	});

	it('R1: marks a revert of one commit of several as partial, and of all as whole', () => {
		const commits = [
			{ id: '01', message: 'Root' },
			{ id: 'a1', message: 'Step', parents: ['01'] },
			{ id: 'a2', message: 'Step two', parents: ['a1'] },
			{ id: 'aa', message: 'Merge pull request #1 from ada/x\n\nChange 1', parents: ['01', 'a2'] },
		];
		const part = historyOf(...commits, {
			id: 'bb',
			message: `Revert "Step"\n\nThis reverts commit ${sha('a1')}.`,
		});
		assert.equal(findReverts(part, [landed(1, 'aa', 4)])[0]?.isPartial, true);
		const both = historyOf(...commits, {
			id: 'bb',
			message: `Undo (#2)\n\nThis reverts commit ${sha('a1')}.\nThis reverts commit ${sha('a2')}.`,
		});
		const [whole, ...rest] = findReverts(both, [landed(1, 'aa', 4), landed(2, 'bb', 5)]);
		assert.deepEqual([whole?.isPartial, whole?.revertsPullRequest, rest.length], [false, 1, 0]);
	});

	it('leaves out what a branch undid inside itself', () => {
		const history = historyOf({
			id: 'a1',
			message: `Change 1 (#1)\n\n* Step\n\n* Revert "Step"\n\nThis reverts commit ${sha('f1')}.`,
		});
		const commits = [
			{ sha: sha('f1'), message: 'Step' },
			{ sha: sha('f2'), message: `Revert "Step"\n\nThis reverts commit ${sha('f1')}.` },
		];
		assert.deepEqual(findReverts(history, [landed(1, 'a1', 1, { commits })]), []);
	});

	it('keeps a revert whose target is not in the history', () => {
		const history = historyOf({ id: 'c3', message: `Revert "Lost"\n\nThis reverts commit ${sha('dead')}.` });
		assert.deepEqual(brief(findReverts(history, [])), [['c3', null, null, null, 'R1', 'reverted']]);
	});

	const signs: readonly [name: string, line: Line, rule: string | null][] = [
		["R2: the body of GitHub's button", { body: 'Reverts acme/app#1' }, 'R2'],
		['R2: without the repository', { body: 'Because it broke.\n\nReverts #1' }, 'R2'],
		['another repository', { body: 'Reverts other/app#1' }, null],
		['a mention', { body: "This Reverts #1 says nothing at a line's start? no: see Reverts #1" }, null],
		["a template's comment", { body: '<!--\nReverts #1\n-->' }, null],
		["R3: the branch of GitHub's button", { headRef: 'revert-1-change' }, 'R3'],
		['R4: the title', { title: 'Revert "Change 1"' }, 'R4'],
		['a title of nothing that landed', { title: 'Revert "Change 99"' }, null],
		['a title in other words', { title: 'Reverts "Change 1" partly' }, null],
	];
	for (const [name, line, rule] of signs) {
		it(`reads ${name}`, () => {
			const found = findReverts(noGit, [landed(1, 'a1', 1), landed(2, 'b2', 2, line)]);
			assert.deepEqual(brief(found), rule === null ? [] : [['b2', 'a1', 2, 1, rule, 'reverted']]);
		});
	}

	it('R4: takes a title only when exactly one landed in the 90 days before', () => {
		const twice = [landed(1, 'a1', 1, { title: 'Same' }), landed(2, 'a2', 2, { title: 'Same' })];
		const revert = landed(3, 'c3', 3, { title: 'Revert "Same"' });
		assert.deepEqual(findReverts(noGit, [...twice, revert]), []);
		const old = landed(1, 'a1', 1);
		assert.deepEqual(
			findReverts(noGit, [old, landed(2, 'b2', 1 + 24 * 91, { title: 'Revert "Change 1"' })]),
			[],
		);
		assert.equal(
			findReverts(noGit, [old, landed(2, 'b2', 1 + 24 * 89, { title: 'Revert "Change 1"' })]).length,
			1,
		);
	});

	it('counts only what merged to the default branch', () => {
		const target = landed(1, 'a1', 1);
		const open = pullRequestOf({ number: 2, headRef: 'revert-1-x' });
		const stacked = landed(3, 'b3', 3, { headRef: 'revert-1-x', baseRef: 'release' });
		assert.deepEqual(findReverts(noGit, [target, open, stacked]), []);
	});

	it('makes one verdict of all signs of one revert', () => {
		const line = { title: 'Revert "Change 1"', body: 'Reverts acme/app#1', headRef: 'revert-1-x' };
		const found = findReverts(noGit, [landed(1, 'a1', 1), landed(2, 'b2', 2, line)]);
		assert.equal(found.length, 1);
		assert.equal(found[0]?.rule, 'R2');
		assert.match(found[0].why, /R2.*R3.*R4/);
	});

	it('restores by a revert of the revert, and reverts again by a third', () => {
		const one = landed(1, 'a1', 1);
		const two = landed(2, 'b2', 2, { body: 'Reverts #1' });
		const three = landed(3, 'c3', 3, { body: 'Reverts #2' });
		const four = landed(4, 'd4', 4, { body: 'Reverts #3' });
		const nets = (list: PullRequest[]): unknown[] =>
			findReverts(noGit, list).map(({ net, depth }) => [depth, net]);
		assert.deepEqual(nets([one, two]), [[1, 'reverted']]);
		assert.deepEqual(nets([one, two, three]), [
			[1, 'restored'],
			[2, 'restored'],
		]);
		assert.deepEqual(nets([one, two, three, four]), [
			[1, 'reverted'],
			[2, 'reverted'],
			[3, 'reverted'],
		]);
	});

	it("takes git's Reapply for a revert of the revert", () => {
		const history = historyOf(
			{ id: 'a1', message: 'Fix rounding' },
			{ id: 'b2', message: `Revert "Fix rounding"\n\nThis reverts commit ${sha('a1')}.` },
			{ id: 'c3', message: `Reapply "Fix rounding"\n\nThis reverts commit ${sha('b2')}.` },
		);
		assert.deepEqual(brief(findReverts(history, [])), [
			['b2', 'a1', null, null, 'R1', 'restored'],
			['c3', 'b2', null, null, 'R1', 'restored'],
		]);
		const byTitle = historyOf(
			{ id: 'a1', message: 'Fix' },
			{ id: 'b2', message: 'Revert "Fix"' },
			{ id: 'c3', message: 'Reapply "Fix"' },
		);
		assert.deepEqual(
			findReverts(byTitle, []).map(({ rule, net }) => [rule, net]),
			[
				['R4', 'restored'],
				['R4', 'restored'],
			],
		);
	});

	it('marks an oops within ten minutes by the same author, and counts it', () => {
		const oops = (hours: number, email: string): boolean | undefined =>
			findReverts(
				historyOf(
					{ id: 'a1', message: 'Fix' },
					{ id: 'b2', message: `Revert "Fix"\n\nThis reverts commit ${sha('a1')}.`, hours, email },
				),
				[],
			)[0]?.isOops;
		assert.deepEqual(
			[oops(0.1, 'ada@acme.example'), oops(0.1, 'bob@acme.example'), oops(0.2, 'ada@acme.example')],
			[true, false, false],
		);
	});

	it('gives the same for squash, merge commit and rebase', () => {
		const revertOf = (id: string): { id: string; message: string } => ({
			id: 'ee',
			message: `Revert "x" (#2)\n\nThis reverts commit ${sha(id)}.`,
		});
		const commits = [
			{ sha: sha('f1'), message: 'Step', authorEmail: 'ada@acme.example', authoredAt: iso(2) },
			{ sha: sha('f2'), message: 'Step two', authorEmail: 'ada@acme.example', authoredAt: iso(3) },
		];
		const root = { id: '01', message: 'Root' };
		const squash = historyOf(root, { id: 'aa', message: 'Change 1 (#1)' }, revertOf('aa'));
		const merge = historyOf(
			root,
			{ id: 'f1', message: 'Step', parents: ['01'] },
			{ id: 'f2', message: 'Step two', parents: ['f1'] },
			{ id: 'aa', message: 'Merge pull request #1 from a/x', parents: ['01', 'f2'] },
			revertOf('aa'),
		);
		const rebase = historyOf(
			root,
			{ id: 'a1', message: 'Step' },
			{ id: 'aa', message: 'Step two' },
			revertOf('aa'),
		);
		for (const history of [squash, merge, rebase]) {
			const found = findReverts(history, [landed(1, 'aa', 3, { commits }), landed(2, 'ee', 5)]);
			assert.deepEqual(
				found.map(({ pullRequest, revertsPullRequest, net }) => [pullRequest, revertsPullRequest, net]),
				[[2, 1, 'reverted']],
			);
		}
		const partly = findReverts(rebase, [landed(1, 'aa', 3, { commits }), landed(2, 'ee', 5)]);
		assert.equal(partly[0]?.isPartial, true, 'a rebase landed two commits, the revert names the last');
	});
});
