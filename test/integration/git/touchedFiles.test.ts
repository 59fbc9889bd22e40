import assert from 'node:assert/strict';
import { isSourceFile } from '../../../src/core/sourceFile.js';
import { Git } from '../../../src/sources/git/git.js';
import {
	headsThatTouched,
	readTouchedFiles,
	type CommitRange,
} from '../../../src/sources/git/touchedFiles.js';
import { MadeRepository } from './madeRepository.js';

describe('files that a change touched', () => {
	let repository: MadeRepository;
	beforeEach(() => {
		repository = new MadeRepository();
	});
	afterEach(() => repository.remove());

	it('are judged for many changes at once as for each alone', async () => {
		const lines = Array.from({ length: 30 }, (_, line) => `const v${line} = ${line};`).join('\n');
		const commits = [
			repository.commit({
				message: 'begin',
				files: { 'src/a.ts': lines, 'doc.md': 'a\n', 'gone.ts': 'x\n' },
			}),
			repository.commit({ message: 'source', files: { 'src/a.ts': `${lines}\nmore();\n` } }),
			repository.commit({ message: 'text', files: { 'doc.md': 'b\n' } }),
			repository.commit({ message: 'binary', files: { 'src/data.ts': Buffer.from([0, 1, 2]) } }),
			repository.commit({ message: 'odd name', files: { 'src/ü "b"\tc.ts': 'y\n' } }),
			repository.commit({ message: 'empty', files: { 'src/empty.ts': '' } }),
		];
		repository.git('mv', 'src/a.ts', 'src/b.ts');
		commits.push(repository.commit({ message: 'pure rename' }));
		repository.git('mv', 'src/b.ts', 'src/c.ts');
		commits.push(repository.commit({ message: 'rename', files: { 'src/c.ts': `${lines}\nother();\n` } }));
		repository.git('rm', '-q', 'gone.ts');
		commits.push(repository.commit({ message: 'deletion' }));
		repository.git('update-index', '--chmod=+x', 'src/c.ts');
		commits.push(repository.commit({ message: 'mode' }));
		const git = new Git(repository.folder, { env: MadeRepository.env });
		const ranges = commits
			.slice(1)
			.map((head, index): CommitRange => ({ base: commits[index] ?? '', head }))
			.concat({ base: commits[2] ?? '', head: commits[4] ?? '' });
		for (const range of ranges) {
			const alone = (await readTouchedFiles(git, range.base, range.head)).some(
				({ path }) => path !== null && isSourceFile(path),
			);
			assert.equal((await headsThatTouched(git, [range], isSourceFile)).has(range.head), alone, range.head);
		}
		const several = ranges.slice(0, -1);
		const found = await headsThatTouched(git, several, isSourceFile);
		const alone = await Promise.all(
			several.map(async ({ base, head }) =>
				(await readTouchedFiles(git, base, head)).some(({ path }) => path !== null && isSourceFile(path)),
			),
		);
		assert.deepEqual(
			several.map(({ head }) => found.has(head)),
			alone,
		);
		assert.ok(alone.includes(true) && alone.includes(false));
	});
});
