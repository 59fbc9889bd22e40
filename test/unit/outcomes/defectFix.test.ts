import assert from 'node:assert/strict';
import fc from 'fast-check';
import { chooseInducing, type BlamedCommit, type BlamedFix } from '../../../src/core/outcomes/defectFix.js';
import { linesToBlame } from '../../../src/core/outcomes/defectLines.js';

const dayMs = 86_400_000;
const at = Date.UTC(2026, 5, 30);

function commit(
	name: string,
	ageDays: number,
	weight: number,
	more: Partial<BlamedCommit> = {},
): BlamedCommit {
	return {
		commit: name,
		committedAtMs: at - ageDays * dayMs,
		authoredAtMs: at - ageDays * dayMs,
		authorEmail: 'ann@example.com',
		lines: Math.ceil(weight),
		weight,
		nearLines: 0,
		nearWeight: 0,
		sharedWords: 0,
		isCosmetic: false,
		...more,
	};
}

function fix(commits: readonly BlamedCommit[], older = 0): BlamedFix {
	return {
		fix: 'f',
		committedAtMs: at,
		authoredAtMs: at,
		authorEmail: 'bob@example.com',
		commits,
		olderLines: older,
		olderWeight: older,
		olderNearWeight: 0,
		nothing: null,
	};
}

describe('choice of the commit that a fix repairs', () => {
	it('takes the commit with most blamed lines, the newest of equals', () => {
		assert.equal(chooseInducing(fix([commit('a', 3, 2), commit('b', 9, 5)]), 30).inducing, 'b');
		assert.equal(chooseInducing(fix([commit('a', 3, 2), commit('b', 9, 2)]), 30).inducing, 'a');
	});

	it('counts a commit of exactly the window, and none a moment older', () => {
		assert.equal(chooseInducing(fix([commit('a', 30, 1)]), 30).inducing, 'a');
		const late = chooseInducing(fix([commit('a', 30.0001, 1)]), 30);
		assert.equal(late.inducing, null);
		assert.match(late.why, /older than 30 days/);
		assert.equal(chooseInducing(fix([commit('a', 4000, 1)]), null).inducing, 'a');
	});

	it('accuses nobody when nearly all of the fix is of older code, and says who was likeliest', () => {
		const verdict = chooseInducing(fix([commit('a', 2, 1)], 19), 30);
		assert.equal(verdict.inducing, null);
		assert.equal(verdict.candidates.length, 1);
		assert.match(verdict.why, /Nobody is likely enough.*1 of the 20 lines/);
		assert.equal(chooseInducing(fix([commit('a', 2, 15)], 5), 30).inducing, 'a');
	});

	it("looks behind the same author's work of the last hour when there is other", () => {
		const justNow = commit('now', 0.01, 2, { authorEmail: 'bob@example.com' });
		assert.equal(chooseInducing(fix([justNow, commit('a', 8, 2)]), 30).inducing, 'a');
	});

	it('accuses nothing that landed with the fix, and is the less sure the more may be the one', () => {
		const together = commit('together', 0.001, 2);
		assert.equal(chooseInducing(fix([together]), 30).inducing, null);
		assert.match(chooseInducing(fix([together]), 30).why, /landed with the fix/);
		const likeliest = (rivals: number): number => {
			const others = Array.from({ length: rivals }, (_, index) => commit(`r${index}`, 9, 0.1));
			return chooseInducing(fix([commit('a', 5, 8), ...others]), 30).candidates[0]?.likelihood ?? 0;
		};
		assert.ok(likeliest(0) > likeliest(1) && likeliest(1) > likeliest(6));
	});

	it('gives likelihoods that are at most 1 together, whatever the evidence', () => {
		fc.assert(
			fc.property(
				fc.array(
					fc.record({
						age: fc.double({ min: -1, max: 90, noNaN: true }),
						weight: fc.double({ min: 0, max: 1e6, noNaN: true }),
						sharedWords: fc.double({ min: 0, max: 1, noNaN: true }),
					}),
					{ minLength: 1, maxLength: 40 },
				),
				fc.constantFrom(30, null),
				(specs, window) => {
					const commits = specs.map(({ age, weight, sharedWords }, index) =>
						commit(`c${index}`, age, weight, { sharedWords }),
					);
					const { candidates } = chooseInducing(fix(commits), window);
					const all = candidates.reduce((sum, { likelihood }) => sum + likelihood, 0);
					assert.ok(all > 0 === candidates.length > 0 && all <= 1 + 1e-12, `${all}`);
				},
			),
		);
	});

	it('prefers what the fix speaks of, and not what tidies or was written after the fix', () => {
		const spoken = commit('spoken', 9, 2, { sharedWords: 0.8 });
		assert.equal(chooseInducing(fix([commit('a', 3, 2), spoken]), 30).inducing, 'spoken');
		const spokenOf = { sharedWords: 0.3 };
		const other = commit('a', 9, 2, spokenOf);
		const tidy = commit('tidy', 9, 2, { ...spokenOf, isCosmetic: true });
		assert.equal(chooseInducing(fix([tidy, other]), 30).inducing, 'a');
		const later = commit('later', 3, 2, { ...spokenOf, authoredAtMs: at + 1 });
		const verdict = chooseInducing(fix([later, other]), 30);
		assert.equal(verdict.inducing, 'a');
		assert.ok((verdict.candidates[0]?.likelihood ?? 0) > (verdict.candidates[1]?.likelihood ?? 1));
	});

	it('finds a commit that wrote no changed line by its words and the lines near', () => {
		const near = commit('near', 3, 0, { lines: 0, nearLines: 9, nearWeight: 5, sharedWords: 1 });
		const verdict = chooseInducing(fix([near], 1), 30);
		assert.equal(verdict.inducing, 'near');
		assert.match(verdict.why, /9 lines near the fix, shares 100 % of its words/);
	});

	it('does not change when every date is shifted', () => {
		fc.assert(
			fc.property(
				fc.array(fc.record({ age: fc.integer({ min: 0, max: 90 }), weight: fc.integer({ min: 1, max: 9 }) })),
				fc.integer({ min: -1e6, max: 1e6 }),
				(specs, shiftMs) => {
					const blamed = fix(specs.map(({ age, weight }, index) => commit(`c${index}`, age, weight)));
					const shifted = {
						...blamed,
						committedAtMs: at + shiftMs,
						authoredAtMs: at + shiftMs,
						commits: blamed.commits.map((one) => ({
							...one,
							committedAtMs: one.committedAtMs + shiftMs,
							authoredAtMs: one.authoredAtMs + shiftMs,
						})),
					};
					assert.deepEqual(chooseInducing(shifted, 30), chooseInducing(blamed, 30));
				},
			),
		);
	});
});

