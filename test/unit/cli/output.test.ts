import assert from 'node:assert/strict';
import fc from 'fast-check';
import { jsonPieces, jsonText } from '../../../src/cli/output.js';
import { textTable } from '../../../src/present/textTable.js';

describe('long results', () => {
	it('are the same JSON in pieces as in one', () => {
		fc.assert(
			fc.property(fc.array(fc.jsonValue()), fc.dictionary(fc.string(), fc.jsonValue()), (items, more) => {
				const head = { schema: 'outlay.commits/1', ...more };
				const whole = `${jsonText({ ...head, zz: items })}\n`;
				if ('zz' in more) return;
				assert.deepEqual(JSON.parse([...jsonPieces(head, 'zz', items)].join('')), JSON.parse(whole));
			}),
		);
		const items = Array.from({ length: 20_000 }, (_, index) => ({ index, where: 'line\nbreak', none: [] }));
		const pieces = [...jsonPieces({ schema: 'x' }, 'items', items)];
		assert.ok(pieces.length > 1);
		assert.equal(pieces.join(''), `${jsonText({ schema: 'x', items })}\n`);
		assert.equal(
			[...jsonPieces({ schema: 'x' }, 'items', [])].join(''),
			`${jsonText({ schema: 'x', items: [] })}\n`,
		);
	});

	it('fit into a table however many rows they have', () => {
		const rows = Array.from({ length: 150_000 }, (_, index) => [{ text: `row ${index}` }]);
		const lines = textTable({ columns: [{ title: 'A', align: 'left' }], rows }, 80);
		assert.equal(lines.length, rows.length + 1);
	});
});
