import assert from 'node:assert/strict';
import fc from 'fast-check';
import { medianSorted } from 'simple-statistics';
import { cumulativeIncidence } from '../../../src/core/statistics/aalenJohansen.js';
import { cliffsDelta } from '../../../src/core/statistics/cliffsDelta.js';
import { hodgesLehmann, stratifiedHodgesLehmann } from '../../../src/core/statistics/hodgesLehmann.js';
import { kaplanMeier, medianTime, shareBy } from '../../../src/core/statistics/kaplanMeier.js';

const near = (actual: number | null | undefined, expected: number, digits: number): void => {
	assert.ok(
		actual != null && Math.abs(actual - expected) < 0.5 * 10 ** -digits,
		`${actual} is not ${expected}`,
	);
};

/** Freireich et al., Blood 21 (1963): weeks in remission with 6-MP, `+` censored; in every survival textbook. */
const weeks = [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35];
const relapsed = [1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0];
const remission = weeks.map((time, index) => ({ time, isEvent: relapsed[index] === 1 }));

describe('kaplanMeier', () => {
	it('gives the published curve of the 6-MP trial', () => {
		const steps = kaplanMeier(remission);
		assert.deepEqual(
			steps.map(({ time, atRisk, events, survival }) => [time, atRisk, events, Number(survival.toFixed(4))]),
			[
				[6, 21, 3, 0.8571],
				[7, 17, 1, 0.8067],
				[10, 15, 1, 0.7529],
				[13, 12, 1, 0.6902],
				[16, 11, 1, 0.6275],
				[22, 7, 1, 0.5378],
				[23, 6, 1, 0.4482],
			],
		);
	});

	it('agrees with scipy.stats.ecdf(…).sf.confidence_interval(method="log-log")', () => {
		const steps = kaplanMeier(remission);
		const lows = [0.61971796, 0.56314656, 0.50319951, 0.43161022, 0.36751086, 0.26777894, 0.18805201];
		const highs = [0.95155175, 0.92280902, 0.88936184, 0.84906596, 0.80491219, 0.74679072, 0.68014263];
		steps.forEach((step, index) => {
			near(step.low, lows[index]!, 7);
			near(step.high, highs[index]!, 7);
		});
	});

	it('has the published median of 23 weeks, at least 13, without an upper bound', () => {
		assert.deepEqual(medianTime(kaplanMeier(remission)), { value: 23, low: 13, high: null });
	});

	it('is the ordinary median without censoring', () => {
		fc.assert(
			fc.property(fc.array(fc.integer({ min: 0, max: 500 }), { minLength: 1, maxLength: 60 }), (times) => {
				const steps = kaplanMeier(times.map((time) => ({ time, isEvent: true })));
				const expected = medianSorted([...times].sort((one, two) => one - two));
				near(medianTime(steps).value, expected, 9);
			}),
		);
	});

	it('has no median where fewer than half had the event, and counts a share by a time', () => {
		const steps = kaplanMeier([
			{ time: 1, isEvent: true },
			{ time: 2, isEvent: false },
			{ time: 3, isEvent: false },
			{ time: 4, isEvent: false },
		]);
		assert.equal(medianTime(steps).value, null);
		near(shareBy(steps, 1).value, 0.25, 12);
		assert.equal(shareBy(steps, 0.5).value, 0);
	});
});

describe('cumulativeIncidence', () => {
	it('is the share of events without censoring, and below 1 − Kaplan–Meier where another event competes', () => {
		const watched = [
			{ time: 1, end: 'event' },
			{ time: 2, end: 'competing' },
			{ time: 3, end: 'event' },
			{ time: 4, end: 'competing' },
			{ time: 5, end: 'event' },
		] as const;
		near(cumulativeIncidence(watched, 5), 3 / 5, 12);
		const asCensored = kaplanMeier(watched.map(({ time, end }) => ({ time, isEvent: end === 'event' })));
		assert.ok(cumulativeIncidence(watched, 5)! < shareBy(asCensored, 5).value);
	});

	it('gives the value worked by hand with ties and censoring', () => {
		// t=1: 1/6 of 1; t=2: one event and one competing of 5 at risk, free 5/6 → +1/6; t=4: 1 of 2, free 5/6·3/5 → +1/4.
		const watched = [
			{ time: 1, end: 'event' },
			{ time: 2, end: 'event' },
			{ time: 2, end: 'competing' },
			{ time: 3, end: 'censored' },
			{ time: 4, end: 'event' },
			{ time: 5, end: 'censored' },
		] as const;
		near(cumulativeIncidence(watched, 4), 1 / 6 + 1 / 6 + 1 / 4, 12);
		near(cumulativeIncidence(watched, 3.9), 1 / 3, 12);
		assert.equal(cumulativeIncidence([], 1), null);
	});
});

/** Hollander & Wolfe, Nonparametric Statistical Methods, table 4.1: tritiated water diffusion. */
const atTerm = [0.8, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46];
const midTerm = [1.15, 0.88, 0.9, 0.74, 1.21];

describe('hodgesLehmann', () => {
	it('gives the published shift and interval', () => {
		// Hollander & Wolfe, example 4.1: shift 0.305; 9th and 42nd of the 50 ordered differences: −0.15 to 0.76.
		const found = hodgesLehmann(atTerm, midTerm)!;
		near(found.value, 0.305, 9);
		near(found.low, -0.15, 9);
		near(found.high, 0.76, 9);
	});

	it('is the median of all pair differences, and the order of the arms turns its sign', () => {
		const sample = fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 1, maxLength: 25 });
		fc.assert(
			fc.property(sample, sample, (one, two) => {
				const differences = one.flatMap((a) => two.map((b) => a - b)).sort((left, right) => left - right);
				const found = hodgesLehmann(one, two)!;
				near(found.value, medianSorted(differences), 6);
				assert.ok(found.low <= found.value && found.value <= found.high);
				near(hodgesLehmann(two, one)!.value, -found.value, 6);
			}),
		);
	});

	it('finds the same shift in strata that differ only in level', () => {
		const strata = [0, 100, 5000].map((level) => ({
			one: [1, 4, 9, 16, 25].map((value) => value + level + 7),
			two: [1, 4, 9, 16, 25].map((value) => value + level),
		}));
		near(stratifiedHodgesLehmann(strata)?.value, 7, 6);
		assert.equal(stratifiedHodgesLehmann([{ one: [1], two: [] }]), null);
	});
});

describe('cliffsDelta', () => {
	it('agrees with counting all pairs (numpy gives 0.4 for the water data)', () => {
		near(cliffsDelta(atTerm, midTerm), 0.4, 12);
		const sample = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 20 });
		fc.assert(
			fc.property(sample, sample, (one, two) => {
				const pairs = one.flatMap((a) => two.map((b) => Math.sign(a - b)));
				const expected = pairs.reduce((sum: number, sign) => sum + sign, 0) / pairs.length;
				near(cliffsDelta(one, two), expected, 9);
			}),
		);
		assert.equal(cliffsDelta([], [1]), null);
	});
});
