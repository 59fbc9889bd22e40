import assert from 'node:assert/strict';
import fc from 'fast-check';
import { countLines, mergeLines, packLines, unpackLines } from '../../../src/core/outcomes/coverageLines.js';
import { normalPath, PathResolver, type RepositoryPaths } from '../../../src/core/outcomes/coveragePaths.js';
import { mergeReports, type CoveredFile } from '../../../src/core/outcomes/coverageReport.js';

const repository: RepositoryPaths = {
	files: [
		'index.js',
		'src/index.js',
		'src/cart/total.js',
		'web/src/util.js',
		'api/src/util.js',
		'api/views.py',
		'svc/go.mod',
		'svc/main.go',
		'java/src/main/java/com/example/Total.java',
	],
	root: '/home/ann/shop',
	goModules: [{ folder: 'svc', module: 'example.com/svc' }],
	foldsCase: false,
};

/** What a path resolves to: the file, `a|b` when ambiguous, or the kind. */
function resolve(path: string, options: { sources?: string[]; repository?: RepositoryPaths; others?: string[] } = {}): string {
	const resolver = new PathResolver(options.repository ?? repository, options.sources);
	resolver.learn([path, ...(options.others ?? [])]);
	const found = resolver.resolve(path);
	if (found.kind === 'file') return found.path;
	return found.kind === 'ambiguous' ? found.candidates.join('|') : found.kind;
}

describe('paths of coverage reports', () => {
	it('finds a path as it stands, below the root, below a declared folder and in a Go module', () => {
		assert.equal(resolve('src/cart/total.js'), 'src/cart/total.js');
		assert.equal(resolve('./src//cart/../cart/total.js'), 'src/cart/total.js');
		assert.equal(resolve('/home/ann/shop/src/cart/total.js'), 'src/cart/total.js');
		assert.equal(resolve('util.js', { sources: ['/home/ann/shop/web/src'] }), 'web/src/util.js');
		assert.equal(resolve('util.js', { sources: ['/ci/build/api/src', '/ci/build/lib'] }), 'api/src/util.js');
		assert.equal(resolve('example.com/svc/main.go'), 'svc/main.go');
	});

	it('finds the longest unique suffix, for machines that built it elsewhere', () => {
		assert.equal(resolve('/home/runner/work/shop/shop/src/cart/total.js'), 'src/cart/total.js');
		assert.equal(resolve('com/example/Total.java'), 'java/src/main/java/com/example/Total.java');
		assert.equal(resolve('C:\\agent\\_work\\1\\s\\web\\src\\util.js'), 'web/src/util.js');
	});

	it('reports an ambiguous path instead of guessing', () => {
		assert.equal(resolve('src/util.js'), 'web/src/util.js|api/src/util.js');
		assert.equal(resolve('util.js', { sources: ['/a/web/src', '/a/api/src'] }), 'web/src/util.js|api/src/util.js');
	});

	it('takes paths below a build folder literally once others have shown it', () => {
		const others = ['/ci/src/cart/total.js', '/ci/api/src/util.js'];
		assert.equal(resolve('/ci/src/index.js', { others }), 'src/index.js');
		assert.equal(resolve('/ci/gone/index.js', { others }), 'unknown');
		assert.equal(resolve('/ci/index.js', { others }), 'index.js');
	});

	it('refuses what leads out of its folder, names a share, or is no path', () => {
		for (const path of ['../../etc/passwd', '/../x.js', '\\\\server\\share\\a.js', '//server/a.js', 'a\0.js', '', '.', 'C:/../../x']) {
			assert.equal(resolve(path), 'refused', JSON.stringify(path));
		}
	});

	it('takes upper and lower case for the same only where the file system does', () => {
		assert.equal(resolve('SRC/Cart/Total.js'), 'unknown');
		assert.equal(resolve('SRC/Cart/Total.js', { repository: { ...repository, foldsCase: true } }), 'src/cart/total.js');
	});

	it('never throws, never invents a file', () => {
		const part = fc.constantFrom('src', 'util.js', '..', '.', '', 'C:', 'web', '\\', 'total.js', '\0', 'é');
		fc.assert(
			fc.property(fc.array(part).map((parts) => parts.join('/')), fc.array(fc.string()), (path, sources) => {
				const found = new PathResolver(repository, sources).resolve(path);
				if (found.kind === 'file') assert.ok(repository.files.includes(found.path));
				const normal = normalPath(path);
				if ('path' in normal) assert.ok(!normal.path.split('/').includes('..'));
			}),
		);
	});
});

describe('merging coverage', () => {
	const states = fc.uint8Array({ max: 3, maxLength: 40 });
	const trimmed = (array: Uint8Array): number[] => [...array].slice(0, 1 + array.findLastIndex((state) => state > 0));

	it('packs and unpacks without loss', () => {
		fc.assert(fc.property(states, (array) => assert.deepEqual([...unpackLines(packLines(array))], trimmed(array))));
	});

	it('gives the same in any order and twice', () => {
		const file = fc.record({ path: fc.constantFrom('a', 'b'), states }).map(({ path, states: array }): CoveredFile => {
			const lines = packLines(array);
			return { path, lines, ...countLines(lines) };
		});
		const byPath = (files: CoveredFile[]): [string, CoveredFile][] =>
			[...mergeReports(files)].sort(([one], [two]) => (one < two ? -1 : 1));
		fc.assert(
			fc.property(fc.array(file), (files) => {
				const once = byPath(files);
				assert.deepEqual(byPath([...files].reverse()), once);
				assert.deepEqual(byPath([...files, ...files]), once);
			}),
		);
	});

	it('covers a line that any report covers', () => {
		assert.equal(mergeLines('1m1c1m', '2m1c1-1m'), '1m2c1-1m');
	});

	it('survives packed text that is none', () => {
		fc.assert(fc.property(fc.string(), (text) => assert.ok(unpackLines(text).length <= 1_000_000)));
	});
});
