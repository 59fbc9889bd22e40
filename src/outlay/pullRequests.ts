import { OutlayError } from '../core/errors.js';
import type { GithubSync } from '../core/githubSync.js';
import type { Period } from '../core/period.js';
import type { Problem } from '../core/problem.js';
import type { PullRequest } from '../core/pullRequest.js';
import { readIssueLabels } from '../ledger/issueLabels.js';
import type { Ledger } from '../ledger/ledger.js';
import { readPullRequests } from '../ledger/pullRequests.js';
import { readPullRequestsFromGit } from '../sources/pullRequests/fromGit.js';
import { readPullRequestFile } from '../sources/pullRequests/importFile.js';
import { adoptNames } from './adoptNames.js';
import { breathe } from './breathe.js';
import type { OutlayContext } from './context.js';
import { endpointFor, signInOf, type GithubRepository } from './github.js';
import { renameRepositories, repositoriesOf, type Repository, type RepositoryNames } from './repositories.js';
import {
	ageText,
	bringUpToDate,
	failureText,
	githubRepositories,
	withCount,
	type UncountedSync,
} from './syncGithub.js';

/** Where pull requests come from: the forge, git alone, or an `outlay.pr/1` file. */
export type PullRequestSource = 'github' | 'git' | { readonly file: string };

/** Pull requests for a report, with the words that tell the reader where they come from. */
export interface GatheredPullRequests {
	readonly pullRequests: readonly PullRequest[];
	/** `GitHub`, `git history`, or the file's name. */
	readonly source: string;
	readonly problems: readonly Problem[];
	/** Last instant the source covers; null when that is now. */
	readonly coversUntilMs: number | null;
}

/** A limit of GitHub that lasts longer does not hold up a report: it is made from what is known. */
const reportWaitMs = 2 * 60_000;
/** An archived repository cannot change; a report asks once a day whether it still is one. */
const archivedRestMs = 24 * 3_600_000;
/** A revert may undo what landed up to 90 days before the period. */
const lookBackMs = 90 * 86_400_000;

/** `--prs VALUE`: `github`, `git`, else a file. */
export function pullRequestSourceOf(value: string): PullRequestSource {
	return value === 'github' || value === 'git' ? value : { file: value };
}

/**
 * The source when nobody chose one: GitHub when every repository is on a GitHub where this person is signed in, else
 * git alone. Nothing is asked over the network to find out.
 */
export async function defaultPullRequestSource(context: OutlayContext): Promise<PullRequestSource> {
	const repositories = await repositoriesOf(context);
	if (repositories.length === 0) return 'git';
	const signIn = signInOf(context);
	for (const repository of repositories) {
		const endpoint = endpointFor(context, repository);
		if (endpoint === null || (await signIn.token(endpoint.host, false)) === null) return 'git';
	}
	return 'github';
}

/** What `--prs` names, else the default. */
export async function chosenPullRequestSource(
	context: OutlayContext,
	prs: string | null,
): Promise<PullRequestSource> {
	return prs === null ? defaultPullRequestSource(context) : pullRequestSourceOf(prs);
}

/**
 * Pull requests of the context's repositories that were alive around the period: from the period's start less 90 days
 * (a revert may undo what landed before) to everything known since (a defect may follow). With `github` the ledger is
 * brought up to date first; when that fails, what it holds is used, and a problem says as of when.
 */
export async function gatherPullRequests(
	context: OutlayContext,
	options: { readonly prs: PullRequestSource; readonly period: Period },
): Promise<GatheredPullRequests> {
	const { prs, period } = options;
	if (prs === 'git') return gatherFromGit(context);
	if (prs === 'github') return gatherFromGithub(context, period);
	const problems: Problem[] = [];
	const pullRequests = await readPullRequestFile(prs.file, context.config.evidence.patterns, problems);
	await adoptNames(context, pullRequests);
	return { pullRequests, source: prs.file, problems, coversUntilMs: null };
}

async function gatherFromGit(context: OutlayContext): Promise<GatheredPullRequests> {
	const patterns = context.config.evidence.patterns;
	const found = new Map<string, PullRequest>();
	for (const { git, name, branch, history } of await repositoriesOf(context)) {
		for (const one of await readPullRequestsFromGit(git, name, branch, await history(), patterns)) {
			// Two clones of one repository show the same pull requests; one of them may be behind.
			const key = `${one.repo}#${one.number}`;
			if ((found.get(key)?.mergedAtMs ?? null) === null) found.set(key, one);
		}
	}
	return { pullRequests: [...found.values()], source: 'git history', problems: [], coversUntilMs: null };
}

