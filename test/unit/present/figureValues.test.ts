import assert from 'node:assert/strict';
import { defaultConfig, type Config } from '../../../src/core/config.js';
import { computeReport } from '../../../src/core/report/computeReport.js';
import { buildDocument } from '../../../src/present/report/buildDocument.js';
import { figureValue } from '../../../src/present/report/figureLists.js';
import { exampleTeam } from '../report/exampleInputs.js';

const config: Config = {
	...defaultConfig,
	formulas: { ...defaultConfig.formulas, minutesSavedPerAiPr: 20 },
};

/** First lines of the cells that stand for a figure, by its id. */
function printed(report: ReturnType<typeof computeReport>): Map<string, Set<string>> {
	const byFigure = new Map<string, Set<string>>();
	const cells = buildDocument(report).sections.flatMap(({ tables }) =>
		tables.flatMap(({ rows }) => rows.flat()),
	);
	for (const { figure, text, tone } of cells) {
		if (figure === undefined || tone === 'withheld') continue;
		const lines = byFigure.get(figure) ?? new Set();
		byFigure.set(figure, lines.add((text.split('\n')[0] ?? '').replaceAll('\u00a0', ' ')));
	}
	return byFigure;
}

describe('what stands behind a figure', () => {
	for (const size of [
		{ developers: 30, pullRequests: 150, sessionsPerPullRequest: 2, seed: 3 },
		{ developers: 8, pullRequests: 40, sessionsPerPullRequest: 1, seed: 11 },
	]) {
		it(`is told with the value and unit that the page prints (${size.pullRequests} pull requests)`, () => {
			const report = computeReport(exampleTeam(size), config, null);
			const onPage = printed(report);
			let compared = 0;
			for (const figure of report.figures) {
				const cells = onPage.get(figure.id);
				if (cells === undefined || figure.value === null) continue;
				const told = figureValue(figure).replaceAll('\u00a0', ' ');
				assert.ok(cells.has(told), `${figure.id}: the page says ${[...cells].join(', ')}, behind it ${told}`);
				compared += 1;
			}
			assert.ok(compared > 25, String(compared));
		});
	}
});
