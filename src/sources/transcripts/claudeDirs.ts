import { existsSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';

/**
 * Where Claude Code and its older versions keep `projects/`, in the order they use: each entry of `CLAUDE_CONFIG_DIR`
 * (comma-separated, `~` allowed, a `projects` folder itself allowed), else `$XDG_CONFIG_HOME/claude` (or
 * `~/.config/claude`) and `~/.claude`. The same folder named twice counts once.
 */
export function claudePlacesOf(env: Readonly<Record<string, string | undefined>>, home: string): string[] {
	const named = (env['CLAUDE_CONFIG_DIR'] ?? '')
		.split(',')
		.map((entry) => entry.trim())
		.filter((entry) => entry !== '')
		.map((entry) => resolve(entry.replace(/^~(?=$|[\\/])/, home)));
	const usual = [join(env['XDG_CONFIG_HOME'] ?? join(home, '.config'), 'claude'), join(home, '.claude')];
	const folders = (named.length > 0 ? named : usual).map((folder) =>
		basename(folder) === 'projects' ? dirname(folder) : folder,
	);
	return [...new Set(folders)];
}

/** Those places that hold a `projects/` now. */
export function claudeDirsOf(env: Readonly<Record<string, string | undefined>>, home: string): string[] {
	return claudePlacesOf(env, home).filter((folder) => existsSync(join(folder, 'projects')));
}