async function gatherFromGithub(context: OutlayContext, period: Period): Promise<GatheredPullRequests> {
	const repositories = await githubRepositories(context);
	if (repositories.length === 0) {
		throw new OutlayError('usage', 'There is no repository on GitHub to read.', {
			hint: 'Use --prs git, or --github-url for a GitHub Enterprise Server.',
		});
	}
	const ledger = await context.ledger();
	const syncs = await bringUpToDate(context, ledger, repositories, {
		maxWaitMs: reportWaitMs,
		archivedRestMs,
	});
	const failed = await Promise.all(
		syncs.filter(({ error }) => error !== null).map((sync) => withCount(ledger, sync)),
	);
	const lost = failed.find(({ pullRequests }) => pullRequests === 0);
	if (lost?.error) throw lost.error;
	const finished = syncs.flatMap(({ finishedAtMs }) => (finishedAtMs === null ? [] : [finishedAtMs]));
	const problems = [
		...failed.map((sync) => failureOf(sync, context.now())),
		...syncs.filter(({ result }) => result?.isAnonymous === true).map(anonymityOf),
	];
	return {
		pullRequests: await readFromLedger(ledger, adoptSyncedNames(context, repositories, syncs), period),
		source: 'GitHub',
		problems,
		coversUntilMs: finished.length === 0 ? null : Math.min(...finished),
	};
}

function failureOf(sync: GithubSync, nowMs: number): Problem {
	const age = sync.finishedAtMs === null ? 'so far' : `as of ${ageText(sync.finishedAtMs, nowMs)}`;
	const what = `${failureText(sync)} Shown: the ${sync.pullRequests} pull requests known ${age}.`;
	return { code: 'github.sync-failed', what };
}

function anonymityOf({ repo }: UncountedSync): Problem {
	const what = `${repo} was read without sign-in: reviews are not known. Set GITHUB_TOKEN or run gh auth login.`;
	return { code: 'github.anonymous', what };
}

/**
 * Makes the names that GitHub has told known to everything that asks later, and gives each repository once: clones
 * whose remotes have a former and a present name of one repository are the same.
 */
function adoptSyncedNames(
	context: OutlayContext,
	repositories: readonly GithubRepository[],
	syncs: readonly UncountedSync[],
): UncountedSync[] {
	const distinct = new Map<string, UncountedSync>();
	const names = new Map<Repository, RepositoryNames>();
	for (const { repository, endpoint } of repositories) {
		const sync = syncs.find(({ host, repo }) => host === endpoint.host && repo === repository.name);
		if (sync === undefined) continue;
		const first = distinct.get(`${sync.host}/${sync.storedAs}`) ?? sync;
		distinct.set(`${sync.host}/${sync.storedAs}`, first);
		if (first.repo === repository.name && first.otherNames.length === 0) continue;
		names.set(repository, { name: first.repo, otherNames: first.otherNames });
	}
	if (names.size > 0) renameRepositories(context, names);
	return [...distinct.values()];
}

/** Pull requests around a period from the ledger, with the labels of the issues they close. */
export async function readFromLedger(
	ledger: Ledger,
	syncs: readonly Pick<GithubSync, 'repo' | 'storedAs'>[],
	period: Period,
): Promise<PullRequest[]> {
	const labels = await readIssueLabels(ledger);
	await breathe();
	const repoOf = new Map(syncs.map(({ repo, storedAs }) => [storedAs, repo]));
	const span = { sinceMs: period.sinceMs - lookBackMs, untilMs: Number.MAX_SAFE_INTEGER };
	return readPullRequests(ledger, { repos: [...repoOf.keys()], ...span }).map((pullRequest) => {
		const labelled = withLabels(pullRequest, labels);
		const repo = repoOf.get(labelled.repo) ?? labelled.repo;
		return labelled.repo === repo ? labelled : { ...labelled, repo };
	});
}

function withLabels(
	pullRequest: PullRequest,
	issues: Awaited<ReturnType<typeof readIssueLabels>>,
): PullRequest {
	if (pullRequest.closesIssues.length === 0) return pullRequest;
	const closesIssues = pullRequest.closesIssues.map((issue) => ({
		...issue,
		...issues.get(`${issue.repo ?? pullRequest.repo}#${issue.number}`),
	}));
	return { ...pullRequest, closesIssues };
}
