// Builds everything that ships. Three kinds of entry:
//   dist/cli.js        the command line; `vscode` is not external here, so a leak of it fails the build
//   dist/extension.js  the editor; `vscode` stays external
//   dist/<chunk>.js    each module that an entry loads with a dynamic `import()`, and each `*.worker.ts`:
//                      built once, shared by both, read from disk only when first needed
import { copyFile, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = dirname(fileURLToPath(import.meta.url));
const src = join(root, 'src');
const out = join(root, 'dist');

/** dist name of a lazily loaded module: `src/present/figures.ts` → `present-figures`. */
const chunkName = (file) => relative(src, file).replace(/\.ts$/, '').replaceAll(/[\\/]/g, '-');

/** Turns relative dynamic imports into chunks beside the entry and remembers them in `found`. */
const lazyChunks = (found) => ({
	name: 'lazy-chunks',
	setup(context) {
		context.onResolve({ filter: /^\.\.?\// }, (args) => {
			if (args.kind !== 'dynamic-import') return undefined;
			const file = resolve(args.resolveDir, args.path.replace(/\.js$/, '.ts'));
			found.add(file);
			return { path: `./${chunkName(file)}.js`, external: true };
		});
	},
});

/**
 * Packages that several chunks use: built once as `dist/vendor-<name>.js` and loaded from there, so that each does not
 * carry a copy of its own.
 */
const shared = ['kysely', 'picomatch', 'saxes', 'sql.js', 'temporal-polyfill', 'zod'];
const vendorName = (name) => `vendor-${name.replaceAll(/[^a-z]/g, '-')}`;
const sharedPackages = (used) => ({
	name: 'shared-packages',
	setup(context) {
		context.onResolve({ filter: /^[a-z]/ }, (args) => {
			if (!shared.includes(args.path) || args.importer.includes('node_modules')) return undefined;
			used.add(args.path);
			return { path: `./${vendorName(args.path)}.js`, external: true };
		});
	},
});

/**
 * What most answers never use is loaded when it is first used, although it is imported at the top: calendars, which days
 * of UTC do without; widths of characters, which plain ASCII does without; and Commander's programs of their own, of which
 * there are none.
 */
const lateNames = new Map([
	['temporal-polyfill', 'Temporal'],
	['string-width', 'default'],
	['node:child_process', 'spawn'],
]);
const late = 'late';
const lateModules = (used) => ({
	name: 'late-modules',
	setup(context) {
		context.onResolve({ filter: /^(temporal-polyfill|string-width|node:child_process)$/ }, (args) => {
			if (args.namespace === late) {
				if (args.path.startsWith('node:')) return { path: args.path, external: true };
				if (!shared.includes(args.path)) return undefined;
				used.add(args.path);
				return { path: `./${vendorName(args.path)}.js`, external: true };
			}
			const isOurs = !args.path.startsWith('node:') && !args.importer.includes('node_modules');
			const isCommander = /commander[\\/]lib/.test(args.importer);
			return isOurs || isCommander ? { path: args.path, namespace: late } : undefined;
		});
		context.onLoad({ filter: /./, namespace: late }, ({ path }) => ({
			contents: `module.exports = { __esModule: true, get ${lateNames.get(path)}() { return require('${path}').${lateNames.get(path)}; } };`,
			resolveDir: root,
		}));
	},
});

/** The compiled scanner is fifteen kilobytes in each chunk that reads transcripts: one file for all of them. */
const scanner = join(src, 'sources/transcripts/wasm/module.ts');
const sharedScanner = (found) => ({
	name: 'shared-scanner',
	setup(context) {
		context.onResolve({ filter: /wasm\/module\.js$/ }, (args) => {
			if (resolve(args.resolveDir, args.path.replace(/\.js$/, '.ts')) !== scanner) return undefined;
			found.add(scanner);
			return { path: `./${chunkName(scanner)}.js`, external: true };
		});
	},
});

/** Zod carries its messages in fifty languages; ours are in English. */
const englishZod = {
	name: 'english-zod',
	setup(context) {
		context.onLoad({ filter: /zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, () => ({
			contents: 'export { default as en } from "./en.js";',
		}));
	},
};

/**
 * Of undici only what sends `fetch` through a proxy: no sockets of the web, caches or mocks, and of its two builds of
 * one parser the one that every processor runs.
 */
const fetchOnlyUndici = {
	name: 'fetch-only-undici',
	setup(context) {
		context.onLoad({ filter: /undici[\\/]index\.js$/ }, () => ({
			contents: `
				Object.assign(require('./lib/dispatcher/dispatcher').prototype, require('./lib/api'));
				exports.EnvHttpProxyAgent = require('./lib/dispatcher/env-http-proxy-agent');
				exports.setGlobalDispatcher = require('./lib/global').setGlobalDispatcher;
				exports.fetch = require('./lib/web/fetch').fetch;
				exports.Headers = require('./lib/web/fetch/headers').Headers;
				exports.Response = require('./lib/web/fetch/response').Response;
				exports.Request = require('./lib/web/fetch/request').Request;
				exports.FormData = require('./lib/web/fetch/formdata').FormData;`,
		}));
		context.onLoad({ filter: /llhttp_simd-wasm\.js$/ }, () => ({
			contents: "module.exports = require('./llhttp-wasm.js');",
		}));
	},
};

const common = {
	absWorkingDir: root,
	bundle: true,
	minify: true,
	sourcemap: false,
	legalComments: 'none',
	platform: 'node',
	target: 'node20',
	format: 'cjs',
	metafile: true,
	logLevel: 'warning',
	// Packages that ship both forms are taken as ES modules, which the bundler can shake.
	mainFields: ['module', 'main'],
	conditions: ['import', 'node'],
	supported: { 'dynamic-import': false },
	define: { 'import.meta.url': 'undefined' },
};

const filesUnder = async (folder) => {
	const entries = await readdir(folder, { recursive: true, withFileTypes: true });
	return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
};

await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });

