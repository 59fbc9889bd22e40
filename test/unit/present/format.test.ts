import assert from 'node:assert/strict';
import fc from 'fast-check';
import { formatNumber, formatShare } from '../../../src/present/format.js';
import { plainText } from '../../../src/present/plainText.js';

describe('numbers for people', () => {
	it('have separators, a real minus sign and the digits asked for', () => {
		assert.equal(formatNumber(0), '0');
		assert.equal(formatNumber(1_234_567), '1,234,567');
		assert.equal(formatNumber(-12.25, 1), '−12.3');
		assert.equal(formatNumber(-0.04, 1), '0.0');
		assert.equal(formatNumber(999.96, 1), '1,000.0');
		assert.equal(formatNumber(1.005, 2), '1.01');
		assert.equal(formatShare(0.0609), '6.1 %');
		assert.equal(formatNumber(NaN), 'NaN');
		assert.equal(formatNumber(Infinity, 1), '∞');
	});

	it('are written as the number format of the language writes them', () => {
		const numbers = fc.oneof(
			fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }),
			fc.double({ min: 0, noNaN: true }),
			fc.double({ min: 0, max: 2000, noNaN: true }),
			// As counts of tokens are divided, halves among them.
			fc.integer({ min: 0, max: 999_999_999 }).map((count) => count / 1000),
			fc.integer({ min: 0, max: 999_999_999 }).map((count) => count / 1_000_000),
		);
		fc.assert(
			fc.property(numbers, fc.integer({ min: 0, max: 4 }), (value, digits) => {
				const format = new Intl.NumberFormat('en-US', {
					minimumFractionDigits: digits,
					maximumFractionDigits: digits,
				});
				assert.equal(formatNumber(value, digits), format.format(value));
			}),
			{ numRuns: 2000 },
		);
	});
});

describe('text from outside', () => {
	it('stays as it is when nothing is wrong with it, and is cut when it is long', () => {
		assert.equal(plainText(' src/a b.ts '), 'src/a b.ts');
		assert.equal(plainText('abcdef', 5), 'abcd…');
		assert.equal(plainText('a\tb\u202ec\u001b[31md'), 'a bcd');
	});
});
