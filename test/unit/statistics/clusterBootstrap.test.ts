import assert from 'node:assert/strict';
import fc from 'fast-check';
import { medianSorted } from 'simple-statistics';
import { clusterBootstrap } from '../../../src/core/statistics/clusterBootstrap.js';
import { clusteredSample, resampledMedian } from '../../../src/core/statistics/clusteredSample.js';
import { seededRandom } from '../../../src/core/statistics/seededRandom.js';

const meanOf =
	(values: readonly number[]) =>
	(drawn: Uint32Array): number[] => {
		let sum = 0;
		let count = 0;
		values.forEach((value, index) => {
			sum += value * (drawn[index] ?? 0);
			count += drawn[index] ?? 0;
		});
		return [sum / count];
	};

describe('clusterBootstrap', () => {
	it('is the same every time', () => {
		const values = Array.from({ length: 40 }, (_, index) => (index * 7) % 23);
		assert.deepEqual(clusterBootstrap(40, meanOf(values)), clusterBootstrap(40, meanOf(values)));
	});

	it('comes close to the normal interval of a mean of many clusters', () => {
		const random = seededRandom(9);
		const values = Array.from({ length: 400 }, () => random());
		const mean = values.reduce((sum, value) => sum + value, 0) / 400;
		const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 400;
		const half = 1.96 * Math.sqrt(variance / 400);
		const [found] = clusterBootstrap(400, meanOf(values));
		assert.ok(found);
		assert.ok(Math.abs(found.low - (mean - half)) < half * 0.15);
		assert.ok(Math.abs(found.high - (mean + half)) < half * 0.15);
	});

	it('is wider when what is alike is drawn together', () => {
		const members = Array.from({ length: 200 }, (_, index) => ({
			value: (index % 10) * 10 + (index % 3),
			byDeveloper: index % 10,
			alone: index,
		}));
		const width = (clusters: number, of: 'byDeveloper' | 'alone'): number => {
			const sample = clusteredSample(members.map((member) => ({ value: member.value, cluster: member[of] })));
			const [found] = clusterBootstrap(clusters, (drawn) => [resampledMedian(sample, drawn)]);
			return found!.high - found!.low;
		};
		assert.ok(width(10, 'byDeveloper') > 1.5 * width(200, 'alone'));
	});

	it('gives no interval of one cluster, nor where resamples are often empty', () => {
		assert.deepEqual(clusterBootstrap(1, meanOf([3])), [null]);
		const onlyFirst = (drawn: Uint32Array): number[] => [(drawn[0] ?? 0) > 0 ? 1 : NaN];
		assert.deepEqual(clusterBootstrap(10, onlyFirst), [null]);
	});
});

describe('resampledMedian', () => {
	it('is the median of the drawn values', () => {
		const members = fc.array(
			fc.record({ value: fc.integer({ min: 0, max: 50 }), cluster: fc.integer({ min: 0, max: 4 }) }),
			{ minLength: 1, maxLength: 30 },
		);
		const multiplicity = fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 5, maxLength: 5 });
		fc.assert(
			fc.property(members, multiplicity, (sample, times) => {
				const drawn = sample
					.flatMap(({ value, cluster }) => Array.from({ length: times[cluster]! }, () => value))
					.sort((one, two) => one - two);
				const found = resampledMedian(clusteredSample(sample), Uint32Array.from(times));
				assert.equal(found, drawn.length === 0 ? NaN : medianSorted(drawn));
			}),
		);
	});
});
