import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { harnessHome, projectRoot } from './paths.js';
import { mustRun } from './run.js';

/** Packages a small extension that a test needs beside Outlay; gives its `.vsix`. */
export async function standInExtension(
	name: string,
	manifest: Readonly<Record<string, unknown>>,
	main: string,
): Promise<string> {
	const folder = join(harnessHome, 'stand-in', name);
	await mkdir(folder, { recursive: true });
	const own = {
		name,
		publisher: 'test',
		version: '1.0.0',
		engines: { vscode: '^1.100.0' },
		main: './main.js',
	};
	await writeFile(join(folder, 'package.json'), JSON.stringify({ ...own, ...manifest }));
	await writeFile(join(folder, 'main.js'), main);
	await writeFile(join(folder, 'LICENSE'), 'MIT\n');
	const vsix = join(folder, `${name}.vsix`);
	const vsce = join(projectRoot, 'node_modules/@vscode/vsce/vsce');
	const options = ['--no-dependencies', '--allow-missing-repository', '--skip-license', '-o', vsix];
	await mustRun(process.execPath, [vsce, 'package', ...options], { cwd: folder });
	return vsix;
}
