import type { Commit } from '../core/commit.js';
import { messageOf, OutlayError } from '../core/errors.js';
import type { RepositoryAddress } from '../core/repositoryAddress.js';
import { defaultBranchOf, type DefaultBranch } from '../sources/git/defaultBranch.js';
import { Git } from '../sources/git/git.js';
import { remoteAddressOf, repositoryNameOf } from '../sources/git/repositoryAddress.js';
import { readHistory } from '../sources/pullRequests/fromGit.js';
import type { OutlayContext } from './context.js';

/** One of the context's repositories, opened. */
export interface Repository {
	readonly folder: string;
	readonly git: Git;
	/** `owner/name`, lower-cased; `local/<folder>` without a remote. */
	readonly name: string;
	/** Null without a remote that is an address. */
	readonly address: RepositoryAddress | null;
	readonly branch: DefaultBranch;
	/** Everything the default branch reaches, newest first; read once. */
	readonly history: () => Promise<readonly Commit[]>;
}

const opened = new WeakMap<OutlayContext, Promise<Repository[]>>();

/**
 * Opens the context's repositories, once a context. A folder that is none is a problem and left out. In an untrusted
 * workspace no git may run: there are none.
 */
export function repositoriesOf(context: OutlayContext): Promise<Repository[]> {
	let repositories = opened.get(context);
	if (repositories === undefined) {
		repositories = openAll(context);
		opened.set(context, repositories);
	}
	return repositories;
}

async function openAll(context: OutlayContext): Promise<Repository[]> {
	if (!context.mayRunGit) return [];
	const found: Repository[] = [];
	for (const folder of context.repos) {
		try {
			found.push(await open(context, folder));
		} catch (error) {
			if (!OutlayError.is(error, 'environment')) throw error;
			const what = `${folder} was left out: ${messageOf(error)}`;
			context.problems.push({ code: 'git.repository-unreadable', what, file: folder });
		}
	}
	return found;
}

async function open(context: OutlayContext, folder: string): Promise<Repository> {
	const git = new Git(folder, { env: context.env, signal: context.signal });
	await git.text(['rev-parse', '--git-dir']);
	const branch = await defaultBranchOf(git);
	let history: Promise<readonly Commit[]> | null = null;
	return {
		folder,
		git,
		name: await repositoryNameOf(git),
		address: await remoteAddressOf(git),
		branch,
		history: () => (history ??= readHistory(git, branch)),
	};
}
