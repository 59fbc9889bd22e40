import assert from 'node:assert/strict';
import stringWidth from 'string-width';
import { textTable } from '../../../src/present/textTable.js';

describe('tables in a terminal', () => {
	it('keep their columns under each other when a name is wider than its column', () => {
		const names = ['claude-haiku-4-5-20251001', 'claude-opus-4-6', '漢字'.repeat(20), 'x'.repeat(60)];
		const columns = ['Model', 'Spend', 'Calls', 'Input', 'Output', 'Worth'].map((title, index) => ({
			title,
			align: index === 0 ? ('left' as const) : ('right' as const),
		}));
		const rows = names.map((text) => [{ text }, ...columns.slice(1).map(() => ({ text: '1,234,567' }))]);
		for (const width of [60, 70, 80]) {
			const lines = textTable({ columns, rows }, width);
			const ends = lines.filter((line) => line.endsWith('1,234,567')).map((line) => stringWidth(line));
			assert.equal(ends.length, names.length);
			assert.equal(new Set(ends).size, 1, lines.join('\n'));
			assert.ok(
				lines.every((line) => stringWidth(line) <= width),
				lines.join('\n'),
			);
		}
	});
});
