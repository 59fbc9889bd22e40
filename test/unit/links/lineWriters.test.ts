import assert from 'node:assert/strict';
import fc from 'fast-check';
import { EditedFile } from '../../../src/core/links/editedFile.js';
import { LineWriters } from '../../../src/core/links/lineWriters.js';

/** Files that sessions wrote the given lines into, edit by edit. */
const filesOf = (written: readonly (readonly number[])[][]): EditedFile[] =>
	written.map((edits, session) => {
		const file = new EditedFile(session, '/home/dev/app/src/a.ts');
		for (const [atMs, hashes] of edits.entries()) file.add(atMs, hashes);
		return file;
	});

const writersIn = (writers: LineWriters, hash: number): readonly number[] =>
	[writers.of(hash) ?? []].flat().map(({ session }) => session);

// Few hashes, so that files share lines; far ones, as 48 bits have them; and zero, which an empty slot holds, too.
const hashes = fc.oneof(
	fc.integer({ min: 0, max: 40 }),
	fc.integer({ min: 0, max: 8 }).map((line) => line * 2 ** 40),
	fc.integer({ min: 2 ** 47, max: 2 ** 48 }),
);

describe('writers of lines', () => {
	it('are the files that a line was written into, each once and in their order', () => {
		fc.assert(
			fc.property(
				fc.array(fc.array(fc.array(hashes, { maxLength: 12 }), { maxLength: 4 }), { maxLength: 8 }),
				fc.array(hashes, { maxLength: 12 }),
				(written, others) => {
					const files = filesOf(written);
					const writers = new LineWriters(files);
					for (const hash of [...written.flat(2), ...others]) {
						const expected = files.filter(({ edits }) => edits.some((edit) => edit.hashes.includes(hash)));
						assert.deepEqual(
							writersIn(writers, hash),
							expected.map(({ session }) => session),
						);
					}
				},
			),
		);
	});

	it('are nobody’s without any line', () => {
		assert.deepEqual(writersIn(new LineWriters([]), 0), []);
		assert.deepEqual(writersIn(new LineWriters(filesOf([[[]], []])), 7), []);
	});
});
