import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, normalize, relative, sep } from 'node:path';

const root = join(__dirname, '../..');
const src = join(root, 'src');

/** What each room may import, by the first folder below src (`.` is a file directly in src). */
const walls: Record<string, readonly string[]> = {
	core: ['core'],
	sources: ['core', 'sources'],
	ledger: ['core', 'ledger'],
	present: ['core', 'present'],
	outlay: ['core', 'sources', 'ledger', 'present', 'outlay'],
	cli: ['core', 'present', 'outlay', 'outlay.ts', 'cli', '../package.json'],
	editor: ['core', 'present', 'outlay', 'outlay.ts', 'editor'],
	webview: ['core/protocol.ts', 'webview'],
	'outlay.ts': ['core', 'sources', 'ledger', 'present', 'outlay'],
	'extension.ts': ['core', 'editor', 'outlay', 'outlay.ts'],
};
const pureLibraries = new Set(['simple-statistics', 'temporal-polyfill']);

interface Import {
	readonly from: string;
	readonly to: string;
}

const files = readdirSync(src, { recursive: true, withFileTypes: true })
	.filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
	.map((entry) => join(entry.parentPath, entry.name));

function importsOf(file: string): Import[] {
	const text = readFileSync(file, 'utf8');
	const found = text.matchAll(
		/(?:^|\n)\s*(?:import|export)[^'"\n;]*?(?:\{[^}]*\})?[^'"\n;]*?from\s+'([^']+)'|import\(\s*'([^']+)'\s*\)|(?:^|\n)import\s+'([^']+)'/g,
	);
	return [...found].map((match) => ({ from: file, to: match[1] ?? match[2] ?? match[3] ?? '' }));
}

const place = (path: string): string => relative(src, path).split(sep).join('/');
const room = (path: string): string => place(path).split('/')[0] ?? '';
const resolved = ({ from, to }: Import): string => normalize(join(dirname(from), to.replace(/\.js$/, '.ts')));
const imports = files.flatMap(importsOf);

describe('architecture', () => {
	it('lets data flow one way between the rooms', () => {
		const broken = imports
			.filter(({ to }) => to.startsWith('.'))
			.filter((edge) => {
				const allowed = walls[room(edge.from)];
				assert.ok(allowed, `no wall is written for src/${place(edge.from)}`);
				const target = resolved(edge);
				return !allowed.includes(room(target)) && !allowed.includes(place(target));
			})
			.map((edge) => `${place(edge.from)} → ${place(resolved(edge))}`);
		assert.deepEqual(broken, []);
	});

	it('keeps core free of everything but two pure libraries', () => {
		const broken = imports
			.filter(({ from, to }) => room(from) === 'core' && !to.startsWith('.') && !pureLibraries.has(to))
			.map(({ from, to }) => `${place(from)} → ${to}`);
		assert.deepEqual(broken, []);
	});

	it('keeps vscode in the editor', () => {
		const broken = imports
			.filter(({ from, to }) => to === 'vscode' && room(from) !== 'editor' && room(from) !== 'extension.ts')
			.map(({ from }) => place(from));
		assert.deepEqual(broken, []);
	});

	it('keeps clock, randomness and process out of core', () => {
		const broken = files
			.filter((file) => room(file) === 'core')
			.filter((file) =>
				/Date\.now\(|Math\.random\(|new Date\(\)|\bprocess\.|\brequire\(/.test(readFileSync(file, 'utf8')),
			)
			.map(place);
		assert.deepEqual(broken, []);
	});

	it('has no import cycles', () => {
		const edges = new Map<string, string[]>();
		for (const edge of imports.filter(({ to }) => to.startsWith('.'))) {
			edges.set(edge.from, [...(edges.get(edge.from) ?? []), resolved(edge)]);
		}
		const finished = new Set<string>();
		const cycles: string[] = [];
		const visit = (file: string, path: readonly string[]): void => {
			if (path.includes(file)) {
				cycles.push([...path.slice(path.indexOf(file)), file].map(place).join(' → '));
				return;
			}
			if (finished.has(file)) return;
			for (const next of edges.get(file) ?? []) visit(next, [...path, file]);
			finished.add(file);
		};
		for (const file of files) visit(file, []);
		assert.deepEqual(cycles, []);
	});

	it('names every file for one concept, without barrels, default exports or giants', () => {
		const broken = files.flatMap((file) => {
			const text = readFileSync(file, 'utf8');
			return [
				...(/(^|\/)(utils?|helpers?|common|misc|index)\.ts$/.test(place(file))
					? [`${place(file)}: name`]
					: []),
				...(/^export default/m.test(text) ? [`${place(file)}: default export`] : []),
				...(/^export \* from/m.test(text) ? [`${place(file)}: barrel`] : []),
				...(text.split('\n').length > 500 ? [`${place(file)}: over 500 lines`] : []),
			];
		});
		assert.deepEqual(broken, []);
	});
});
