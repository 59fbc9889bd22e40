import assert from 'node:assert/strict';
import { defaultConfig } from '../../../src/core/config.js';
import { computeReport } from '../../../src/core/report/computeReport.js';
import { figureEntries } from '../../../src/core/report/figures.js';
import type { FigureEntry } from '../../../src/core/report/figureRule.js';
import type { Report } from '../../../src/core/report/model.js';
import { buildDocument } from '../../../src/present/report/buildDocument.js';
import { entryValue } from '../../../src/present/report/figureLists.js';
import { defectOf, exampleTeam, inputsOf, judged, pullRequest } from './exampleInputs.js';

const inputs = exampleTeam({ developers: 30, pullRequests: 300, sessionsPerPullRequest: 2, seed: 3 });
const report = computeReport(inputs, defaultConfig);

const listOf = (from: Report, id: string): readonly FigureEntry[] =>
	figureEntries(from, new Set([id])).get(id)!;
const countedOf = (from: Report, id: string): FigureEntry[] =>
	listOf(from, id).filter(({ isCounted }) => isCounted);
const figureOf = (from: Report, id: string): Report['figures'][number] => {
	const found = from.figures.find((figure) => figure.id === id);
	assert.ok(found, `no figure ${id}`);
	return found;
};
const sumOf = (entries: readonly FigureEntry[]): number =>
	entries.reduce((sum, { value }) => sum + (value ?? NaN), 0);

describe('figures of the report', () => {
	it('list as many pull requests as each figure was computed from', () => {
		const { arms, costPerMergedPr: cost, matched, quality } = report;
		for (const arm of ['ai', 'none'] as const) {
			const figures = arms[arm];
			assert.equal(countedOf(report, `merged-${arm}`).length, figures.mergedPrs);
			assert.equal(countedOf(report, `first-review-${arm}`).length, figures.timeToFirstReviewHours.n);
			assert.equal(countedOf(report, `defect-rate-${arm}`).length, figures.defectRate30d.n);
			assert.equal(sumOf(countedOf(report, `defect-rate-${arm}`)), figures.defectRate30d.defects);
			assert.equal(countedOf(report, `coverage-${arm}`).length, figures.coverageDelta.n);
		}
		assert.equal(countedOf(report, 'direct-cost').length, cost.directN);
		assert.equal(listOf(report, 'direct-cost').length - cost.directN, cost.withoutSession);
		for (const { kind, pullRequests } of quality.evidence) {
			if (pullRequests > 0) assert.equal(countedOf(report, `evidence-${kind}`).length, pullRequests);
		}
		for (const { by, outcomes } of matched) {
			const [review] = outcomes.filter(({ outcome }) => outcome === 'timeToFirstReviewHours');
			const id = `matched-${by === 'developer' ? 'developer' : 'kind'}-first-review`;
			assert.equal(countedOf(report, id).length, review!.matchedAi + review!.matchedNone);
			assert.equal(listOf(report, id).length, arms.ai.mergedPrs + arms.none.mergedPrs);
		}
	});

	it('sum to the bridge, to the micro-dollar', () => {
		for (const state of ['merged', 'open', 'closed'] as const) {
			const listed = sumOf(countedOf(report, `spend-${state}`));
			const direct = state === 'merged' ? (report.spend.landedDirectlyMicros ?? NaN) : 0;
			assert.equal(listed + direct, report.spend.bridge[`${state}Micros`]);
		}
	});

	it('give a pull request that only counts as one no value of its own in dollars, hours or shares', () => {
		const week = report.figures.find(({ id }) => id.startsWith('week-'));
		for (const id of [
			'loaded-cost',
			'loaded-cost-ai',
			'value-time-saved',
			'value-annual-value',
			week?.id ?? '',
		]) {
			const entries = countedOf(report, id);
			assert.ok(entries.length > 0, id);
			for (const entry of entries) assert.equal(entryValue(figureOf(report, id), entry), '', id);
		}
		for (const entry of countedOf(report, 'merged-ai')) {
			assert.equal(entryValue(figureOf(report, 'merged-ai'), entry), 'counted');
		}
	});

	it('say for each pull request that is left out why, and count the reasons', () => {
		const prs = [
			judged(pullRequest(1), { defects: null }),
			judged(pullRequest(2), { defects: [defectOf(2, 'revert')] }),
			judged(pullRequest(3), { personId: null }),
		];
		const small = computeReport(inputsOf({ pullRequests: prs }), defaultConfig);
		const rows = listOf(small, 'defect-rate-none').map(
			({ pullRequest: { number }, isCounted, value, why }) => [number, isCounted, value, why],
		);
		assert.deepEqual(rows, [
			[1, false, null, 'merged less than 30 days before the data ends'],
			[2, true, 1, 'revert: blamed by a fix'],
			[3, true, 0, 'none found within 30 days'],
		]);
		assert.deepEqual(figureOf(small, 'defect-rate-none').leftOut, [
			{ why: 'merged less than 30 days before the data ends', pullRequests: 1 },
		]);
		assert.match(figureOf(small, 'defect-rate-none').withheld ?? '', /too few \(n = 2\)/);
		assert.equal(figureOf(small, 'merged-per-developer-none').leftOut[0]?.why, 'author is nobody we know');
		assert.deepEqual(figureOf(small, 'coverage-none').leftOut, [
			{ why: 'no coverage report', pullRequests: 3 },
		]);
	});

	it('have names of their own, a rule with a version, a command, and a reason where there is no value', () => {
		const ids = report.figures.map(({ id }) => id);
		assert.equal(new Set(ids).size, ids.length);
		for (const { id, rule, inspect, value, withheld } of report.figures) {
			assert.match(rule, /^[\w-]+\/\d+$/);
			assert.equal(inspect[0], `outlay inspect figure ${id}`);
			assert.equal(value === null, withheld !== null, id);
		}
	});

	it('stand behind every cell that names one', () => {
		const known = new Set(report.figures.map(({ id }) => id));
		const cells = buildDocument(report)
			.sections.flatMap(({ tables }) => tables)
			.flatMap(({ rows }) => rows.flat());
		const named = cells.map(({ figure }) => figure).filter((figure) => figure !== undefined);
		assert.ok(named.length > 50);
		for (const figure of named) assert.ok(known.has(figure), figure);
	});

	it('name no person', () => {
		const text = JSON.stringify([report.figures, listOf(report, 'merged-ai')]);
		for (const { personId } of inputs.pullRequests) {
			if (personId !== null) assert.ok(!text.includes(`"${personId}"`));
		}
	});
});
