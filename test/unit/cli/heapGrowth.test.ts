import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

/** Megabytes that a heap had at most; all of it happens in one turn, in which nobody can choose a step anew. */
function most(calls: number, keptMegabytes: number, garbageMegabytes: number): number {
	const child = join(__dirname, 'fillHeap.ts');
	const amounts = [calls, keptMegabytes, garbageMegabytes].map(String);
	return Number(
		execFileSync(process.execPath, ['--require', 'tsx/cjs', child, ...amounts], { encoding: 'utf8' }),
	);
}

describe('the heap of a report', () => {
	it('does not run away beside very many calls when a reading fills it in one turn', () => {
		// Left to a step chosen for an empty heap it would take more than a thousand.
		assert.ok(most(2_000_000, 60, 1500) < 500);
	});

	it('does not run away beside few calls either', () => {
		assert.ok(most(1000, 100, 2500) < 800);
	});
});
