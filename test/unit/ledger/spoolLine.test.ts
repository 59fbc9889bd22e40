import assert from 'node:assert/strict';
import fc from 'fast-check';
import { findLines, formatLine } from '../../../src/ledger/spoolLine.js';

const entries = fc.array(fc.dictionary(fc.string(), fc.string(), { maxKeys: 4 }), {
	minLength: 1,
	maxLength: 5,
});

describe('spool lines', () => {
	it('come back as they were written', () => {
		fc.assert(
			fc.property(entries, (values) => {
				const texts = values.map((value) => JSON.stringify(value));
				const { lines, damaged, mended } = findLines(Buffer.concat(texts.map(formatLine)));
				assert.deepEqual(
					lines.map(({ json }) => json),
					texts,
				);
				assert.deepEqual([damaged.length, mended], [0, 0]);
			}),
		);
	});

	it('survive any one changed byte, line feeds and headers included', () => {
		fc.assert(
			fc.property(entries, fc.nat(), fc.integer({ min: 1, max: 255 }), (values, at, change) => {
				const texts = values.map((value) => JSON.stringify({ ...value, rows: [1, 2, 3] }));
				const bytes = Buffer.concat([...texts.map(formatLine), formatLine('{"last":1}')]);
				// The final line feed is left alone: without it the last line counts as not written to its end.
				const place = at % (bytes.length - 1);
				bytes[place] = (bytes[place] ?? 0) ^ change;
				const found = findLines(bytes).lines.map(({ json }) => json);
				assert.deepEqual(found, [...texts, '{"last":1}']);
			}),
			{ numRuns: 1000, examples: [[[{}], 0, 111]] },
		);
	});

	it('leaves a line that is still being written, and says where it found damage it cannot mend', () => {
		const [one, two, three] = ['{"a":1}', '{"b":2}', '{"c":3}'].map(formatLine) as [Buffer, Buffer, Buffer];
		two.fill(0x58, 12, 15);
		const { lines, damaged, consumed } = findLines(Buffer.concat([one, two, three, one.subarray(0, 9)]));
		assert.deepEqual(
			lines.map(({ json }) => json),
			['{"a":1}', '{"c":3}'],
		);
		assert.deepEqual(
			damaged.map(({ offset }) => offset),
			[one.length],
		);
		assert.equal(consumed, one.length + two.length + three.length);
	});
});
