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

const why = 'no Claude Code use is known';
const team = exampleTeam({ developers: 20, pullRequests: 120, sessionsPerPullRequest: 1, seed: 4 });
const config = {
	...defaultConfig,
	teams: [{ name: 'Platform', costCenter: 'CC-1', headcount: [] }],
};
const unknown = { ...team, spend: [], links: [], unknownSpend: why };
const report = computeReport(unknown, config, unknown);

/** Every key that ends in `Micros` with its value, wherever it stands. */
function amounts(value: unknown, path = ''): [string, unknown][] {
	if (typeof value !== 'object' || value === null) return [];
	return Object.entries(value).flatMap(([key, inner]) => [
		...(key.endsWith('Micros') ? ([[`${path}.${key}`, inner]] as [string, unknown][]) : []),
		...amounts(inner, `${path}.${key}`),
	]);
}

describe('a report without any known use', () => {
	it('has no amount that is zero: null in JSON', () => {
		const json = JSON.parse(reportJson(report)) as Report;
		for (const [path, value] of amounts(json)) assert.equal(value, null, path);
		assert.equal(json.spend.unknown, why);
		assert.equal(json.costPerMergedPr.withheld, why);
		const spent = json.figures.filter(({ unit, id }) => unit === 'micros' && !id.startsWith('value-'));
		for (const { id, value, withheld } of spent) {
			assert.equal(value, null, id);
			assert.ok((withheld ?? '').length > 3, id);
		}
	});

	it('says "not known" and never $0.00 in text, Markdown and HTML, and leaves CSV fields empty', () => {
		for (const form of [reportText, reportMarkdown, reportHtml]) {
			const printed = form(report);
			assert.match(printed, /What a merged PR cost is not known: no Claude Code use is known\./);
			assert.match(printed, /Where the money went: not known/);
			assert.doesNotMatch(printed, /\$0\.00|NaN|undefined|\bnull\b/);
			assert.match(printed, /Merged PRs/);
		}
		const tables = new Map(reportCsv(report).map(({ id, text }) => [id, text]));
		assert.match(tables.get('bridge')!, /^merged,,\r$/m);
		assert.match(tables.get('weeks')!, /^\d{4}-\d\d-\d\d,,/m);
		for (const text of tables.values()) assert.doesNotMatch(text, /,0\.000000/);
	});

	it('keeps what does not rest on spend', () => {
		const known = computeReport(team, config);
		assert.deepEqual(report.arms, known.arms);
		assert.deepEqual(report.differences, known.differences);
	});
});
