import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * A git that waits while the file `slow` is in the home, so that there is time to see what waits for it. VS Code takes
 * the PATH of a login shell, which sets one of its own; the home's profile has the last word.
 */
export async function slowableGit(home: string): Promise<Record<string, string>> {
	const [folder, path] = [join(home, 'bin'), process.env['PATH'] ?? ''];
	await mkdir(folder);
	const script = `#!/bin/sh\nwhile [ -f '${home}/slow' ]; do sleep 0.2; done\nPATH='${path}' exec git "$@"\n`;
	await writeFile(join(folder, 'git'), script);
	await chmod(join(folder, 'git'), 0o755);
	for (const profile of ['.profile', '.zprofile']) {
		await writeFile(join(home, profile), `PATH='${folder}':"$PATH"\nexport PATH\n`);
	}
	return { PATH: `${folder}:${path}` };
}
