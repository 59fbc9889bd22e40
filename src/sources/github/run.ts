import type { EvidencePattern } from '../../core/evidence/message.js';
import type { GithubSyncResult } from '../../core/githubSync.js';
import type { Problem } from '../../core/problem.js';
import type { PullRequest } from '../../core/pullRequest.js';
import type { GithubClient } from './client.js';
import { givenUp, type IssueLabels } from './completion.js';
import { Pace } from './pace.js';
import { PageSize } from './pageSize.js';
import { patiently, pause, type Patience } from './patience.js';
import { freshState, type SyncState } from './syncState.js';

/** One acknowledged step of a sync: rows, and how far that brings it, to be saved together or not at all. */
export interface SyncStep {
	readonly pullRequests: readonly PullRequest[];
	readonly issues: readonly IssueLabels[];
	readonly state: SyncState;
}

export interface SyncOptions {
	readonly client: GithubClient;
	/** `owner/name`, lower-cased. */
	readonly repo: string;
	/** Where the last sync stopped. */
	readonly state: SyncState | null;
	readonly patterns: readonly EvidencePattern[];
	readonly save: (step: SyncStep) => Promise<void>;
	readonly report: (what: string, done: number, total: number | null) => void;
	readonly signal: AbortSignal;
	readonly maxWaitMs: number;
	readonly now: () => number;
	readonly unitMs?: number;
}

export interface SyncResult extends GithubSyncResult {
	readonly problems: readonly Problem[];
}

/** A running sync. */
export interface Run {
	readonly options: SyncOptions;
	readonly patience: Patience;
	readonly pace: Pace;
	readonly size: PageSize;
	readonly problems: Problem[];
	state: SyncState;
	written: number;
}

/** Begins, or goes on where the state says. */
export function startRun(options: SyncOptions): Run {
	const { client, repo, signal, maxWaitMs, now, report } = options;
	const pace = new Pace(repo, now, report);
	return {
		options,
		pace,
		size: new PageSize(),
		problems: [],
		state: options.state ?? freshState,
		written: 0,
		patience: {
			client,
			repo,
			signal,
			maxWaitMs,
			server: { knowsIssueTypes: null },
			counters: { points: 0, requests: 0, remainingPoints: null },
			onWait: (untilMs) => pace.waiting(untilMs),
			unitMs: options.unitMs ?? 1000,
		},
	};
}

/** Hands one step over to be kept. */
export async function saveStep(
	run: Run,
	pullRequests: readonly PullRequest[],
	issues: readonly IssueLabels[],
): Promise<void> {
	await run.options.save({ pullRequests, issues, state: run.state });
	run.written += pullRequests.length;
}

/** One REST request for the pull request touched last, conditional on its ETag (a 304 costs nothing). */
export async function poll(
	run: Run,
	etag: string | null,
): Promise<{ isUnchanged: boolean; etag: string | null }> {
	const [owner, name] = ownerAndName(run.options.repo);
	const parameters = {
		owner,
		repo: name,
		state: 'all',
		sort: 'updated',
		direction: 'desc',
		per_page: 1,
		headers: etag === null ? {} : { 'if-none-match': etag },
	};
	for (let tries = 1; ; tries++) {
		const outcome = await patiently(run.patience, () =>
			run.options.client.get('/repos/{owner}/{repo}/pulls', parameters),
		);
		if ('answer' in outcome) {
			const { status, headers } = outcome.answer;
			const answered = headers['etag'];
			return { isUnchanged: status === 304, etag: typeof answered === 'string' ? answered : null };
		}
		const why = 'overload' in outcome ? outcome.overload : 'it refused the request';
		if (tries >= 3) throw givenUp(run.patience, why);
		await pause(run.patience.unitMs * 2 ** tries, run.options.signal);
	}
}

export function ownerAndName(repo: string): [owner: string, name: string] {
	const at = repo.indexOf('/');
	return [repo.slice(0, at), repo.slice(at + 1)];
}
