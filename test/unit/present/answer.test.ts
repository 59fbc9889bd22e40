import assert from 'node:assert/strict';
import { defaultConfig } from '../../../src/core/config.js';
import { computeReport } from '../../../src/core/report/computeReport.js';
import type { Report } from '../../../src/core/report/model.js';
import { answer } from '../../../src/present/report/answerSection.js';
import { exampleTeam } from '../report/exampleInputs.js';

const inputs = exampleTeam({ developers: 4, pullRequests: 12, sessionsPerPullRequest: 1, seed: 7 });
const report = computeReport(inputs, defaultConfig, inputs);

/** The same spend, all of it merged without a pull request, as of a team that works on its trunk. */
const onTrunk: Report = {
	...report,
	arms: {
		...report.arms,
		ai: { ...report.arms.ai, mergedPrs: 0 },
		none: { ...report.arms.none, mergedPrs: 0 },
	},
	spend: { ...report.spend, landedDirectlyMicros: report.spend.bridge.mergedMicros },
	costPerMergedPr: { ...report.costPerMergedPr, loadedAllMicros: null },
};

describe('the sentences that answer', () => {
	it('say how spend can be merged where no pull request was', () => {
		const sentences = answer(onTrunk).join('\n');
		assert.match(sentences, /No PR was merged, so the \$/);
		assert.match(sentences, /\d % merged \(without a pull request\), /);
	});

	it('leave the aside out where pull requests were merged', () => {
		assert.match(answer(report).join('\n'), /\d % merged, \d+ % open/);
	});
});
