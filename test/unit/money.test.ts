import assert from 'node:assert/strict';
import fc from 'fast-check';
import { formatUsd, microsOfDollars, splitMicros } from '../../src/core/money.js';

describe('money', () => {
	it('splits any total over any weights without losing a micro-dollar', () => {
		fc.assert(
			fc.property(
				fc.integer({ min: -9_000_000_000_000, max: 9_000_000_000_000 }),
				fc.array(fc.double({ min: 0, max: 1e12, noNaN: true }), { minLength: 1, maxLength: 50 }),
				(total, weights) => {
					const parts = splitMicros(total, weights);
					assert.equal(parts.length, weights.length);
					assert.ok(parts.every(Number.isSafeInteger));
					assert.equal(
						parts.reduce((one, two) => one + two, 0),
						total,
					);
				},
			),
		);
	});

	it('gives nothing to a part without weight, unless no part has any', () => {
		assert.deepEqual(splitMicros(10, [1, 0, 1]), [5, 0, 5]);
		assert.deepEqual(splitMicros(10, [0, 0, 0]), [4, 3, 3]);
		assert.deepEqual(splitMicros(10, []), []);
	});

	it('prints dollars, and an unknown amount never as zero', () => {
		assert.equal(formatUsd(1_234_560_000), '$1,234.56');
		assert.equal(formatUsd(0), '$0.00');
		assert.equal(formatUsd(400), '<$0.01');
		assert.equal(formatUsd(-2_500_000), '−$2.50');
		assert.equal(formatUsd(null), '–');
		assert.equal(formatUsd(314_020_000, 'whole'), '$314');
		assert.equal(microsOfDollars(0.1 + 0.2), 300_000);
	});

	it('prints every amount as the number format of the language does', () => {
		const cents = new Intl.NumberFormat('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
		const dollars = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
		const amounts = fc.oneof(
			fc.integer({ min: 5000, max: 4_000_000_000_000_000 }),
			// Halves of a cent and of a dollar.
			fc.integer({ min: 0, max: 400_000_000 }).map((half) => half * 10_000 + 5000),
			fc.integer({ min: 100, max: 4_000_000 }).map((half) => half * 1_000_000 + 500_000),
		);
		fc.assert(
			fc.property(amounts, (micros) => {
				assert.equal(formatUsd(micros), `$${cents.format(micros / 1_000_000)}`);
				const isLarge = micros >= 100_000_000;
				const whole = (isLarge ? dollars : cents).format(micros / 1_000_000);
				assert.equal(formatUsd(micros, 'whole'), `$${whole}`);
			}),
		);
	});
});
