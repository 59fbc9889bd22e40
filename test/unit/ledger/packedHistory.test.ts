import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { HistoryCommit } from '../../../src/core/history.js';
import { packHistory, unpackHistory, type PackedHistory } from '../../../src/ledger/packedHistory.js';

const shaOf = (place: number): string => place.toString(16).padStart(40, '0');

const evidence = fc.constantFrom<HistoryCommit['evidence'][number]>(
	...[null, 'Claude Opus 4.6'].map(
		(model) =>
			({ kind: 'trailer', tool: 'claude-code', model, strength: 'high', where: 'Co-Authored-By' }) as const,
	),
);

const mark = fc.oneof(
	fc.constant(null),
	fc.record(
		{
			number: fc.nat(99),
			headRef: fc.option(fc.constant('work')),
			title: fc.constantFrom('Add x', 'Add x (#3)', ''),
			kind: fc.constantFrom('merge' as const, 'squash' as const),
		},
		{ noNullPrototype: true },
	),
);

/** A commit whose parents come later in the list, by their distance. */
const commit = fc.record({
	steps: fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 3 }),
	authorName: fc.constantFrom('Ada', 'Grace', ''),
	authorEmail: fc.constantFrom('ada@acme.example', 'grace@acme.example', ''),
	authoredAtMs: fc.nat(2_000_000_000).map((seconds) => seconds * 1000),
	committerEmail: fc.constantFrom('ada@acme.example', 'noreply@github.com'),
	committedAtMs: fc.nat(2_000_000_000).map((seconds) => seconds * 1000),
	subject: fc.constantFrom('Add x (#7)', 'Revert "Add x"', '', 'ö\n\u2028"'),
	evidence: fc.array(evidence, { maxLength: 2 }),
	mark,
	isBaseMerge: fc.boolean(),
	revertsShas: fc.array(fc.constant('c'.repeat(40)), { maxLength: 2 }),
	causes: fc.array(fc.constantFrom('abcdef1', { repo: null, number: 5 }), { maxLength: 2 }),
});

const history = fc.array(commit, { maxLength: 30 }).map((commits) =>
	commits.map(({ steps, mark: given, ...facts }, place): HistoryCommit => {
		const parents = [...new Set(steps)].filter((step) => place + step < commits.length);
		const isSquash = given?.kind === 'squash' && given.headRef === null;
		return {
			sha: shaOf(place),
			parents: parents.map((step) => shaOf(place + step)),
			...facts,
			// Half of the marks are those of the subject itself, as a squash has them.
			...(isSquash ? { subject: `${given.title} (#${given.number})` } : {}),
			mark: given,
		};
	}),
);

describe('a packed history', () => {
	it('gives every commit back as it was, through JSON too', () => {
		fc.assert(
			fc.property(history, (commits) => {
				const packed = JSON.parse(JSON.stringify(packHistory(commits))) as PackedHistory;
				assert.deepEqual(unpackHistory(packed), commits);
			}),
		);
	});

	it('is none when a parent is missing, as in a shallow clone', () => {
		const [only] =
			fc.sample(
				history.filter(({ length }) => length > 0),
				{ seed: 1, numRuns: 1 },
			)[0] ?? [];
		assert.ok(only !== undefined);
		assert.equal(packHistory([{ ...only, parents: [shaOf(999)] }]), null);
	});
});
