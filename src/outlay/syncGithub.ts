import { messageOf, OutlayError } from '../core/errors.js';
import type { GithubSync } from '../core/githubSync.js';
import { countPullRequests, pullRequestRows } from '../ledger/pullRequests.js';
import type { Ledger, LedgerBatch } from '../ledger/ledger.js';
import { issueRows } from '../ledger/issueLabels.js';
import { syncStateSchema, type SyncState } from '../sources/github/syncState.js';
import type { GithubClient } from '../sources/github/client.js';
import type { GithubEndpoint } from '../sources/github/endpoint.js';
import type { SyncResult, SyncStep } from '../sources/github/run.js';
import type { OutlayContext } from './context.js';
import { endpointFor, signInOf, type GithubRepository } from './github.js';
import { repositoriesOf } from './repositories.js';

export interface SyncGithubOptions {
	/** Longest wait for a limit of GitHub. Default 65 minutes: a limit resets within the hour. */
	readonly maxWaitMs?: number;
}

const hourMs = 3_600_000;
const cursorSource = 'github';

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
	const done: GithubSync[] = [];
	for (const repository of repositories) done.push(await syncOne(context, ledger, repository, options));
	return done;
}

/** Syncs one repository; a failure is in the result, only `cancelled` is thrown. */
export async function syncOne(
	context: OutlayContext,
	ledger: Ledger,
	{ repository, endpoint }: GithubRepository,
	options: SyncGithubOptions,
): Promise<GithubSync> {
	const repo = repository.name;
	const { signal, progress } = context;
	const { host } = endpoint;
	let state = await readState(ledger, host, repo);
	let result: SyncResult | null = null;
	let failure: OutlayError | null = null;
	try {
		const { syncPullRequests } = await import('../sources/github/syncPullRequests.js');
		result = await syncPullRequests({
			client: await clientFor(context, endpoint),
			repo,
			state,
			patterns: context.config.evidence.patterns,
			signal,
			maxWaitMs: options.maxWaitMs ?? 65 * 60_000,
			now: () => context.now(),
			report: (what, done, total) => progress.report({ what, done, total }),
			save: async (step) => {
				await ledger.write(batchOf(ledger.orgId, keyOf(host, repo), step, context.now()));
				state = step.state;
			},
		});
		context.problems.push(...result.problems);
	} catch (error) {
		if (OutlayError.is(error, 'cancelled') || signal.aborted)
			throw new OutlayError('cancelled', 'Cancelled.');
		if (!OutlayError.is(error)) throw error;
		failure = error;
	}
	// Another process may have replaced the stored image meanwhile: reading waits until it is taken in whole.
	await ledger.refresh();
	const pullRequests = await countPullRequests(ledger, repo);
	return { repo, host, pullRequests, result, finishedAtMs: state?.finishedAtMs ?? null, error: failure };
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

/** Rows and state of one step; the ledger takes all of it or nothing. */
function batchOf(orgId: string, key: string, step: SyncStep, nowMs: number): LedgerBatch {
	return {
		pullRequest: pullRequestRows(orgId, step.pullRequests),
		orgRecord: issueRows(orgId, step.issues, nowMs),
		cursor: [{ orgId, source: cursorSource, key, value: JSON.stringify(step.state) }],
	};
}

const keyOf = (host: string, repo: string): string => `${host}/${repo}`;

/** How far a repository has been read; null for never, and for a state that another version wrote. */
export async function readState(ledger: Ledger, host: string, repo: string): Promise<SyncState | null> {
	const row = await ledger.db
		.selectFrom('cursor')
		.select('value')
		.where('orgId', '=', ledger.orgId)
		.where('source', '=', cursorSource)
		.where('key', '=', keyOf(host, repo))
		.executeTakeFirst();
	if (row === undefined) return null;
	const checked = syncStateSchema.safeParse(JSON.parse(row.value));
	return checked.success ? checked.data : null;
}

/** How old a finished sync is, in words. */
export function ageText(finishedAtMs: number, nowMs: number): string {
	const hours = (nowMs - finishedAtMs) / hourMs;
	if (hours < 1) return `${Math.max(1, Math.round(hours * 60))} min ago`;
	return hours < 48 ? `${Math.round(hours)} h ago` : `${Math.round(hours / 24)} days ago`;
}

/** The message of a failed repository with its next step, in one line. */
export function failureText({ repo, error }: GithubSync): string {
	if (error === null) return repo;
	return error.hint === null ? messageOf(error) : `${messageOf(error)} ${error.hint}`;
}
