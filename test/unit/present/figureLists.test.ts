import assert from 'node:assert/strict';
import { filesOf } from '../../../src/core/report/strata.js';
import type { ReportFigure } from '../../../src/core/report/figure.js';
import { countWords } from '../../../src/present/report/figureLists.js';

describe('what is behind a figure, in words', () => {
	it('joins reasons that are sentences without a second full stop', () => {
		const figure = {
			pullRequests: 1,
			leftOut: [{ why: 'There is no coverage report.', pullRequests: 3 }],
		} as unknown as ReportFigure;
		assert.equal(countWords(figure), '1 PR counted; not counted: 3 There is no coverage report');
	});

	it('counts one file as one', () => {
		assert.deepEqual(['1', '2–3', '>10'].map(filesOf), ['1 file', '2–3 files', '>10 files']);
	});
});
