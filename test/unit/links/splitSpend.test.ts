import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Moment } from '../../../src/core/links/candidates.js';
import type { SessionCalls } from '../../../src/core/links/sessionCalls.js';
import { costOfWork } from '../../../src/core/links/linkWork.js';
import { splitSpend } from '../../../src/core/links/splitSpend.js';
import type { TurnSetting, TurnTarget } from '../../../src/core/links/turns.js';
import type { PricedCall } from '../../../src/core/usage/call.js';
import { CallColumns } from '../../../src/core/usage/callColumns.js';
import { aCall } from '../usage/aCall.js';

const minute = 60_000;
interface Turn {
	readonly at: number;
	readonly cost: number;
	readonly branch?: string | null;
	readonly cwd?: string | null;
}
const call = ({ at, cost, branch = null, cwd = '/home/dev/app' }: Turn): PricedCall => ({
	...aCall({ callId: `${at} ${cost}`, atMs: at * minute, branch, cwd, outputTokens: 6 }),
	costMicros: cost,
	isPriced: true,
});
/** Some calls in time order as those of one session. */
const sessionOf = (calls: readonly PricedCall[]): SessionCalls => {
	const columns = CallColumns.ofPriced(calls);
	return { columns, rows: Uint32Array.from(calls.keys()), places: [...columns.contexts.keys()] };
};
const target = (more: Partial<TurnTarget> = {}): TurnTarget => ({
	repo: 'acme/app',
	moments: [],
	matchedLines: 0,
	branch: null,
	...more,
});
const at = (by: Moment['by'], minutes: number, weight = 1): Moment => ({
	atMs: minutes * minute + 1,
	by,
	weight,
});
const setting = (more: Partial<TurnSetting> = {}): TurnSetting => ({
	baseBranches: new Set(['main']),
	laterEditMs: null,
	repoOf: () => null,
	...more,
});

