import assert from 'node:assert/strict';
import type { SessionEvent } from '../../../src/core/usage/session.js';
import { KnownPlaces } from '../../../src/core/links/knownPlaces.js';

/** A session that edited some files. */
const editing = (...paths: readonly string[]): { hasEdits: boolean; events: SessionEvent[] } => ({
	hasEdits: paths.length > 0,
	events: paths.map((path, at) => ({
		...{ sessionId: 'session', eventId: `edit-${at}`, atMs: at, cwd: null, branch: null },
		...{ kind: 'edit', path, addedLines: 0, lineHashes: [] },
	})),
});

const places = new KnownPlaces([
	{ paths: new Set(['src/Parser.ts', 'src/lexer.ts', 'README.md', 'docs/index.md']) },
	{ paths: new Set(['src/lexer.ts', 'web/page.ts', 'README.md']) },
]);
const knownOf = (paths: readonly string[], ...cwds: readonly string[]): [number, number][] => [
	...(places.knownOf(editing(...paths), cwds) ?? []),
];

describe('places that edited paths are known at', () => {
	it('are those of every repository that has the path below a folder at or around the working folder', () => {
		assert.deepEqual(knownOf(['/home/dev/app/src/Parser.ts'], '/home/dev/app'), [[0, 1]]);
		assert.deepEqual(knownOf(['/home/dev/app/src/Parser.ts'], '/home/dev/app/src'), [[0, 1]]);
		assert.deepEqual(knownOf(['/home/dev/app/src/lexer.ts'], '/home/dev/app'), [
			[0, 1],
			[1, 1],
		]);
		assert.deepEqual(knownOf(['/home/dev/app/src/Parser.ts'], '/home/dev/other'), []);
	});

	it('say nothing for one name that stands in every repository, and something for two paths with a telling one', () => {
		assert.deepEqual(knownOf(['/home/dev/app/README.md'], '/home/dev/app'), []);
		assert.deepEqual(knownOf(['/home/dev/app/docs/index.md'], '/home/dev/app'), []);
		assert.deepEqual(knownOf(['/home/dev/app/README.md', '/home/dev/app/web/page.ts'], '/home/dev/app'), [
			[1, 2],
		]);
	});

	it('say nothing when they are fewer than a third of all edited ones', () => {
		const others = ['a', 'b', 'c', 'd'].map((name) => `/home/dev/app/lib/${name}.ts`);
		const edited = ['/home/dev/app/src/Parser.ts', '/home/dev/app/README.md'];
		assert.deepEqual(knownOf([...edited, ...others], '/home/dev/app'), [[0, 2]]);
		assert.deepEqual(knownOf([...edited, ...others, '/home/dev/app/lib/e.ts'], '/home/dev/app'), []);
	});

	it('count most below one folder, a path that is edited twice once', () => {
		const edited = [
			'/home/dev/one/src/Parser.ts',
			'/home/dev/two/src/lexer.ts',
			'/home/dev/two/src/lexer.ts',
		];
		assert.deepEqual(knownOf(edited, '/home/dev/one', '/home/dev/two'), [
			[0, 1],
			[1, 1],
		]);
	});

	it('compare paths below a Windows drive without regard to case, others with it', () => {
		assert.deepEqual(knownOf(['C:\\Work\\App\\SRC\\parser.ts'], 'c:\\work\\app'), [[0, 1]]);
		assert.deepEqual(knownOf(['/home/dev/app/SRC/parser.ts'], '/home/dev/app'), []);
	});

	it('are unknown without any edit', () => {
		assert.equal(places.knownOf(editing(), ['/home/dev/app']), null);
	});
});
