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
	authorEmail = 'ann@example.com',
): BlamedCommit {
	return { commit: name, committedAtMs: at - ageDays * dayMs, authorEmail, lines: Math.ceil(weight), weight };
}

function fix(commits: readonly BlamedCommit[], older = 0): BlamedFix {
	return {
		fix: 'f',
		committedAtMs: at,
		authorEmail: 'bob@example.com',
		commits,
		olderLines: older,
		olderWeight: older,
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

	it('accuses nobody when nearly all of the fix is of older code', () => {
		const verdict = chooseInducing(fix([commit('a', 2, 1)], 9), 30);
		assert.equal(verdict.inducing, null);
		assert.equal(verdict.candidates.length, 1);
		assert.match(verdict.why, /1 of 10 blamed lines/);
		assert.equal(chooseInducing(fix([commit('a', 2, 3)], 9), 30).inducing, 'a');
	});

	it("looks behind the same author's work of the last hour when there is other", () => {
		const justNow = commit('now', 0.01, 3, 'bob@example.com');
		assert.equal(chooseInducing(fix([justNow, commit('a', 8, 1)]), 30).inducing, 'a');
		assert.equal(chooseInducing(fix([justNow]), 30).inducing, 'now');
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
						commits: blamed.commits.map((one) => ({ ...one, committedAtMs: one.committedAtMs + shiftMs })),
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
});
