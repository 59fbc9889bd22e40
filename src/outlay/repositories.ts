import { messageOf, OutlayError } from '../core/errors.js';
import type { HistoryCommit } from '../core/history.js';
import type { PullRequest } from '../core/pullRequest.js';
import { commitsBySha } from '../core/pullRequests/commitIndex.js';
import type { RepositoryAddress } from '../core/repositoryAddress.js';
import { defaultBranchOf, type DefaultBranch } from '../sources/git/defaultBranch.js';
import { Git } from '../sources/git/git.js';
import { remoteAddressOf, repositoryNameOf } from '../sources/git/repositoryAddress.js';
import { shapeOf } from '../sources/git/repositoryShape.js';
import {
	configOf,
	pathsAtHead,
	placesOf,
	readRefs,
	type RepositoryRefs,
} from '../sources/git/repositoryLook.js';
import type { OutlayContext } from './context.js';
import { withDistinctNames } from './distinctNames.js';
import { rememberedHistory } from './rememberedHistory.js';

/** One of the context's repositories, opened. */
export interface Repository {
	readonly folder: string;
	readonly git: Git;
	/** `owner/name`, lower-cased; `local/<folder>` without a remote, with folders above it where two are called so. */
	readonly name: string;
	/** Further names of it that its forge has told: it was renamed or moved. */
	readonly otherNames: readonly string[];
	/** Null without a remote that is an address. */
	readonly address: RepositoryAddress | null;
	readonly branch: DefaultBranch;
	/** Its refs when it was opened. */
	readonly refs: RepositoryRefs;
	/** Everything the default branch reaches, newest first; read once, and only what is new since the last time. */
	readonly history: () => Promise<readonly HistoryCommit[]>;
	/** Every path at the tip of the default branch; read once. */
	readonly paths: () => Promise<ReadonlySet<string>>;
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

/** Names of a repository, to be put in place of those it was opened with. */
export type RepositoryNames = Pick<Repository, 'name' | 'otherNames'>;

/** Puts other names in place, for everything that asks from now on. */
export function renameRepositories(
	context: OutlayContext,
	names: ReadonlyMap<Repository, RepositoryNames>,
): void {
	const before = repositoriesOf(context);
	opened.set(
		context,
		before.then((repositories) =>
			repositories.map((repository) => ({ ...repository, ...names.get(repository) })),
		),
	);
}

/** Each takes three processes of git at once, which mostly wait for the disk. */
const openedAtOnce = 8;

async function openAll(context: OutlayContext): Promise<Repository[]> {
	if (!context.mayRunGit) return [];
	const found: Repository[] = [];
	for (let from = 0; from < context.repos.length; from += openedAtOnce) {
		const folders = context.repos.slice(from, from + openedAtOnce);
		const outcomes = await Promise.allSettled(folders.map((folder) => open(context, folder)));
		// In the order of the folders, whichever was open first: so are the problems.
		for (const [index, folder] of folders.entries()) {
			try {
				const repository = openedOrThrow(outcomes[index]);
				await saySoIfShallow(context, repository);
				found.push(repository);
			} catch (error) {
				if (!OutlayError.is(error, 'environment')) throw error;
				const what = [`${folder} was left out: ${messageOf(error)}`, error.hint ?? ''].join(' ').trim();
				context.problems.push({ code: 'git.repository-unreadable', what, file: folder });
			}
		}
	}
	return withDistinctNames(found);
}

function openedOrThrow(outcome: PromiseSettledResult<Repository> | undefined): Repository {
	if (outcome?.status === 'fulfilled') return outcome.value;
	throw outcome?.reason;
}

/** A shallow clone knows nothing of what came before: everything is counted from its edge on. */
async function saySoIfShallow({ problems }: OutlayContext, { git, name }: Repository): Promise<void> {
	const { boundary } = await shapeOf(git);
	if (boundary.size === 0) return;
	const what = `This clone of ${name} is shallow: commits and pull requests before its edge (${boundary.size} commits) are not known, and no defect is traced back beyond it. Complete it: git fetch --unshallow`;
	problems.push({ code: 'git.shallow', what });
}

async function open(context: OutlayContext, folder: string): Promise<Repository> {
	const git = new Git(folder, { env: context.env, signal: context.signal });
	// All at once, while this process is small; what is wrong with the folder is said by the first of them.
	const asked = [placesOf(git), readRefs(git), configOf(git)] as const;
	const [places, listed] = await Promise.allSettled(asked);
	if (places.status === 'rejected') throw places.reason;
	if (listed.status === 'rejected') throw listed.reason;
	const refs = listed.value;
	const branch = await defaultBranchOf(git, refs);
	let history: Promise<readonly HistoryCommit[]> | null = null;
	let paths: Promise<ReadonlySet<string>> | null = null;
	const listPaths = (): Promise<ReadonlySet<string>> => {
		const listed = readPaths(context, git, branch.tip);
		if (refs.head !== null && refs.objects.get(refs.head) === branch.tip) pathsAtHead(git, listed);
		return listed;
	};
	return {
		folder,
		git,
		name: await repositoryNameOf(git),
		otherNames: [],
		address: await remoteAddressOf(git),
		branch,
		refs,
		paths: () => (paths ??= listPaths()),
		history: () => (history ??= rememberedHistory(context, git, branch)),
	};
}

async function readPaths(context: OutlayContext, git: Git, tip: string | null): Promise<Set<string>> {
	const paths = new Set<string>();
	if (tip === null) return paths;
	const listed = git.records(['ls-tree', '-r', '-z', '--name-only', '--full-tree', tip]);
	try {
		for await (const path of listed) paths.add(path.toString('utf8'));
	} catch (error) {
		if (!OutlayError.is(error, 'environment')) throw error;
		const what = `The folders of ${git.folder} are not in this clone (a partial clone?), so its files are not known by name: ${messageOf(error)}`;
		context.problems.push({ code: 'git.contents-missing', what });
	}
	return paths;
}

/** A repository with the pull requests that belong to it; null where none of the context's holds their commits. */
export interface MatchedRepository {
	/** Name that the pull requests have, else the repository's own. */
	readonly repo: string;
	readonly repository: Repository | null;
	readonly pullRequests: readonly PullRequest[];
}

/**
 * Brings repositories and pull requests together: by name, else by commits (an import file names a repository whose
 * clone has no remote, or another one). Every repository and every pull request stands in exactly one part.
 */
export async function matchRepositories(
	context: OutlayContext,
	pullRequests: readonly PullRequest[],
): Promise<readonly MatchedRepository[]> {
	const repositories = await repositoriesOf(context);
	const known = matches.get(pullRequests);
	if (known?.repositories === repositories) return known.matched;
	const matched = await matchAll(repositories, pullRequests);
	matches.set(pullRequests, { repositories, matched });
	return matched;
}

/** What was found out of one list is found by every rule that asks for the same list. */
const groups = new WeakMap<readonly PullRequest[], ReadonlyMap<string, readonly PullRequest[]>>();

function byRepositoryName(pullRequests: readonly PullRequest[]): ReadonlyMap<string, readonly PullRequest[]> {
	const known = groups.get(pullRequests);
	if (known !== undefined) return known;
	const byRepo = new Map<string, PullRequest[]>();
	for (const pullRequest of pullRequests) {
		const own = byRepo.get(pullRequest.repo);
		if (own === undefined) byRepo.set(pullRequest.repo, [pullRequest]);
		else own.push(pullRequest);
	}
	groups.set(pullRequests, byRepo);
	return byRepo;
}

/** The pull requests of one repository, the same list for everybody who asks. */
export function pullRequestsIn(pullRequests: readonly PullRequest[], repo: string): readonly PullRequest[] {
	return byRepositoryName(pullRequests).get(repo) ?? [];
}

/** Several rules of a report ask for the same. */
const matches = new WeakMap<
	readonly PullRequest[],
	{ readonly repositories: readonly Repository[]; readonly matched: readonly MatchedRepository[] }
>();

async function matchAll(
	repositories: readonly Repository[],
	pullRequests: readonly PullRequest[],
): Promise<MatchedRepository[]> {
	const byRepo = byRepositoryName(pullRequests);
	const free = new Set(repositories);
	const matched: MatchedRepository[] = [];
	for (const [repo, own] of byRepo) {
		let repository = [...free].find(({ name }) => name === repo) ?? null;
		for (const candidate of repository === null ? free : []) {
			if (await holdsCommitsOf(candidate, own)) repository = candidate;
			if (repository !== null) break;
		}
		if (repository !== null) free.delete(repository);
		matched.push({ repo, repository, pullRequests: own });
	}
	for (const repository of free) matched.push({ repo: repository.name, repository, pullRequests: [] });
	return matched;
}

async function holdsCommitsOf(
	repository: Repository,
	pullRequests: readonly PullRequest[],
): Promise<boolean> {
	const shas = commitsBySha(await repository.history());
	return pullRequests.some(({ mergeSha, headSha }) => shas.has(mergeSha ?? '') || shas.has(headSha ?? ''));
}
