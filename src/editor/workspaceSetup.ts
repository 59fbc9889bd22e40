import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { microsOfDollars } from '../core/money.js';
import type { EngineSetup } from './engine/engineProtocol.js';
import type { GitRepositories } from './git/gitExtension.js';
import type { Settings } from './settings.js';

/** Folders of this window that are on this machine's disk; a virtual workspace has none. */
export function localWorkspaceFolders(): vscode.WorkspaceFolder[] {
	return (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
}

/** Their paths. */
export function localFolders(): string[] {
	return localWorkspaceFolders().map(({ uri }) => uri.fsPath);
}

/** True when the window has folders and none is on this machine's disk. VS Code's own key for it can come late. */
export function isVirtual(): boolean {
	return (vscode.workspace.workspaceFolders ?? []).length > 0 && localFolders().length === 0;
}

/**
 * Work trees of this window: those the git extension has open, else the workspace folders that hold one. A folder with
 * `.git` counts in an untrusted window too; git itself does not run there.
 */
export function repositoriesOf(repositories: GitRepositories): string[] {
	const open = repositories.all
		.filter(({ rootUri }) => rootUri.scheme === 'file')
		.map(({ rootUri }) => rootUri.fsPath);
	const folders = localFolders().filter((folder) => existsSync(join(folder, '.git')));
	return [...new Set([...open, ...folders])];
}

/** `~` at the front of a path stands for the home folder. */
const expanded = (path: string): string =>
	/^~(?=$|[\\/])/.test(path) ? join(homedir(), path.slice(1)) : path;

/** What the engine shall work on in this window. */
export function engineSetup(
	settings: Settings,
	repositories: GitRepositories,
	statusPrivateKey: string | null,
): EngineSetup {
	const { limit, limitPeriod: period, statusPlace, statusPublicKey: publicKey } = settings;
	return {
		cwd: localFolders()[0] ?? homedir(),
		repos: repositoriesOf(repositories),
		claudeFolders: settings.claudeFolders.map(expanded),
		ledgerFolder: settings.ledgerFolder === null ? null : expanded(settings.ledgerFolder),
		mayRunGit: vscode.workspace.isTrusted,
		timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
		gitHubApiUrl: settings.gitHubApiUrl,
		ownLimit: limit === null ? null : { limitMicros: microsOfDollars(limit), period },
		status:
			statusPlace === null
				? null
				: {
						place: statusPlace.includes('://') ? statusPlace : expanded(statusPlace),
						publicKey,
						privateKey: statusPrivateKey,
					},
	};
}
