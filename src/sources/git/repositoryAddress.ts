import { basename, resolve } from 'node:path';
import { parseRemoteAddress, type RepositoryAddress } from '../../core/repositoryAddress.js';
import type { Git } from './git.js';
import { configOf } from './repositoryLook.js';

/** The addresses of all remotes, by the remotes' names. */
async function remoteAddresses(git: Git): Promise<ReadonlyMap<string, RepositoryAddress>> {
	const remotes = new Map<string, RepositoryAddress>();
	for (const [key, urls] of await configOf(git)) {
		const name = /^remote\.(.+)\.url$/.exec(key)?.[1] ?? '';
		const [address] = urls.flatMap((url) => parseRemoteAddress(url) ?? []);
		if (name !== '' && address !== undefined) remotes.set(name, address);
	}
	return remotes;
}

/** `owner/name` of every remote: the forks and former homes under which the repository is known. */
export async function remoteNamesOf(git: Git): Promise<string[]> {
	return [...new Set([...(await remoteAddresses(git)).values()].map(({ name }) => name))];
}

/**
 * Where a repository lives: its remote `upstream`, else `origin`, else the only other one. A fork's pull requests are
 * upstream. Null without a remote that is an address.
 */
export async function remoteAddressOf(git: Git): Promise<RepositoryAddress | null> {
	const remotes = await remoteAddresses(git);
	const [only] = remotes.values();
	return remotes.get('upstream') ?? remotes.get('origin') ?? only ?? null;
}

/** `owner/name` of a repository; `local/<folder>` where no remote names it. */
export async function repositoryNameOf(git: Git): Promise<string> {
	const address = await remoteAddressOf(git);
	if (address !== null) return address.name;
	const top = (await git.textOrNull(['rev-parse', '--show-toplevel']))?.trim() ?? '';
	const folder = basename(top === '' ? resolve(git.folder) : top).replace(/\.git$/, '');
	return `local/${folder.toLowerCase()}`;
}
