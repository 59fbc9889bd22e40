import assert from 'node:assert/strict';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { open, type ZipFile } from 'yauzl';
import { projectRoot } from '../harness/paths.js';
import { vsix } from './scene.js';

/** Paths of the package's files, as they lie in the extension's folder. */
async function filesOf(zipFile: string): Promise<string[]> {
	const zip = await new Promise<ZipFile>((resolve, reject) =>
		open(zipFile, (error, opened) => (error === null ? resolve(opened) : reject(error))),
	);
	const names: string[] = [];
	await new Promise<void>((resolve, reject) => {
		zip.on('entry', ({ fileName }: { fileName: string }) => names.push(fileName));
		zip.on('end', resolve);
		zip.on('error', reject);
	});
	return names.filter((name) => name.startsWith('extension/')).map((name) => name.slice('extension/'.length));
}

describe('weight of the package', () => {
	it('is at most 1,500,000 bytes, and what a window loads at startup at most 400,000', async () => {
		const packed = (await stat(vsix)).size;
		const entry = (await stat(join(projectRoot, 'dist/extension.js'))).size;
		assert.ok(packed <= 1_500_000, `the vsix has ${packed} bytes`);
		assert.ok(entry <= 400_000, `extension.js has ${entry} bytes`);
	});

	it('has nothing that the allow-list does not name, and every chunk that its chunks load', async () => {
		const files = await filesOf(vsix);
		const isNamed =
			/^(dist\/[\w-]+(\.worker)?\.(js|wasm)|media\/.+\.(css|json|md|png|svg)|[^/]+\.(json|md|txt))$/;
		assert.deepEqual(
			files.filter((file) => !isNamed.test(file)),
			[],
		);
		const chunks = files.filter((file) => file.startsWith('dist/') && file.endsWith('.js'));
		assert.ok(chunks.includes('dist/extension.js'));
		const missing = new Set<string>();
		for (const file of chunks) {
			const text = await readFile(join(projectRoot, file), 'utf8');
			for (const [, name = ''] of text.matchAll(/require\("\.\/([\w-]+\.js)"\)/g)) {
				if (!chunks.includes(`dist/${name}`)) missing.add(`${file} needs ${name}`);
			}
		}
		assert.deepEqual([...missing], []);
	});
});
