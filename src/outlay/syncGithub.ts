import { messageOf, OutlayError } from '../core/errors.js';
import type { GithubSync, GithubSyncResult } from '../core/githubSync.js';
import type { Problem } from '../core/problem.js';
import { countPullRequests } from '../ledger/pullRequests.js';
import type { Ledger } from '../ledger/ledger.js';
import type { SyncState } from '../sources/github/syncState.js';
import type { GithubClient } from '../sources/github/client.js';
import type { GithubEndpoint } from '../sources/github/endpoint.js';
import type { OutlayContext } from './context.js';
import { endpointFor, signInOf, type GithubRepository } from './github.js';
import { batchOf, holderOf, readState, renameStored, storedNameOf } from './githubLedger.js';
import { repositoriesOf } from './repositories.js';

export interface SyncGithubOptions {
	/** Longest wait for a limit of GitHub. Default 65 minutes: a limit resets within the hour. */
	readonly maxWaitMs?: number;
	/** How long an archived repository is not asked again. Default 0. */
	readonly archivedRestMs?: number;
}

const hourMs = 3_600_000;

/** Repositories of the context that are on a GitHub; the others are problems. */
export async function githubRepositories(context: OutlayContext): Promise<GithubRepository[]> {
	const found: GithubRepository[] = [];
	for (const repository of await repositoriesOf(context)) {
		const endpoint = endpointFor(context, repository);
		if (endpoint !== null) found.push({ repository, endpoint });
		else {
			const where = repository.address === null ? 'has no remote' : `is on ${repository.address.host}`;
			const what = `${repository.name} ${where}; its pull requests are not on a GitHub that Outlay knows.`;
			context.problems.push({ code: 'github.not-github', what, file: repository.folder });
		}
	}
	return found;
}

/**
 * Brings the ledger's pull requests up to date with GitHub, one repository after the other. A repository that fails
 * does not keep the others from going on. Throws `cancelled`; what was read stays.
 */
export async function syncGithub(
	context: OutlayContext,
	options: SyncGithubOptions = {},
): Promise<GithubSync[]> {
	const repositories = await githubRepositories(context);
	if (repositories.length === 0) {
		throw new OutlayError('usage', 'There is no repository on GitHub to read.', {
			hint: 'Name one with --repo, or --github-url for a GitHub Enterprise Server.',
		});
	}
	const ledger = await context.ledger();
	return syncEach(context, ledger, repositories, options);
}

/** Syncs each repository once, however many clones of it are looked at. */
export async function syncEach(
	context: OutlayContext,
	ledger: Ledger,
	repositories: readonly GithubRepository[],
	options: SyncGithubOptions,
): Promise<GithubSync[]> {
	const synced = await bringUpToDate(context, ledger, repositories, options);
	return Promise.all(synced.map((one) => withCount(ledger, one)));
}

/** A sync whose pull requests were not counted: of very many that takes longer than to look whether any is new. */
export type UncountedSync = Omit<GithubSync, 'pullRequests'>;

/** Counts the pull requests that the ledger holds after a sync. */
export async function withCount(ledger: Ledger, sync: UncountedSync): Promise<GithubSync> {
	return { ...sync, pullRequests: await countPullRequests(ledger, sync.storedAs) };
}

/** What `syncEach` does, without the counts. */
export async function bringUpToDate(
	context: OutlayContext,
	ledger: Ledger,
	repositories: readonly GithubRepository[],
	options: SyncGithubOptions,
): Promise<UncountedSync[]> {
	const done = new Map<string, UncountedSync>();
	for (const one of repositories) {
		const key = `${one.endpoint.host}/${one.repository.name}`;
		if (!done.has(key)) done.set(key, await syncOne(context, ledger, one, options));
	}
	return [...done.values()];
}

