import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { generateDemo } from '../demo/generate.js';

describe('demo data', () => {
	it('is what its generator writes, so that nobody edits a result into it', () => {
		const folder = join(__dirname, '../../media/demo');
		const generated = generateDemo();
		const shipped = readdirSync(folder, { recursive: true, withFileTypes: true })
			.filter((entry) => entry.isFile())
			.map((entry) => join(entry.parentPath, entry.name));
		assert.deepEqual(
			shipped.map((file) => relative(folder, file).split(sep).join('/')).sort(),
			[...generated.keys()].sort(),
		);
		for (const file of shipped) {
			const path = relative(folder, file).split(sep).join('/');
			assert.equal(readFileSync(file, 'utf8'), generated.get(path), `media/demo/${path} is not up to date`);
		}
	});
});
