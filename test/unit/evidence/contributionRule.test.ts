import assert from 'node:assert/strict';
import fc from 'fast-check';
import { attributedLines } from '../../../src/core/evidence/contributionRule.js';

/** `#` is a line that Claude wrote, `.` another, `|` ends a block. */
function attributed(picture: string): number {
	const blocks = picture.split('|');
	const lines = blocks.join('');
	return attributedLines(
		Array.from(lines, (letter) => letter === '#'),
		blocks.map(({ length }) => length),
	);
}

describe('Anthropic’s contribution rule', () => {
	for (const [picture, lines, what] of [
		['#####', 5, 'all of Claude’s'],
		['.....', 0, 'none of Claude’s'],
		['##.##', 5, 'one line in five changed'],
		['##.#', 3, 'one line in four changed: more than a fifth'],
		['####.', 4, 'a line after Claude’s is no change of them'],
		['.####', 4, 'nor is one before'],
		['##|.|##', 4, 'blocks are apart: nothing bridges them'],
		['####..####', 10, 'two of ten changed'],
		['####...####', 8, 'three of eleven changed'],
		['#....#', 2, 'rewritten code is not attributed for two lines that stayed'],
		['', 0, 'nothing added'],
	] as const) {
		it(`${what}: ${lines} of "${picture}"`, () => assert.equal(attributed(picture), lines));
	}

	it('attributes every line of Claude’s, and others only inside parts with four of Claude’s to each', () => {
		const block = fc.array(fc.boolean(), { maxLength: 30 });
		fc.assert(
			fc.property(fc.array(block, { maxLength: 4 }), (blocks) => {
				const expected = blocks.map(linesByDefinition).reduce((sum, lines) => sum + lines, 0);
				const found = attributedLines(
					blocks.flat(),
					blocks.map(({ length }) => length),
				);
				assert.equal(found, expected);
				assert.ok(found >= blocks.flat().filter(Boolean).length);
			}),
		);
	});
});

/** The definition word by word: the union of all parts that begin and end with Claude's lines and have enough of them. */
function linesByDefinition(block: readonly boolean[]): number {
	const inside = new Set<number>();
	for (let from = 0; from < block.length; from++) {
		for (let to = from + 1; to <= block.length; to++) {
			const part = block.slice(from, to);
			const others = part.filter((isWritten) => !isWritten).length;
			if (part[0] !== true || part.at(-1) !== true || others * 5 > part.length) continue;
			for (let line = from; line < to; line++) inside.add(line);
		}
	}
	return inside.size;
}