/** Syncs one repository; a failure is in the result, only `cancelled` is thrown. */
async function syncOne(
	context: OutlayContext,
	ledger: Ledger,
	{ repository, endpoint }: GithubRepository,
	options: SyncGithubOptions,
): Promise<UncountedSync> {
	const repo = repository.name;
	const { host } = endpoint;
	const place = { host, repo, storedAs: await storedNameOf(ledger, host, repo) };
	let result: GithubSyncResult | null = null;
	let failure: OutlayError | null = null;
	try {
		result = await syncAs(context, ledger, endpoint, place, options);
	} catch (error) {
		if (OutlayError.is(error, 'cancelled') || context.signal.aborted)
			throw new OutlayError('cancelled', 'Cancelled.');
		if (!OutlayError.is(error)) throw error;
		failure = error;
	}
	// Another process may have replaced the stored image meanwhile: reading waits until it is taken in whole. Where nothing
	// was asked nothing was waited for.
	if (result?.requests !== 0) await ledger.refresh();
	const storedAs = await storedNameOf(ledger, host, repo);
	const state = await readState(ledger, host, storedAs);
	return {
		repo,
		host,
		storedAs,
		otherNames: (state?.names ?? []).filter((name) => name !== repo),
		result,
		finishedAtMs: state?.finishedAtMs ?? null,
		error: failure,
	};
}

interface Place {
	readonly host: string;
	readonly repo: string;
	readonly storedAs: string;
}

/** Syncs the rows of one stored name; when they are another repository's, those of the right one. */
async function syncAs(
	context: OutlayContext,
	ledger: Ledger,
	endpoint: GithubEndpoint,
	place: Place,
	options: SyncGithubOptions,
): Promise<GithubSyncResult> {
	const { host, repo, storedAs } = place;
	const { signal, progress } = context;
	const state = await readState(ledger, host, storedAs);
	if (state !== null && rests(state, options, context.now())) return nothingAsked(state);
	const { syncPullRequests } = await import('../sources/github/syncPullRequests.js');
	const result = await syncPullRequests({
		client: await clientFor(context, endpoint),
		repo,
		storedAs,
		holderOf: (repositoryId) => holderOf(ledger, host, repositoryId),
		state,
		patterns: context.config.evidence.patterns,
		signal,
		maxWaitMs: options.maxWaitMs ?? 65 * 60_000,
		now: () => context.now(),
		report: (what, done, total) => progress.report({ what, done, total }),
		save: (step) => ledger.write(batchOf(ledger.orgId, place, step, context.now())),
	});
	const { otherRepositoryId } = result;
	if (otherRepositoryId !== null) {
		const right = await renameStored(ledger, host, repo, otherRepositoryId);
		if (typeof state?.repositoryId === 'number') context.problems.push(replaced(repo, host));
		return syncAs(context, ledger, endpoint, { host, repo, storedAs: right }, options);
	}
	context.problems.push(...result.problems);
	return result;
}

/** An archived repository cannot change: a report does not ask for it again and again. */
function rests(state: SyncState, { archivedRestMs = 0 }: SyncGithubOptions, nowMs: number): boolean {
	const { isArchived, finishedAtMs, scan } = state;
	return isArchived && scan === null && finishedAtMs !== null && nowMs - finishedAtMs < archivedRestMs;
}

const nothingAsked = ({ isAnonymous, isArchived }: SyncState): GithubSyncResult => ({
	...{ written: 0, points: 0, requests: 0, remainingPoints: null },
	...{ isUnchanged: true, isAnonymous, isArchived },
});

function replaced(repo: string, host: string): Problem {
	const what = `${repo} is another repository on ${host} than when it was last read. What was read of the former one is kept apart in the ledger.`;
	return { code: 'github.repository-replaced', what };
}

/** Octokit is loaded with the first client. */
async function clientFor(context: OutlayContext, endpoint: GithubEndpoint): Promise<GithubClient> {
	const { GithubClient } = await import('../sources/github/client.js');
	return new GithubClient({
		endpoint,
		signIn: signInOf(context),
		userAgent: 'outlay',
		signal: context.signal,
		now: () => context.now(),
	});
}

/** How old a finished sync is, in words. */
export function ageText(finishedAtMs: number, nowMs: number): string {
	const hours = (nowMs - finishedAtMs) / hourMs;
	if (hours < 1) return `${Math.max(1, Math.round(hours * 60))} min ago`;
	return hours < 48 ? `${Math.round(hours)} h ago` : `${Math.round(hours / 24)} days ago`;
}

/** The message of a failed repository with its next step, in one line. */
export function failureText({ repo, error }: UncountedSync): string {
	if (error === null) return repo;
	return error.hint === null ? messageOf(error) : `${messageOf(error)} ${error.hint}`;
}
