import { basename, resolve } from 'node:path';
import { parseRemoteAddress, type RepositoryAddress } from '../../core/repositoryAddress.js';
import type { Git } from './git.js';

const known = new WeakMap<Git, Promise<ReadonlyMap<string, RepositoryAddress>>>();

/** The addresses of all remotes, by the remotes' names; read once. */
function remoteAddresses(git: Git): Promise<ReadonlyMap<string, RepositoryAddress>> {
	const reading = known.get(git) ?? readRemoteAddresses(git);
	known.set(git, reading);
	return reading;
}

async function readRemoteAddresses(git: Git): Promise<ReadonlyMap<string, RepositoryAddress>> {
	const listed = await git.textOrNull(['config', '--get-regexp', '^remote\\..*\\.url$']);
	const remotes = new Map<string, RepositoryAddress>();
	for (const line of (listed ?? '').split('\n')) {
		const match = /^remote\.(.+)\.url (.+)$/.exec(line.trim());
		const address = match === null ? null : parseRemoteAddress(match[2] ?? '');
		const name = match?.[1] ?? '';
		if (address !== null && !remotes.has(name)) remotes.set(name, address);
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
