import assert from 'node:assert/strict';
import { defaultConfig } from '../../../src/core/config.js';
import { inferredTierError } from '../../../src/core/outcomes/defectError.js';
import { computeReport } from '../../../src/core/report/computeReport.js';
import { figureEntries } from '../../../src/core/report/figures.js';
import { defectOf, inputsOf, judged, pullRequest, trailer } from './exampleInputs.js';

/** Twenty with AI evidence: one reverted, one named, two inferred; ten without: one inferred. */
const prs = Array.from({ length: 30 }, (_, index) => {
	const number = index + 1;
	const tiers = ['revert', 'explicit', 'inferred', 'inferred'] as const;
	const tier = index === 20 ? 'inferred' : tiers[index];
	return judged(pullRequest(number), {
		evidence: index < 20 ? [trailer] : [],
		defects: tier === undefined ? [] : [defectOf(number, tier)],
		sourceLines: 100,
		sourceFiles: index % 2 === 0 ? 1 : 12,
		workKind: index < 25 ? 'feat' : 'fix',
	});
});
const report = computeReport(inputsOf({ pullRequests: prs }), defaultConfig);

describe('defects taken apart', () => {
	it('gives each tier with the surer ones in it, with its interval', () => {
		const rates = report.defects.tiers.map(({ tier, rates: { ai, none } }) => [tier, ai.value, none.value]);
		assert.deepEqual(rates, [
			['revert', 0.05, 0],
			['explicit', 0.1, 0],
			['inferred', 0.2, 0.1],
		]);
		const [, , inferred] = report.defects.tiers;
		assert.deepEqual(inferred!.rates.ai.low, report.arms.ai.defectRate30d.low);
		assert.deepEqual(inferred!.rates.ai.high, report.arms.ai.defectRate30d.high);
	});

	it('corrects only the inferred ones for the measured error, and never beyond all', () => {
		const { precision, recall } = inferredTierError;
		const expected = (2 + (2 * precision) / recall) / 20;
		assert.ok(Math.abs((report.defects.corrected.ai ?? 0) - expected) < 1e-6);
		const all = prs.map((one) => ({ ...one, defects: [defectOf(one.pullRequest.number)] }));
		const hit = computeReport(inputsOf({ pullRequests: all }), defaultConfig);
		assert.equal(hit.defects.corrected.ai, 1);
	});

	it('gives rates per 1,000 source lines, by size and by kind of work, small groups withheld', () => {
		assert.deepEqual(report.defects.per1000SourceLines, { ai: 2, none: 1 });
		const strata = report.defects.strata.map(({ by, stratum, rates: { ai, none } }) =>
			[by, stratum, ai.n, ai.value, none.n, none.withheld].join(' '),
		);
		assert.deepEqual(strata, [
			'size 1 10 0.2 5 ',
			'size >10 10 0.2 5 ',
			'kind feat 20 0.2 5 ',
			'kind fix 0  5 ',
		]);
		for (const by of ['size', 'kind']) {
			const counted = report.defects.strata.filter((row) => row.by === by);
			assert.equal(
				counted.reduce((sum, { rates }) => sum + rates.ai.n + rates.none.n, 0),
				prs.length,
				by,
			);
		}
	});

	it('leads from each tier to the pull requests in it, a guess with what guesses are worth', () => {
		const lists = figureEntries(report, new Set(['defects-explicit-ai', 'defects-inferred-ai']));
		const hit = (id: string): string[] =>
			(lists.get(id) ?? []).filter(({ value }) => value === 1).map(({ why }) => why);
		assert.equal(hit('defects-explicit-ai').length, 2);
		const inferred = hit('defects-inferred-ai').filter((why) => why.startsWith('inferred'));
		assert.equal(inferred.length, 2);
		for (const why of inferred) assert.match(why, /precision 0\.\d\d .* recall 0\.\d\d/);
	});
});
