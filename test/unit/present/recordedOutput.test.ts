import assert from 'node:assert/strict';
import { defaultConfig } from '../../../src/core/config.js';
import { computeReport } from '../../../src/core/report/computeReport.js';
import type { Report } from '../../../src/core/report/model.js';
import { reportCsv } from '../../../src/present/report/csv.js';
import { reportHtml } from '../../../src/present/report/html.js';
import { reportJson } from '../../../src/present/report/json.js';
import { reportMarkdown } from '../../../src/present/report/markdown.js';
import { reportText } from '../../../src/present/report/text.js';
import { exampleTeam } from '../report/exampleInputs.js';

describe('a report on calls without a final output count', () => {
	const team = exampleTeam({ developers: 20, pullRequests: 120, sessionsPerPullRequest: 1, seed: 4 });
	const spend = team.spend.map((slice) => ({ ...slice, calls: 4, partialOutputCalls: 1 }));

	it('says their share in every form, the tables included', () => {
		const report = computeReport({ ...team, spend }, defaultConfig);
		const calls = spend.length * 4;
		for (const form of [reportText, reportMarkdown, reportHtml]) {
			assert.match(form(report), /output of 25\s?% of calls not fully recorded/);
		}
		const table = reportCsv(report).find(({ id }) => id === 'recording');
		assert.equal(
			table?.text,
			`calls,partial_output_calls,partial_output_share,unpriced_calls\r\n${calls},${calls / 4},0.25,0\r\n`,
		);
		const { quality } = JSON.parse(reportJson(report)) as Report;
		assert.deepEqual([quality.calls, quality.partialOutputCalls], [calls, calls / 4]);
	});

	it('has no such table where every call is whole', () => {
		const ids = reportCsv(computeReport(team, defaultConfig)).map(({ id }) => id);
		assert.ok(!ids.includes('recording'));
	});

	it('says that on a subscription costs are API-equivalent, unless they are billed', () => {
		const report = computeReport(team, defaultConfig);
		const billed: Report = { ...report, spend: { ...report.spend, basis: 'billed' } };
		for (const form of [reportText, reportMarkdown, reportHtml]) {
			assert.match(
				form(report),
				/on\s+a\s+subscription\s+they\s+are\s+the\s+API-equivalent\s+value,\s+not\s+spend/,
			);
			assert.doesNotMatch(form(billed), /API-equivalent/);
		}
	});
});