/** One line a case: what it is, the turns, the targets, the shares and what is left unlinked. */
const table: readonly (readonly [
	name: string,
	turns: readonly Turn[],
	targets: readonly TurnTarget[],
	shares: readonly number[],
	unlinked: number,
	setting?: Partial<TurnSetting>,
])[] = [
	[
		'two equal answers, then two commits: each pays what was written for it',
		[
			{ at: 1, cost: 1000 },
			{ at: 2, cost: 1000 },
			{ at: 3, cost: 10 },
			{ at: 4, cost: 10 },
		],
		[
			target({ moments: [at('lines', 1, 5), at('operations', 3)] }),
			target({ moments: [at('lines', 2, 5), at('operations', 4)] }),
		],
		[1010, 1010],
		0,
	],
	[
		'the same without a trace of edits: a batch of commits shares what came before, equally',
		[
			{ at: 1, cost: 1000 },
			{ at: 2, cost: 1000 },
			{ at: 3, cost: 10 },
			{ at: 4, cost: 10 },
		],
		[target({ moments: [at('operations', 3)] }), target({ moments: [at('operations', 4)] })],
		[1010, 1010],
		0,
	],
	[
		'one command makes two commits: its turn and those before are shared',
		[
			{ at: 1, cost: 100 },
			{ at: 2, cost: 11 },
		],
		[target({ moments: [at('operations', 2)] }), target({ moments: [at('operations', 2)] })],
		[56, 55],
		0,
	],
	[
		'one commit, then work for the next: the commit is the boundary',
		[
			{ at: 1, cost: 5 },
			{ at: 3, cost: 1 },
			{ at: 8, cost: 7 },
			{ at: 12, cost: 1 },
		],
		[target({ moments: [at('operations', 3)] }), target({ moments: [at('operations', 12)] })],
		[6, 8],
		0,
	],
	[
		'two pull requests in alternation: drafts that were written over count for their file',
		[
			{ at: 1, cost: 1 },
			{ at: 2, cost: 2 },
			{ at: 3, cost: 4 },
			{ at: 4, cost: 8 },
			{ at: 5, cost: 16 },
		],
		[
			target({ moments: [at('files', 1), at('lines', 3, 4), at('operations', 5)] }),
			target({ moments: [at('lines', 2, 3), at('files', 4)] }),
		],
		[21, 10],
		0,
	],
	[
		'one turn writes for both: by the lines',
		[{ at: 1, cost: 100 }],
		[target({ moments: [at('lines', 1, 3)] }), target({ moments: [at('lines', 1, 1)] })],
		[75, 25],
		0,
	],
	[
		'stacked branches: the branch decides, but for lines that ended in the other pull request',
		[
			{ at: 1, cost: 1, branch: 'one' },
			{ at: 2, cost: 2, branch: 'two' },
			{ at: 3, cost: 4, branch: 'two' },
			{ at: 4, cost: 8, branch: 'two' },
		],
		[
			target({ branch: 'one', moments: [at('lines', 3, 9)] }),
			target({ branch: 'two', moments: [at('files', 4)] }),
		],
		[5, 10],
		0,
	],
	[
		'a shared file says less than the branch',
		[
			{ at: 1, cost: 1, branch: 'two' },
			{ at: 2, cost: 2, branch: 'one' },
		],
		[
			target({ branch: 'one', moments: [at('files', 1), at('operations', 2)] }),
			target({ branch: 'two', moments: [at('files', 1)] }),
		],
		[2, 1],
		0,
	],
	[
		'several commits on one branch: without any sign among them equally',
		[
			{ at: 1, cost: 3, branch: 'one' },
			{ at: 2, cost: 4, branch: 'two' },
		],
		[
			target({ branch: 'one', moments: [at('operations', 1)] }),
			target({ branch: 'two' }),
			target({ branch: 'two' }),
		],
		[3, 2, 2],
		0,
	],
	[
		'another branch is another piece of work, the default branch is not',
		[
			{ at: 1, cost: 1, branch: 'else' },
			{ at: 2, cost: 2, branch: 'main' },
			{ at: 3, cost: 4, branch: 'one' },
		],
		[target({ branch: 'one', moments: [at('operations', 3)] })],
		[6],
		1,
	],
	[
		'edits that never landed after the last commit are nobody’s',
		[
			{ at: 1, cost: 1 },
			{ at: 5, cost: 2 },
		],
		[target({ moments: [at('operations', 1)] })],
		[1],
		2,
		{ laterEditMs: 6 * minute },
	],
	[
		'two repositories: the working folder decides where nothing else does, and one that is not looked at gets nothing',
		[
			{ at: 1, cost: 1, cwd: '/home/dev/lib' },
			{ at: 2, cost: 2, cwd: '/home/dev/app' },
			{ at: 3, cost: 4, cwd: '/home/dev/other' },
			{ at: 9, cost: 8, cwd: '/home/dev/lib' },
		],
		[
			target({ moments: [at('operations', 2)] }),
			target({ repo: 'acme/lib', moments: [at('operations', 9)] }),
		],
		[2, 9],
		4,
		{
			repoOf: (cwd) => {
				const name = cwd.slice('/home/dev/'.length);
				return { repo: `acme/${name}`, isKnown: name !== 'other' };
			},
		},
	],
	[
		'no time at all: by matched lines',
		[{ at: 1, cost: 100 }],
		[target({ matchedLines: 2 }), target({ matchedLines: 1 })],
		[67, 33],
		0,
	],
	[
		'no time and no lines: equally, to the last micro',
		[{ at: 1, cost: 100 }],
		[target(), target(), target()],
		[34, 33, 33],
		0,
	],
	['nothing to link to', [{ at: 1, cost: 100 }], [], [], 100],
];

const moment = fc
	.tuple(
		fc.constantFrom<Moment['by'][]>('lines', 'files', 'operations'),
		fc.nat(30),
		fc.integer({ min: 1, max: 9 }),
	)
	.map(([by, minutes, weight]) => at(by, minutes, weight));
const branch = fc.constantFrom('one', 'two', 'main', null);
const repo = fc.constantFrom('acme/app', 'acme/lib');
const arbitraryTarget = fc
	.record({ repo, branch, moments: fc.array(moment, { maxLength: 5 }), matchedLines: fc.nat(9) })
	.map((found) => target(found));
const turn = fc.record({
	at: fc.nat(30),
	cost: fc.nat(1_000_000),
	branch,
	cwd: fc.constantFrom('/app', '/lib', null),
});
const laterEdit = fc.option(
	fc.nat(30).map((minutes) => minutes * minute),
	{ nil: null },
);

