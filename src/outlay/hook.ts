import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { OutlayError } from '../core/errors.js';
import { hookStatus, installHook, uninstallHook, type HookStatus } from '../sources/git/commitHook.js';
import type { OutlayContext } from './context.js';
import { repositoriesOf } from './repositories.js';

export type HookAction = 'install' | 'uninstall' | 'status';

/** The hook of one repository. */
export interface RepositoryHook extends HookStatus {
	readonly repo: string;
	readonly folder: string;
}

/** The hook's program: beside the bundles; from source, in `dist`. */
function hookProgram(): string {
	const name = 'outlay-prepareCommitMessage.worker.js';
	const found = [join(__dirname, name), join(__dirname, '../../dist', name)].find((path) => existsSync(path));
	if (found === undefined) {
		throw new OutlayError('environment', 'The hook is not part of this installation.', {
			hint: 'Build it first: npm run build.',
		});
	}
	return found;
}

/**
 * Installs, removes or shows the `prepare-commit-msg` hook in each of the context's repositories. With `namedIn` the
 * hook finds its program through that file, which each installation renews: for a face whose folder changes.
 */
export async function commitHook(
	context: OutlayContext,
	action: HookAction,
	namedIn: string | null = null,
): Promise<RepositoryHook[]> {
	const hooks: RepositoryHook[] = [];
	for (const { git, name, folder } of await repositoriesOf(context)) {
		const status =
			action === 'status'
				? await hookStatus(git)
				: action === 'install'
					? await installHook(git, { node: process.execPath, file: hookProgram(), namedIn })
					: await uninstallHook(git);
		hooks.push({ ...status, repo: name, folder });
	}
	if (hooks.length === 0) {
		throw new OutlayError('usage', 'There is no repository here.', {
			hint: 'Run it inside one, or name it with --repo.',
		});
	}
	return hooks;
}