const sources = await filesUnder(src);
const pending = [
	{ file: join(src, 'cli/main.ts'), name: 'cli', banner: '#!/usr/bin/env node' },
	{ file: join(src, 'extension.ts'), name: 'extension' },
	...sources.filter((file) => file.endsWith('.worker.ts')).map((file) => ({ file, name: chunkName(file) })),
];
const done = new Set();
const sizes = {};
const usedPackages = new Set();
while (pending.length > 0) {
	const { file, name, banner } = pending.shift();
	if (done.has(name)) continue;
	done.add(name);
	const found = new Set();
	const mayUseEditor = name === 'extension' || file.startsWith(join(src, 'editor'));
	const result = await build({
		...common,
		entryPoints: [file],
		outfile: join(out, `${name}.js`),
		external: mayUseEditor ? ['vscode'] : [],
		plugins: [
			lazyChunks(found),
			sharedScanner(found),
			lateModules(usedPackages),
			sharedPackages(usedPackages),
			fetchOnlyUndici,
		],
		...(banner ? { banner: { js: banner } } : {}),
	});
	for (const [path, meta] of Object.entries(result.metafile.outputs)) sizes[basename(path)] = meta.bytes;
	for (const chunk of found) pending.push({ file: chunk, name: chunkName(chunk) });
}

for (const name of usedPackages) {
	const result = await build({
		...common,
		entryPoints: [name],
		outfile: join(out, `${vendorName(name)}.js`),
		plugins: [englishZod],
	});
	for (const [path, meta] of Object.entries(result.metafile.outputs)) sizes[basename(path)] = meta.bytes;
}

for (const file of sources.filter((path) => dirname(path) === join(src, 'webview') && path.endsWith('.ts'))) {
	await build({
		...common,
		entryPoints: [file],
		outfile: join(out, `webview-${basename(file, '.ts')}.js`),
		platform: 'browser',
		format: 'iife',
		target: 'es2022',
	});
}

await copyFile(join(root, 'node_modules/sql.js/dist/sql-wasm.wasm'), join(out, 'sql-wasm.wasm'));
await writeFile(join(out, 'sizes.json'), `${JSON.stringify(sizes, null, '\t')}\n`);