describe('splitting spend', () => {
	for (const [name, turns, targets, shares, unlinked, more] of table) {
		it(name, () => {
			const split = splitSpend(sessionOf(turns.map(call)), targets, setting(more));
			assert.deepEqual([split.shares, split.unlinkedMicros], [shares, unlinked]);
			assert.equal(split.work, null, 'nobody asked for it');
			if (targets.length === 0) return;
			const { work, ...costs } = splitSpend(sessionOf(turns.map(call)), targets, setting(more), 'work');
			assert.deepEqual({ ...costs, work: null }, split, 'the work asked for changes no share');
			assert.ok(work !== null);
			assert.deepEqual(work.shares.map(costOfWork), shares, 'the work behind a share is its own');
			assert.equal(costOfWork(work.whole), split.totalMicros);
		});
	}

	it('keeps the rule', () => {
		const rule = (targets: readonly TurnTarget[]): string =>
			splitSpend(sessionOf([call({ at: 1, cost: 9 })]), targets, setting()).rule;
		assert.equal(rule([target()]), 'whole');
		assert.equal(rule([target({ moments: [at('operations', 1)] }), target()]), 'turns');
		assert.equal(rule([target({ matchedLines: 1 }), target()]), 'matched-lines');
		assert.equal(rule([target(), target()]), 'equal');
	});

	it('gives a single piece of work what its turns say, whether they are looked at one by one or not', () => {
		const few = fc.array(turn, { maxLength: 4 });
		fc.assert(
			fc.property(few, arbitraryTarget, laterEdit, fc.boolean(), (turns, one, laterEditMs, isKnown) => {
				const calls = turns.map(call).sort((first, second) => first.atMs - second.atMs);
				const around = setting({
					laterEditMs,
					repoOf: (cwd) => ({ repo: `acme${cwd}`, isKnown: isKnown || cwd === '/app' }),
				});
				// With the work, every turn is looked at.
				const whole = splitSpend(sessionOf(calls), [one], around, 'work');
				assert.deepEqual(splitSpend(sessionOf(calls), [one], around), { ...whole, work: null });
			}),
			{ numRuns: 1000 },
		);
	});

	it('loses nothing, counts nothing twice, and does not depend on the order of the targets', () => {
		fc.assert(
			fc.property(
				fc.array(turn, { maxLength: 12 }),
				fc.array(arbitraryTarget, { maxLength: 5 }),
				laterEdit,
				fc.infiniteStream(fc.nat()),
				(turns, targets, laterEditMs, order) => {
					const calls = turns.map(call).sort((one, two) => one.atMs - two.atMs);
					const around = setting({
						laterEditMs,
						repoOf: (cwd) => ({ repo: `acme${cwd}`, isKnown: true }),
					});
					const { shares, unlinkedMicros, totalMicros, work } = splitSpend(
						sessionOf(calls),
						targets,
						around,
						'work',
					);
					const sum = (numbers: readonly number[]): number => numbers.reduce((one, two) => one + two, 0);
					assert.equal(totalMicros, sum(calls.map(({ costMicros }) => costMicros)));
					assert.equal(sum(shares) + unlinkedMicros, totalMicros);
					assert.ok(shares.every((share) => Number.isSafeInteger(share) && share >= 0));
					assert.deepEqual(work?.shares.map(costOfWork) ?? [], shares);
					if (work !== null) assert.equal(costOfWork(work.whole), totalMicros);
					const mixed = targets
						.map((one, index) => ({ one, index, key: order.next().value as number }))
						.sort((one, two) => one.key - two.key);
					const again = splitSpend(
						sessionOf(calls),
						mixed.map(({ one }) => one),
						around,
					);
					assert.equal(again.unlinkedMicros, unlinkedMicros);
					for (const [position, { index }] of mixed.entries()) {
						// A micro that does not divide goes to the earlier target, once for each shared turn at most.
						assert.ok(Math.abs((again.shares[position] ?? 0) - (shares[index] ?? 0)) <= calls.length + 1);
					}
				},
			),
		);
	});
});
