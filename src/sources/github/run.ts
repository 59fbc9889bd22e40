import type { EvidencePattern } from '../../core/evidence/message.js';
import type { GithubSyncResult } from '../../core/githubSync.js';
import type { Problem } from '../../core/problem.js';
import type { PullRequest } from '../../core/pullRequest.js';
import type { GithubClient } from './client.js';
import type { IssueLabels } from './completion.js';
import { Pace } from './pace.js';
import { PageSize } from './pageSize.js';
import type { Patience } from './patience.js';
import { freshState, type SyncState } from './syncState.js';

/** One acknowledged step of a sync: rows, and how far that brings it, to be saved together or not at all. */
export interface SyncStep {
	readonly pullRequests: readonly PullRequest[];
	readonly issues: readonly IssueLabels[];
	readonly state: SyncState;
}

export interface SyncOptions {
	readonly client: GithubClient;
	/** `owner/name` to ask for, lower-cased. */
	readonly repo: string;
	/** Name that its rows are kept under; another one when it was renamed since the first sync. */
	readonly storedAs: string;
	/** Stored name that has the rows of a repository already, by GitHub's number; null when none has. */
	readonly holderOf: (repositoryId: number) => Promise<string | null>;
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
	/** Set when nothing was done because the name stands for another repository: that one's number. */
	readonly otherRepositoryId: number | null;
}

/** A running sync. */
export interface Run {
	readonly options: SyncOptions;
	readonly patience: Patience;
	readonly pace: Pace;
	readonly size: PageSize;
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

export function ownerAndName(repo: string): [owner: string, name: string] {
	const at = repo.indexOf('/');
	return [repo.slice(0, at), repo.slice(at + 1)];
}
