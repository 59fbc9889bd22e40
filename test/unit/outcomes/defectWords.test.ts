import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
	isCosmetic,
	namesOf,
	proseOf,
	sharedWords,
	wordsOf,
} from '../../../src/core/outcomes/defectWords.js';

describe('words of a fix', () => {
	it('leaves out trailers and every commit that the message names, also over two lines', () => {
		const message = [
			'net: fix queue release',
			'',
			'Commit 0123456789ab ("net: secret words") forgot it, as did abcdef0.',
			'',
			'Fixes: 0123456789ab ("net: add secret',
			' continuation")',
			'Signed-off-by: Ann <ann@example.com>',
		].join('\n');
		const prose = proseOf(message);
		assert.match(prose, /queue release/);
		assert.match(prose, /forgot it/);
		for (const hidden of ['secret', 'continuation', '0123456789ab', 'abcdef0', 'Ann'])
			assert.ok(!prose.includes(hidden), hidden);
	});

	it('meets words without their endings, and none that every commit uses', () => {
		assert.deepEqual([...wordsOf('Fix the queues when parsing')], [...wordsOf('queue parse')]);
		assert.equal(wordsOf('Fix the queues when parsing').size, 2);
		assert.equal(sharedWords('Parse queues', wordsOf('queue is full')), 0.5);
		assert.equal(sharedWords('fix', wordsOf('fix')), 0);
	});

	it('takes names, not keywords, from code', () => {
		assert.deepEqual([...namesOf('if (queue_len > max) return ret;')], ['queue_len', 'max']);
	});

	it('knows a tidying by its subject', () => {
		assert.ok(isCosmetic('Rename helpers'));
		assert.ok(!isCosmetic('Add a queue'));
	});

	it('gives a share between 0 and 1 for any text', () => {
		fc.assert(
			fc.property(fc.string(), fc.string(), (subject, text) => {
				const share = sharedWords(subject, wordsOf(proseOf(text)));
				assert.ok(share >= 0 && share <= 1);
			}),
		);
	});
});
