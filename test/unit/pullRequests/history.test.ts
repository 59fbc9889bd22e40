import assert from 'node:assert/strict';
import type { Commit } from '../../../src/core/commit.js';
import { HistoryDigest } from '../../../src/core/history.js';

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
		assert.equal(found.mark?.number, 7);
		assert.deepEqual(
			found.evidence.map(({ tool, model }) => [tool, model]),
			[['claude-code', 'Claude Opus 4.6']],
		);
		assert.ok(!JSON.stringify(found).includes(secret));
	});

	it('takes team patterns, and shares what is empty', () => {
		const digest = new HistoryDigest([{ tool: 'acme', trailer: '^AI-Tool: acme', strength: 'high' }]);
		assert.equal(digest.of(commit('x\n\nAI-Tool: acme')).evidence[0]?.tool, 'acme');
		const [one, two] = [digest.of(commit('x')), digest.of(commit("Merge branch 'main' into x", ['1', '2']))];
		assert.equal(one.evidence, two.evidence);
		assert.deepEqual([one.isBaseMerge, two.isBaseMerge], [false, true]);
	});
});
