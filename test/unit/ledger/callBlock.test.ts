import assert from 'node:assert/strict';
import fc from 'fast-check';
import { callInBlock, countNames, packBlock, unpackBlock } from '../../../src/ledger/callBlock.js';

const count = fc.oneof(
	fc.integer({ min: 0, max: 200_000 }),
	fc.constantFrom(0, 127, 128, 2 ** 31, 2 ** 32 - 1, 2 ** 32, Number.MAX_SAFE_INTEGER),
);

const call = fc.record({
	callId: fc.oneof(
		fc.string({ unit: 'grapheme', minLength: 1 }),
		fc.constantFrom('a\nb', 'msg_01A', 'msg_01B', ''),
	),
	print: fc.nat(2 ** 32 - 1),
	contextId: fc.nat(),
	atMs: fc.integer({ min: 0, max: 8_640_000_000_000_000 }),
	counts: fc.array(count, { minLength: countNames.length, maxLength: countNames.length }),
	nested: fc.constantFrom(null, '[]', '[{"model":"ü"}]'),
});

describe('a block of calls', () => {
	it('gives back ids that differ in the second half of a character', () => {
		const twins = ['\u{28800}', '\u{28801}'].map((callId) => ({
			...{ callId, print: 0, contextId: 0, atMs: 0, nested: null },
			counts: countNames.map(() => 0),
		}));
		const packed = packBlock(twins);
		const ids = unpackBlock(packed, new Set(), () => packed.ids).ids();
		assert.deepEqual(ids, ['\u{28800}', '\u{28801}']);
	});

	it('gives back every call as it was packed', () => {
		fc.assert(
			fc.property(fc.array(call, { minLength: 1, maxLength: 30 }), (some) => {
				const calls = [...some].sort((one, two) => one.atMs - two.atMs);
				const packed = packBlock(calls);
				const block = unpackBlock(packed, new Set(), () => packed.ids);
				const ids = block.ids();
				assert.deepEqual(
					calls.map((_, row) => ({ callId: ids[row], ...callInBlock(block, row) })),
					calls.map(({ callId, contextId, atMs, counts, nested }) => ({
						...{ callId, contextId, atMs, counts, nested },
					})),
				);
				assert.deepEqual([packed.firstAtMs, packed.lastAtMs], [calls[0]?.atMs, calls.at(-1)?.atMs]);
			}),
		);
	});
});
