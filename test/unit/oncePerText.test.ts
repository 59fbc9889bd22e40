import assert from 'node:assert/strict';
import { oncePerText } from '../../src/core/oncePerText.js';

describe('an answer worked out once for each text', () => {
	it('is the same again, nothing included, and worked out anew for another text', () => {
		const asked: string[] = [];
		const firstLetter = oncePerText((text) => {
			asked.push(text);
			return text[0];
		});
		assert.deepEqual(['ab', '', 'ab', '', 'b', 'ab'].map(firstLetter), [
			'a',
			undefined,
			'a',
			undefined,
			'b',
			'a',
		]);
		assert.deepEqual(asked, ['ab', '', 'b']);
	});
});
