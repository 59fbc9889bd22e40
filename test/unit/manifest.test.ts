import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as ids from '../../src/editor/ids.js';

const root = join(__dirname, '../..');
const manifestText = readFileSync(join(root, 'package.json'), 'utf8');
const manifest = JSON.parse(manifestText) as {
	main: string;
	icon?: string;
	engines: { vscode: string };
	devDependencies: Record<string, string>;
	contributes: {
		commands: { command: string; title: string; icon?: string }[];
	};
};
const texts = JSON.parse(readFileSync(join(root, 'package.nls.json'), 'utf8')) as Record<string, string>;
const sorted = (values: Iterable<string>): string[] => [...values].sort();

describe('manifest', () => {
	it('declares exactly the commands that the code knows', () => {
		assert.deepEqual(
			sorted(manifest.contributes.commands.map(({ command }) => command)),
			sorted(Object.values(ids.commandIds)),
		);
	});

	it('has a text for every key, and no text without a key', () => {
		const used = [...manifestText.matchAll(/"%([^%"]+)%"/g)].map((match) => match[1] ?? '');
		assert.deepEqual(sorted(new Set(used)), sorted(Object.keys(texts)));
	});

	it('is typed against the oldest VS Code that it promises', () => {
		assert.equal(`^${manifest.devDependencies['@types/vscode'] ?? ''}`, manifest.engines.vscode);
	});

	it('names only files that exist', () => {
		const files = [...manifestText.matchAll(/"(\.?\/?media\/[^"]+)"/g)].map((match) => match[1] ?? '');
		assert.deepEqual(
			files.filter((file) => !existsSync(join(root, file))),
			[],
		);
	});
});
