import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cleanEnvironment } from './cleanEnvironment.js';
import { mustRun } from './run.js';

/** A home folder with a repository in it, as a developer has one. */
export interface TestWorkspace {
	readonly home: string;
	/** The work tree, on branch `feat/export`. */
	readonly folder: string;
	readonly git: (...args: string[]) => Promise<string>;
	/** Git as somebody else, or at another time: with more environment. */
	readonly gitWith: (more: Readonly<Record<string, string>>, ...args: string[]) => Promise<string>;
}

/** Makes a repository with one commit on `main` and one on `feat/export`, its remote on a forge. */
export async function makeWorkspace(home: string, name = 'app'): Promise<TestWorkspace> {
	const folder = join(home, 'work', name);
	await mkdir(folder, { recursive: true });
	const env = cleanEnvironment(home, {
		GIT_AUTHOR_NAME: 'Ada Example',
		GIT_AUTHOR_EMAIL: 'ada@example.com',
		GIT_COMMITTER_NAME: 'Ada Example',
		GIT_COMMITTER_EMAIL: 'ada@example.com',
	});
	const gitWith = (more: Readonly<Record<string, string>>, ...args: string[]): Promise<string> =>
		mustRun('git', args, { cwd: folder, env: { ...env, ...more } });
	const git = (...args: string[]): Promise<string> => gitWith({}, ...args);
	await git('init', '-q', '-b', 'main');
	await git('config', 'user.name', 'Ada Example');
	await git('config', 'user.email', 'ada@example.com');
	await git('remote', 'add', 'origin', `https://github.com/acme/${name}.git`);
	await writeFile(join(folder, 'README.md'), '# App\n');
	await git('add', '.');
	await git('commit', '-q', '-m', 'Start');
	await git('switch', '-q', '-c', 'feat/export');
	await writeFile(join(folder, 'export.ts'), 'export const rows = [];\n');
	await git('add', '.');
	await git('commit', '-q', '-m', 'Write rows');
	return { home, folder, git, gitWith };
}
