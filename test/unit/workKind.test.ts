import assert from 'node:assert/strict';
import { workKindOf } from '../../src/core/workKind.js';

describe('kind of work', () => {
	const cases: readonly (readonly [string, string | null, readonly string[], string])[] = [
		['feat(api): add export', null, [], 'feat'],
		['Fix!: drop the old key', null, [], 'fix'],
		['ci: pin actions', null, ['bug'], 'build'],
		['Revert "feat: add export"', 'revert-12-x', [], 'revert'],
		['Reapply "feat: add export"', null, [], 'revert'],
		['Add export', 'feature/export', ['bug'], 'feat'],
		['Add export', 'ada/export', ['type: bug'], 'fix'],
		['Add export', null, ['documentation'], 'docs'],
		['constructor: not a type', null, [], 'other'],
		['Add export', null, [], 'other'],
	];
	for (const [title, branch, labels, expected] of cases) {
		it(`"${title}" on ${branch ?? 'no branch'} with [${labels.join()}] is ${expected}`, () => {
			assert.equal(workKindOf(title, branch, labels), expected);
		});
	}
});
