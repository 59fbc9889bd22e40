import assert from 'node:assert/strict';
import fc from 'fast-check';
import { countBelow } from '../../src/core/ascending.js';

describe('ascending numbers', () => {
	it('are counted below a number as one by one, repeated ones and none at all included', () => {
		fc.assert(
			fc.property(fc.array(fc.nat(30)), fc.nat(31), (numbers, value) => {
				const ascending = numbers.sort((one, two) => one - two);
				const expected = numbers.filter((number) => number < value).length;
				assert.equal(countBelow(ascending, value), expected);
				assert.equal(countBelow(Uint32Array.from(ascending), value), expected);
			}),
		);
	});
});
