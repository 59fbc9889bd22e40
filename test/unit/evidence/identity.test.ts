import assert from 'node:assert/strict';
import { evidenceOfBranch, evidenceOfLabels, plainBranch } from '../../../src/core/evidence/branch.js';
import { evidenceOfCommit } from '../../../src/core/evidence/commitEvidence.js';
import { armOf } from '../../../src/core/evidence/evidence.js';
import { evidenceOfIdentity, type Identity } from '../../../src/core/evidence/identity.js';

describe('evidence in identities', () => {
	const toolOf = (identity: Identity): string | null =>
		evidenceOfIdentity(identity, 'author')[0]?.tool ?? null;

	it('knows agents by their address and account', () => {
		assert.equal(toolOf({ email: '198982749+Copilot@users.noreply.github.com' }), 'copilot');
		assert.equal(toolOf({ email: '209825114+claude[bot]@users.noreply.github.com' }), 'claude-code');
		assert.equal(toolOf({ email: 'noreply@anthropic.com', name: 'Claude' }), 'claude-code');
		assert.equal(toolOf({ login: 'copilot-swe-agent', isBot: true }), 'copilot');
		assert.equal(toolOf({ login: 'claude', isBot: true }), 'claude-code');
		assert.equal(toolOf({ login: 'devin-ai-integration[bot]' }), 'devin');
		assert.equal(toolOf({ login: 'google-labs-jules' }), 'jules');
		assert.equal(toolOf({ email: '138933559+factory-droid[bot]@users.noreply.github.com' }), 'droid');
		assert.equal(toolOf({ email: '226033991+pullfrog[bot]@users.noreply.github.com' }), 'pullfrog');
		assert.equal(toolOf({ email: 'opendevin@all-hands.dev', name: 'OpenHands' }), 'openhands');
		assert.equal(toolOf({ email: 'claude@anthropic.com', name: 'Claude Code' }), 'claude-code');
		assert.equal(toolOf({ name: 'Dana (aider)', email: 'dana@example.com' }), 'aider');
	});

	it('takes nobody for an agent because of a name', () => {
		assert.equal(toolOf({ name: 'Claude', email: 'claude@example.com' }), null);
		assert.equal(toolOf({ login: 'claude', isBot: false }), null);
		assert.equal(toolOf({ name: 'Paul', email: 'paul@aider.chat' }), null);
		assert.equal(toolOf({ name: 'Codex Agent', email: 'codex-agent@example.com' }), null);
		assert.equal(toolOf({ login: 'cursor' }), null);
		assert.equal(toolOf({ login: 'dependabot', isBot: true }), null);
		assert.equal(toolOf({ login: 'github-actions', isBot: true }), null);
		assert.equal(toolOf({ email: 'noreply@github.com', name: 'GitHub' }), null);
		assert.equal(toolOf({ email: '41898282+github-actions[bot]@users.noreply.github.com' }), null);
		assert.equal(toolOf({}), null);
	});

	it('unites author, committer and message of a commit', () => {
		const commit = {
			sha: 'a'.repeat(40),
			parents: [],
			authorName: 'Cursor Agent',
			authorEmail: 'cursoragent@cursor.com',
			authoredAtMs: 0,
			committerName: 'GitHub',
			committerEmail: 'noreply@github.com',
			committedAtMs: 0,
			message: 'x\n\nCo-authored-by: Dana <dana@example.com>',
		};
		const evidence = evidenceOfCommit(commit);
		assert.deepEqual(evidence, [
			{ kind: 'bot', tool: 'cursor', model: null, strength: 'high', where: 'author' },
		]);
		assert.equal(armOf(evidence), 'ai');
	});
});

describe('evidence in branches and labels', () => {
	it('knows the branches that tools make, however they are written', () => {
		for (const branch of [
			'claude/fix-1',
			'refs/heads/claude/fix-1',
			'refs/remotes/origin/claude/fix-1',
			'dana:claude/fix-1',
		]) {
			assert.equal(evidenceOfBranch(branch)[0]?.tool, 'claude-code', branch);
			assert.equal(evidenceOfBranch(branch)[0]?.where, 'branch claude/fix-1');
		}
		assert.equal(evidenceOfBranch('copilot/fix')[0]?.strength, 'medium');
		for (const branch of ['claude', 'feature/claude/x', 'claude-fix', 'cursor', 'main', '']) {
			assert.deepEqual(evidenceOfBranch(branch), [], branch);
		}
		assert.equal(plainBranch('refs/remotes/up-stream/a/b'), 'a/b');
	});

	it('knows Anthropic’s label and plain statements, not every word with ai in it', () => {
		assert.deepEqual(
			evidenceOfLabels(['claude-code-assisted', 'bug']).map(({ strength }) => strength),
			['high'],
		);
		assert.equal(evidenceOfLabels(['AI-generated'])[0]?.tool, 'unknown-ai');
		assert.deepEqual(evidenceOfLabels(['ai', 'area: ai', 'email', 'openai', 'claude']), []);
	});
});
