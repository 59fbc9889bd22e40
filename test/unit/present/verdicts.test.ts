import assert from 'node:assert/strict';
import { defaultConfig } from '../../../src/core/config.js';
import { computeReport } from '../../../src/core/report/computeReport.js';
import type { Report } from '../../../src/core/report/model.js';
import { answer } from '../../../src/present/report/answerSection.js';
import { matchedSection } from '../../../src/present/report/comparisonSections.js';
import { outcomesSection } from '../../../src/present/report/outcomesSection.js';
import { exampleTeam } from '../report/exampleInputs.js';

const whole = computeReport(
	exampleTeam({ developers: 12, pullRequests: 80, sessionsPerPullRequest: 1, seed: 4 }),
	defaultConfig,
	null,
);

/** The report with a difference of the defect rates that holds zero and would take so many in each arm. */
function taking(neededPerArm: number, n: number): Report {
	const unclear = {
		value: 0.1,
		low: -0.1,
		high: 0.3,
		verdict: 'no clear difference',
		withheld: null,
	} as const;
	const difference = { ...whole.differences.defectRate30d, ...unclear, neededPerArm };
	const arm = <Arm extends Report['arms']['ai']>(one: Arm): Arm => ({
		...one,
		defectRate30d: {
			...one.defectRate30d,
			value: 0.2,
			low: 0.1,
			high: 0.3,
			n,
			withheld: null,
			isSmall: n < 30,
		},
	});
	return {
		...whole,
		arms: { ...whole.arms, ai: arm(whole.arms.ai), none: arm(whole.arms.none) },
		differences: { ...whole.differences, defectRate30d: difference },
		matched: whole.matched.map((comparison) => ({
			...comparison,
			outcomes: comparison.outcomes.map((outcome) =>
				outcome.outcome === 'defectRate30d'
					? { ...outcome, crude: difference, matched: { ...outcome.matched, ...unclear } }
					: outcome,
			),
		})),
	};
}

const defectRows = (report: Report): string[][] =>
	[outcomesSection(report), matchedSection(report)]
		.flatMap(({ tables }) => tables.flatMap(({ rows }) => rows))
		.filter(([name]) => name?.text === 'Defect within 30 days')
		.map((cells) => cells.map(({ text }) => text));

describe('the verdict on the defect rates', () => {
	it('is "too few to tell" in the answer, the outcomes and both matched tables alike', () => {
		const report = taking(130, 26);
		const [outcomes, developer, kind] = defectRows(report);
		assert.match(outcomes?.[3] ?? '', /too few to tell \(needs ~130 each\)$/);
		for (const matched of [developer, kind]) {
			assert.match(matched?.[1] ?? '', /too few to tell \(needs ~130 each\)$/);
			assert.match(matched?.[2] ?? '', /too few to tell$/);
		}
		const sentence = answer(report).at(-1) ?? '';
		assert.match(sentence, /too few to tell in defects/);
		assert.doesNotMatch(sentence, /no clear difference in [^;]*defects/);
	});

	it('is "no clear difference" everywhere once there are enough', () => {
		const report = taking(130, 130);
		for (const [, one, two, three] of defectRows(report)) {
			assert.doesNotMatch([one, two, three].join(), /too few to tell/);
		}
		assert.match(answer(report).at(-1) ?? '', /no clear difference in [^;]*defects/);
	});

	it('is never "too few" of large arms, however many it would take to tell rates so close', () => {
		for (const [, one, two, three] of defectRows(taking(542_810, 2613))) {
			assert.doesNotMatch([one, two, three].join(), /too few to tell/);
		}
	});

	it('is drawn and printed as small in the crude column where an arm is', () => {
		const tones = (report: Report): (string | undefined)[] =>
			matchedSection(report)
				.tables.flatMap(({ rows }) => rows)
				.filter(([name]) => name?.text === 'Defect within 30 days')
				.map(([, crude]) => crude?.tone);
		assert.deepEqual(tones(taking(130, 26)), ['small', 'small']);
		assert.deepEqual(tones(taking(130, 130)), [undefined, undefined]);
	});
});