describe('lines to blame', () => {
	const before = ['int a;', '', '}', 'int b;', '#include <c>', 'int d;'];
	const isCode = [true, false, true, true, true, true];
	const addsCode = (text: string): boolean => text.trim() !== '' && !text.startsWith('//');
	const ask = (oldStart: number, removed: string[], added: string[]): [number, number][] =>
		linesToBlame(
			{ path: 'a.c', blob: '', hunks: [{ oldStart, removed, added }] },
			before,
			isCode,
			addsCode,
			0,
		).map(({ line, weight }) => [line, weight]);

	it('asks for removed code, brackets and imports counting little', () => {
		assert.deepEqual(ask(2, ['', '}', 'int b;', '#include <c>'], []), [
			[3, 0.2],
			[4, 1],
			[5, 0.3],
		]);
	});

	it('asks for the neighbours of code that is only added, skipping blank lines', () => {
		assert.deepEqual(ask(2, [], ['int x;']), [
			[1, 0.3],
			[3, 0.06],
		]);
		assert.deepEqual(ask(0, [], ['int x;']), [[1, 0.3]]);
		assert.deepEqual(ask(6, [], ['int x;']), [[6, 0.3]]);
	});

	it('asks for nothing when only comments or blank lines change', () => {
		assert.deepEqual(ask(2, [''], ['// why']), []);
		assert.deepEqual(ask(1, [], ['// why', '']), []);
	});

	it('asks for the code around, the nearer the more, without blaming it', () => {
		const around = linesToBlame(
			{ path: 'a.c', blob: '', hunks: [{ oldStart: 4, removed: ['int b;'], added: [] }] },
			before,
			isCode,
			addsCode,
			3,
		);
		assert.deepEqual(
			around.map(({ line, weight }) => [line, weight]),
			[
				[1, 0],
				[3, 0],
				[4, 1],
				[5, 0],
				[6, 0],
			],
		);
		const nearness = new Map(around.map((asked) => [asked.line, asked.nearness]));
		assert.equal(nearness.get(4), 0);
		assert.ok((nearness.get(6) ?? 0) > (nearness.get(1) ?? 0));
	});
});
