import assert from 'node:assert/strict';
import { coAuthorEmailsOf, isBaseMerge, landingMarkOf } from '../../../src/core/pullRequests/landingMark.js';

describe('landing marks', () => {
	const cases: readonly [
		message: string,
		parents: number,
		number: number | null,
		headRef?: string | undefined,
		title?: string,
	][] = [
		['Merge pull request #12 from ada/fix/rounding\n\nFix rounding', 2, 12, 'fix/rounding', 'Fix rounding'],
		['Fix rounding (#12)', 1, 12, undefined, 'Fix rounding'],
		['Fix rounding (#12)\r\n\r\nbody', 1, 12, undefined, 'Fix rounding'],
		['Revert "Fix rounding (#12)" (#13)', 1, 13, undefined, 'Revert "Fix rounding (#12)"'],
		['Revert "Fix rounding (#12)"', 1, null],
		['See (#12) for more', 1, null],
		['Fix #12', 1, null],
		["Merge branch 'main' into fix (#12)", 2, null],
		["Merge branch 'fix' into 'main'\n\nFix it\n\nSee merge request group/app!7", 2, 7, 'fix', 'Fix it'],
		['Merged in fix/it (pull request #8)\n\nFix it', 2, 8, 'fix/it', 'Fix it'],
		['Merged PR 9: Fix it', 1, 9, undefined, 'Fix it'],
		['Merge #10\n\n10: Fix it r=ada a=bob', 2, 10, undefined, 'Fix it r=ada a=bob'],
		['Auto merge of #11 - ada:fix, r=bob\n\nFix it', 2, 11, 'fix', 'Fix it'],
		['Merge pull request #12 from ada/fix', 1, null],
	];
	for (const [message, parents, number, headRef, title] of cases) {
		it(`reads ${JSON.stringify(message.slice(0, 50))} with ${parents} parents`, () => {
			const mark = landingMarkOf(message, parents);
			assert.equal(mark?.number ?? null, number);
			if (mark === null) return;
			assert.equal(mark.headRef, headRef ?? null);
			assert.equal(mark.title, title);
		});
	}

	it('tells a merge of the base branch from a landing', () => {
		assert.equal(isBaseMerge("Merge branch 'main' into feature/x"), true);
		assert.equal(isBaseMerge("Merge remote-tracking branch 'origin/main' into x"), true);
		assert.equal(isBaseMerge("Merge branch 'fix' into 'main'\n\nSee merge request group/app!7"), false);
		assert.equal(isBaseMerge('Merge pull request #12 from ada/fix'), false);
	});

	it('lists co-authors once, in lower case', () => {
		const message = 'Fix\n\nCo-authored-by: Ada <Ada@x.example>\r\nco-authored-by: A <ada@x.example>\n';
		assert.deepEqual(coAuthorEmailsOf(message), ['ada@x.example']);
	});
});
