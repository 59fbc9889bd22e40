import assert from 'node:assert/strict';
import { defaultConfig } from '../../../src/core/config.js';
import { computeReport } from '../../../src/core/report/computeReport.js';
import { notKnown } from '../../../src/present/report/qualitySection.js';
import {
	defectOf,
	exampleTeam,
	inputsOf,
	judged,
	linkTo,
	pullRequest,
	slice,
	trailer,
} from './exampleInputs.js';

const hours = 3_600_000;

describe('report', () => {
	it('is the same, byte for byte, for the same inputs in any order', () => {
		const inputs = exampleTeam({ developers: 12, pullRequests: 80, sessionsPerPullRequest: 2, seed: 4 });
		const turned = {
			...inputs,
			spend: [...inputs.spend].reverse(),
			links: [...inputs.links].reverse(),
			pullRequests: [...inputs.pullRequests].reverse(),
			activeDevelopers: [...inputs.activeDevelopers].reverse(),
		};
		assert.equal(
			JSON.stringify(computeReport(inputs, defaultConfig)),
			JSON.stringify(computeReport(turned, defaultConfig)),
		);
	});

	it('divides by nothing without merged pull requests: unknown, never zero', () => {
		const report = computeReport(inputsOf({ spend: [slice('a', 9)] }), defaultConfig);
		assert.equal(report.costPerMergedPr.loadedAllMicros, null);
		assert.equal(report.costPerMergedPr.loadedAiMicros, null);
		assert.equal(report.costPerMergedPr.directMedianMicros, null);
		assert.ok(report.costPerMergedPr.withheld);
		assert.equal(report.arms.ai.defectRate30d.value, null);
		assert.ok(report.arms.ai.defectRate30d.withheld);
	});

	it('gives direct and loaded cost of known numbers', () => {
		const costs = [10, 20, 40, 1000];
		const report = computeReport(
			inputsOf({
				spend: [...costs.map((cost, index) => slice(`s${index}`, cost)), slice('lost', 30)],
				links: costs.map((cost, index) => linkTo(`s${index}`, cost, index + 1)),
				pullRequests: [
					...costs.map((_, index) => judged(pullRequest(index + 1), { evidence: [trailer] })),
					judged(pullRequest(8), { evidence: [trailer] }),
					judged(pullRequest(9)),
				],
			}),
			defaultConfig,
		);
		assert.equal(report.costPerMergedPr.directMedianMicros, 30);
		assert.equal(report.costPerMergedPr.directMeanMicros, 268);
		assert.equal(report.costPerMergedPr.directN, 4);
		assert.equal(report.costPerMergedPr.withoutSession, 1);
		assert.equal(report.costPerMergedPr.loadedAiMicros, 220);
		assert.equal(report.costPerMergedPr.loadedAllMicros, 183);
	});

	it('keeps reverts, dependency bots and stacked pull requests out of the arms and counts them', () => {
		const bot = { login: 'dependabot', isBot: true };
		const report = computeReport(
			inputsOf({
				pullRequests: [
					judged(pullRequest(1)),
					judged(pullRequest(2), { isRevert: true }),
					judged(pullRequest(3, { author: bot }), { personId: null }),
					judged(pullRequest(4, { author: { login: 'copilot', isBot: true } }), {
						personId: null,
						evidence: [{ ...trailer, kind: 'bot' }],
					}),
					judged(pullRequest(5), { isOnDefaultBranch: false }),
				],
			}),
			defaultConfig,
		);
		assert.equal(report.arms.none.mergedPrs, 1);
		assert.equal(report.arms.ai.mergedPrs, 1, 'an agent without a known initiator is delivered all the same');
		assert.deepEqual(report.quality.leftOut, { reverts: 1, bots: 1, stacked: 1 });
	});

	it('names agents besides Claude Code, and says that what they cost is not known', () => {
		const by = (tool: string): typeof trailer => ({ ...trailer, tool });
		const report = computeReport(
			inputsOf({
				pullRequests: [
					judged(pullRequest(1), { evidence: [trailer, by('codex')] }),
					judged(pullRequest(2), { evidence: [by('codex'), by('unknown-ai')] }),
					judged(pullRequest(3), { evidence: [by('cursor')] }),
				],
			}),
			defaultConfig,
		);
		assert.deepEqual(report.quality.otherAgents, [
			{ tool: 'codex', pullRequests: 2 },
			{ tool: 'cursor', pullRequests: 1 },
		]);
		assert.ok(notKnown(report).includes('what other agents cost: codex (2 PRs), cursor (1 PR)'));
	});

	it('hides an arm under five and marks one under thirty', () => {
		const few = Array.from({ length: 4 }, (_, index) =>
			judged(pullRequest(index + 1), { evidence: [trailer] }),
		);
		const some = Array.from({ length: 12 }, (_, index) =>
			judged(pullRequest(index + 10), { defects: index < 3 ? [defectOf(index + 10)] : [] }),
		);
		const { arms, differences } = computeReport(inputsOf({ pullRequests: [...few, ...some] }), defaultConfig);
		assert.equal(arms.ai.defectRate30d.value, null);
		assert.equal(arms.ai.defectRate30d.withheld, 'too few (n = 4)');
		assert.equal(arms.none.defectRate30d.value, 0.25);
		assert.equal(arms.none.defectRate30d.isSmall, true);
		assert.equal(differences.defectRate30d.verdict, 'too few');
		assert.equal(differences.defectRate30d.value, null);
	});

	it('counts only mature pull requests in the defect rate and the surest tier of each', () => {
		const prs = Array.from({ length: 10 }, (_, index) =>
			judged(pullRequest(index + 1), {
				evidence: [trailer],
				defects:
					index === 0
						? [defectOf(1, 'inferred'), defectOf(1, 'revert')]
						: index === 1
							? [defectOf(2, 'explicit')]
							: index < 8
								? []
								: null,
			}),
		);
		const { arms, pullRequests } = computeReport(inputsOf({ pullRequests: prs }), defaultConfig);
		assert.equal(arms.ai.defectRate30d.n, 8);
		assert.equal(arms.ai.defectRate30d.immature, 2);
		assert.deepEqual(arms.ai.defectRate30d.byTier, { revert: 1, explicit: 2, inferred: 2 });
		assert.equal(pullRequests.find(({ number }) => number === 1)?.defect?.tier, 'revert');
	});

	it('censors unreviewed pull requests and says nothing where reviews cannot be known', () => {
		const reviewed = (number: number, took: number) => {
			const pr = pullRequest(number);
			return judged(pr, {
				review: {
					...judged(pr).review,
					timeToFirstReviewMs: took * hours,
					watchedMs: null,
					reviewState: 'reviewed',
				},
			});
		};
		const prs = [1, 2, 3, 4, 5, 6].map((took) => reviewed(took, took));
		const plain = computeReport(inputsOf({ pullRequests: prs }), defaultConfig).arms.none;
		assert.equal(plain.timeToFirstReviewHours.value, 3.5);
		const withUnreviewed = computeReport(
			inputsOf({ pullRequests: [...prs, judged(pullRequest(7)), judged(pullRequest(8))] }),
			defaultConfig,
		).arms.none.timeToFirstReviewHours;
		assert.equal(withUnreviewed.n, 8);
		assert.equal(withUnreviewed.unreviewed, 2);
		assert.equal(withUnreviewed.value, 4.5, 'half are reviewed at four hours and the next only at five');
		assert.equal(withUnreviewed.naiveMedianHours, 3.5);
		const unknown = prs.map((entry) => ({
			...entry,
			review: { ...entry.review, timeToFirstReviewMs: null, reviewState: 'unknown' as const },
		}));
		const silent = computeReport(inputsOf({ pullRequests: unknown }), defaultConfig).arms.none;
		assert.equal(silent.timeToFirstReviewHours.value, null);
		assert.match(silent.timeToFirstReviewHours.withheld ?? '', /knows no reviews/);
	});
});
