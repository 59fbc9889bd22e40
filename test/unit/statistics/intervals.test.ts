import assert from 'node:assert/strict';
import fc from 'fast-check';
import { newcombe } from '../../../src/core/statistics/newcombe.js';
import { minimumDetectableRise, sampleSizePerArm } from '../../../src/core/statistics/power.js';
import { mantelHaenszel } from '../../../src/core/statistics/mantelHaenszel.js';
import { wilson } from '../../../src/core/statistics/wilson.js';

const near = (actual: number | undefined, expected: number, digits = 4): void => {
	assert.ok(
		actual !== undefined && Math.abs(actual - expected) < 0.5 * 10 ** -digits,
		`${actual} is not ${expected}`,
	);
};

describe('wilson', () => {
	it('gives the published interval of 15 in 148', () => {
		// Newcombe, Statistics in Medicine 17 (1998) 857–872, table I, method 3: 0.0624 to 0.1605.
		const interval = wilson(15, 148);
		near(interval?.low, 0.0624);
		near(interval?.high, 0.1605);
	});

	it('agrees with scipy.stats.binomtest(…).proportion_ci(method="wilson")', () => {
		near(wilson(15, 148)?.low, 0.06238639953, 9);
		near(wilson(15, 148)?.high, 0.16048724172, 9);
	});

	it('stays inside 0 and 1, holds the rate, and has none for nobody', () => {
		assert.equal(wilson(0, 0), null);
		fc.assert(
			fc.property(fc.integer({ min: 1, max: 5000 }), fc.integer({ min: 0, max: 5000 }), (n, some) => {
				const { value, low, high } = wilson(some % (n + 1), n)!;
				assert.ok(low >= 0 && low <= value && value <= high && high <= 1);
			}),
		);
		assert.deepEqual([wilson(0, 10)?.low, wilson(10, 10)?.high], [0, 1]);
	});
});

describe('newcombe', () => {
	it('gives the published intervals of method 10', () => {
		// Newcombe, Statistics in Medicine 17 (1998) 873–890, table II, method 10 (also by scipy's Wilson limits).
		const published: readonly (readonly [number, number, number, number, number, number])[] = [
			[56, 70, 48, 80, 0.0524, 0.3339],
			[9, 10, 3, 10, 0.1705, 0.809],
			[10, 10, 0, 20, 0.6791, 1],
			[10, 10, 0, 10, 0.6075, 1],
		];
		for (const [a, m, b, n, low, high] of published) {
			const interval = newcombe(a, m, b, n);
			near(interval?.low, low);
			near(interval?.high, high);
		}
	});

	it('turns its sign with the arms', () => {
		const one = newcombe(7, 90, 12, 80)!;
		const two = newcombe(12, 80, 7, 90)!;
		near(one.value, -two.value, 12);
		near(one.low, -two.high, 12);
		near(one.high, -two.low, 12);
	});
});

describe('power', () => {
	it('needs the sample sizes of the standard formula', () => {
		// Fleiss, Levin & Paik (2003), eq. 4.14, with scipy.stats.norm.ppf; tables round the first to 434 or 435 an arm.
		near(sampleSizePerArm(0.05, 0.1), 434.43202243946865, 6);
		near(sampleSizePerArm(0.1, 0.15), 685.5968583253613, 6);
		near(sampleSizePerArm(0.05, 0.075), 1470.4854628033827, 6);
		near(sampleSizePerArm(0.02, 0.03), 3825.149722102623, 6);
	});

	it('inverts itself', () => {
		near(minimumDetectableRise(0.05, 434.4, 434.4) ?? 0, 0.05, 4);
		assert.equal(minimumDetectableRise(0.05, 2, 2), null);
		assert.equal(minimumDetectableRise(0.05, 0, 100), null);
	});
});

describe('mantelHaenszel', () => {
	/** Sato's estimator written out from the paper in another form, for comparison. */
	function sato(strata: readonly (readonly [number, number, number, number])[]): [number, number] {
		const sum = (of: (row: readonly [number, number, number, number]) => number): number =>
			strata.reduce((total, row) => total + of(row), 0);
		const w = sum(([, n1, , n0]) => (n1 * n0) / (n1 + n0));
		const rd = sum(([a, n1, b, n0]) => ((a / n1 - b / n0) * n1 * n0) / (n1 + n0)) / w;
		const p = sum(([a, n1, b, n0]) => {
			const n = n1 + n0;
			return (n1 / n) ** 2 * b - (n0 / n) ** 2 * a + ((n1 / n) * (n0 / n) * (n0 - n1)) / 2;
		});
		const q = sum(([a, n1, b, n0]) => (a * (n0 - b) + b * (n1 - a)) / (2 * (n1 + n0)));
		return [rd, (rd * p + q) / w ** 2];
	}

	it('equals the plain difference, with its large-sample interval, in one stratum', () => {
		const { value, low, high } = mantelHaenszel([{ events1: 60, n1: 400, events2: 40, n2: 400 }])!;
		near(value, 0.05, 12);
		// √(p₁q₁/n₁ + p₂q₂/n₂) = √(0.15·0.85/400 + 0.1·0.9/400) = 0.023318
		near((high - low) / 2, 1.959964 * 0.0233184, 4);
	});

	it('pools strata by the published weights and variance', () => {
		const strata = [
			[4, 16, 2, 20],
			[3, 9, 5, 30],
			[10, 60, 6, 50],
			[0, 4, 1, 3],
		] as const;
		const [rd, variance] = sato(strata);
		const found = mantelHaenszel(strata.map(([events1, n1, events2, n2]) => ({ events1, n1, events2, n2 })))!;
		near(found.value, rd, 12);
		near(found.high - found.low, 2 * 1.959963984540054 * Math.sqrt(variance), 12);
	});

	it('takes away a difference that only the mix of strata makes (Simpson)', () => {
		// Charig et al., BMJ 292 (1986) 879–882: kidney stones, small and large, two treatments.
		const strata = [
			{ events1: 81, n1: 87, events2: 234, n2: 270 },
			{ events1: 192, n1: 263, events2: 55, n2: 80 },
		];
		assert.ok(newcombe(273, 350, 289, 350)!.value < 0);
		assert.ok(mantelHaenszel(strata)!.value > 0);
	});

	it('has nothing to say without a stratum that holds both arms', () => {
		assert.equal(mantelHaenszel([{ events1: 1, n1: 5, events2: 0, n2: 0 }]), null);
	});
});
