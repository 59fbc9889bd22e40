import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import type { Commit } from '../../../src/core/commit.js';
import { HistoryDigest, historyDigestVersion, landingMarkIn } from '../../../src/core/history.js';
import { landingMarkOf } from '../../../src/core/pullRequests/landingMark.js';

const commit = (message: string, parents: readonly string[] = ['b'.repeat(40)]): Commit => ({
	sha: 'a'.repeat(40),
	parents,
	authorName: 'Ada',
	authorEmail: 'ada@acme.example',
	authoredAtMs: 1,
	committerName: 'Ada',
	committerEmail: 'ada@acme.example',
	committedAtMs: 2,
	message,
});

describe('a commit of a history', () => {
	it('keeps what the rules need of its message, and not the message', () => {
		const secret = 'what nobody has to remember';
		const found = new HistoryDigest().of(
			commit(
				[
					' Revert "Add x" (#7)',
					'',
					secret,
					`This reverts commit ${'c'.repeat(40)}.`,
					'Broken by #5, acme/other#6.',
					'',
					'Fixes: abcdef123456 ("x")',
					'Co-Authored-By: Claude Opus 4.6 <noreply@anthropic.com>',
				].join('\n'),
			),
		);
		assert.equal(found.subject, 'Revert "Add x" (#7)');
		assert.deepEqual(found.revertsShas, ['c'.repeat(40)]);
		assert.deepEqual(found.causes, [{ repo: null, number: 5 }, 'abcdef123456']);
		assert.equal(landingMarkIn(found)?.number, 7);
		assert.deepEqual(
			found.evidence.map(({ tool, model }) => [tool, model]),
			[['claude-code', 'Claude Opus 4.6']],
		);
		assert.ok(!JSON.stringify(found).includes(secret));
	});

	it('keeps the mark of a plain squash as its number, and tells every mark in full again', () => {
		assert.equal(new HistoryDigest().of(commit('Add x (#7)\n\nMore')).mark, 7);
		const subject = fc
			.array(fc.constantFrom('Add x', ' ', '  ', '(#7)', '(#007)', 'Merged PR 5: y', '\r', '#3', 'ö'))
			.map((words) => words.join(''));
		const message = fc.oneof(
			subject,
			fc.constant('Merge pull request #3 from acme/work\n\nAdd y (#4)'),
			fc.constant('Merged in work (pull request #9)\n\nAdd z'),
		);
		fc.assert(
			fc.property(message, fc.nat(2), (text, count) => {
				const parents = Array.from({ length: count }, (_, place) => String(place).repeat(40));
				const found = new HistoryDigest().of(commit(text, parents));
				assert.deepEqual(landingMarkIn(found), landingMarkOf(text, count));
			}),
		);
	});

	it('takes team patterns, and shares what is empty', () => {
		const digest = new HistoryDigest([{ tool: 'acme', trailer: '^AI-Tool: acme', strength: 'high' }]);
		assert.equal(digest.of(commit('x\n\nAI-Tool: acme')).evidence[0]?.tool, 'acme');
		const [one, two] = [digest.of(commit('x')), digest.of(commit("Merge branch 'main' into x", ['1', '2']))];
		assert.equal(one.evidence, two.evidence);
		assert.deepEqual([one.isBaseMerge, two.isBaseMerge], [false, true]);
	});

	it('has another version whenever it digests in another way, since digests are kept', () => {
		const messages = [
			'Add x (#12)\n\nCo-Authored-By: Claude Opus 4.6 <noreply@anthropic.com>',
			'Merge pull request #3 from acme/work\n\nAdd y',
			'Revert "Add x (#12)" (#13)\n\nThis reverts commit 0123456789abcdef0123456789abcdef01234567.',
			'fix: y\n\nFixes: abcdef123456 ("Add y")\nBroken by #12.\nAssisted-by: Codex',
			"Merge branch 'main' into work",
			'x\n\n🤖 Generated with [Claude Code](https://claude.com/claude-code)',
			"Merge branch 'work' into 'main'\n\nAdd z\n\nSee merge request acme/app!7",
			'Add z (aider)\n\nTool-Of-Acme: yes',
		];
		const digest = new HistoryDigest([{ tool: 'acme', trailer: '^Tool-Of-Acme', strength: 'high' }]);
		const digests = messages.flatMap((message) =>
			[['b'.repeat(40)], ['b'.repeat(40), 'c'.repeat(40)]].map((parents) =>
				digest.of(commit(message, parents)),
			),
		);
		const inFull = digests.map((one) => ({ ...one, mark: landingMarkIn(one) }));
		const found = createHash('sha256').update(JSON.stringify(inFull)).digest('hex').slice(0, 12);
		// Where this fails on purpose: raise the version, and write down the new pair.
		assert.deepEqual([historyDigestVersion, found], [2, '4bf4d1383566']);
	});
});
