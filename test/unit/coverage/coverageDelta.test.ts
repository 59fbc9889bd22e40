import assert from 'node:assert/strict';
import { coverageDelta, type CoverageInputs, type TouchedFile } from '../../../src/core/outcomes/coverage.js';
import type { CoverageDelta } from '../../../src/core/outcomes/coverageDelta.js';
import { countLines } from '../../../src/core/outcomes/coverageLines.js';
import type { CoveredFile } from '../../../src/core/outcomes/coverageReport.js';

const files = (lines: Record<string, string>): Map<string, CoveredFile> =>
	new Map(Object.entries(lines).map(([path, packed]) => [path, { path, lines: packed, ...countLines(packed) }]));
const totals = (path: string, covered: number, coverable: number): Map<string, CoveredFile> =>
	new Map([[path, { path, covered, coverable, lines: null }]]);
const changed = (path: string, ...changes: [number, number, number, number][]): TouchedFile => ({
	path,
	oldPath: path,
	changes: changes.map(([oldStart, oldCount, newStart, newCount]) => ({ oldStart, oldCount, newStart, newCount })),
});

function delta(inputs: Partial<CoverageInputs>): CoverageDelta {
	const place = { repo: 'o/r', number: 1, headCommit: 'h', baseCommit: 'b', baseDistance: 0 };
	return coverageDelta({ ...place, touched: [], head: null, base: null, ...inputs });
}

describe('coverage delta on touched files', () => {
	it('pools covered over coverable lines of the touched source files alone', () => {
		const base = files({ 'a.ts': '5c5m', 'b.ts': '10c', 'untouched.ts': '10m', 'a.test.ts': '9c' });
		const head = files({ 'a.ts': '8c2m', 'b.ts': '5c5m', 'untouched.ts': '10c', 'a.test.ts': '9m' });
		const found = delta({ base, head, touched: [changed('a.ts'), changed('b.ts'), changed('a.test.ts'), changed('README.md')] });
		assert.ok(Math.abs((found.deltaPoints ?? 0) + 10) < 1e-9);
		assert.ok(Math.abs((found.medianFileDeltaPoints ?? 0) + 10) < 1e-9);
		assert.equal(found.files, 2);
		assert.equal(found.missing, null);
	});

	it('pairs renames, counts a new file at the landing only, and leaves a deleted one out', () => {
		const base = files({ 'old.ts': '1c1m', 'gone.ts': '4c' });
		const head = files({ 'new.ts': '2c', 'added.ts': '1c1m' });
		const touched: TouchedFile[] = [
			{ path: 'new.ts', oldPath: 'old.ts', changes: [] },
			{ path: 'added.ts', oldPath: null, changes: [{ oldStart: 0, oldCount: 0, newStart: 1, newCount: 2 }] },
			{ path: null, oldPath: 'gone.ts', changes: [] },
		];
		const found = delta({ base, head, touched });
		assert.equal(found.deltaPoints, 25);
		assert.equal(found.files, 2);
		assert.equal(found.patchCoverage, 0.5);
	});

	it('takes a file that a report does not know for unknown, never for 0', () => {
		const touched = [changed('a.ts'), changed('b.ts')];
		const found = delta({ base: files({ 'a.ts': '2c', 'b.ts': '2c' }), head: files({ 'a.ts': '2c' }), touched });
		assert.equal(found.deltaPoints, 0);
		assert.equal(found.files, 1);
		const none = delta({ base: files({}), head: files({}), touched });
		assert.equal(none.deltaPoints, null);
		assert.match(none.missing ?? '', /know none/);
	});

	it('counts a partly covered added line as not covered in the patch', () => {
		const touched = [changed('a.ts', [1, 0, 2, 4])];
		const found = delta({ base: files({ 'a.ts': '2c' }), head: files({ 'a.ts': '2c1p1m1-1c' }), touched });
		assert.equal(found.patchCoverage, 1 / 3);
	});

	it('tells indirect changes from the changed lines, across moved lines', () => {
		const touched = [changed('a.ts', [2, 1, 2, 3])];
		const found = delta({ base: files({ 'a.ts': '1c1c1c1m' }), head: files({ 'a.ts': '1c3c1m1m' }), touched });
		assert.equal(found.indirectLines, 1);
		assert.equal(found.patchCoverage, 1);
	});

	it('does not take removed covered code for lost coverage in the adjusted delta', () => {
		const touched = [changed('a.ts', [1, 8, 0, 0])];
		const found = delta({ base: files({ 'a.ts': '9c1m' }), head: files({ 'a.ts': '1c1m' }), touched });
		assert.equal(found.deltaPoints, 100 * (1 / 2 - 9 / 10));
		assert.equal(found.adjustedDeltaPoints, 0);
	});

	it('gives the delta but no patch coverage from totals, and no line-wise figures from a base further back', () => {
		const touched = [changed('a.ts', [1, 1, 1, 1])];
		const summary = delta({ base: totals('a.ts', 1, 2), head: totals('a.ts', 2, 2), touched });
		assert.equal(summary.deltaPoints, 50);
		assert.equal(summary.patchCoverage, null);
		assert.equal(summary.indirectLines, null);
		const far = delta({ base: files({ 'a.ts': '2c' }), head: files({ 'a.ts': '2c' }), touched, baseDistance: 3 });
		assert.equal(far.indirectLines, null);
		assert.equal(far.patchCoverage, 1);
		assert.equal(far.baseDistance, 3);
	});

	it('says why there is none', () => {
		assert.match(delta({ touched: [changed('README.md')] }).missing ?? '', /no source file/);
		assert.match(delta({ touched: [changed('a.ts')] }).missing ?? '', /commit it landed as/);
		assert.match(delta({ touched: [changed('a.ts')], head: files({ 'a.ts': '1c' }) }).missing ?? '', /its base/);
	});
});
