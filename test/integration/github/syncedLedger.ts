import { openMemoryLedger } from '../../../src/ledger/memoryLedger.js';
import { pullRequestRows } from '../../../src/ledger/pullRequests.js';
import type { PullRequest } from '../../../src/core/pullRequest.js';
import { GithubClient } from '../../../src/sources/github/client.js';
import { syncPullRequests } from '../../../src/sources/github/syncPullRequests.js';
import type { SyncOptions, SyncResult } from '../../../src/sources/github/run.js';
import type { TokenProvider } from '../../../src/sources/github/signIn.js';
import type { SyncState } from '../../../src/sources/github/syncState.js';

export const signedIn: TokenProvider = {
	token: () => Promise.resolve({ token: 'ghs_secretsecretsecret', from: 'a test' }),
};
export const anonymous: TokenProvider = { token: () => Promise.resolve(null) };

/** A place that a sync saves into: rows by number, labels of issues, and the state, each step as a whole. */
export class Kept {
	readonly pullRequests = new Map<number, PullRequest>();
	readonly issues = new Map<string, readonly string[]>();
	readonly states: SyncState[] = [];

	get state(): SyncState | null {
		return this.states.at(-1) ?? null;
	}

	/** Everything kept, in a form that can be compared. */
	get content(): object {
		return {
			pullRequests: [...this.pullRequests].sort(([one], [two]) => one - two),
			issues: [...this.issues].sort(([one], [two]) => (one < two ? -1 : 1)),
		};
	}
}

export interface SyncWishes {
	readonly signIn?: TokenProvider;
	readonly signal?: AbortSignal;
	readonly timeoutMs?: number;
	readonly maxWaitMs?: number;
	readonly repo?: string;
	readonly report?: SyncOptions['report'];
	readonly onSave?: (steps: number) => void;
}

/** One sync of `acme/app` from a server, in a hurry between tries. */
export async function sync(apiUrl: string, kept: Kept, wishes: SyncWishes = {}): Promise<SyncResult> {
	const signal = wishes.signal ?? new AbortController().signal;
	const now = (): number => Date.now();
	const client = new GithubClient({
		endpoint: { host: 'github.com', apiUrl },
		signIn: wishes.signIn ?? signedIn,
		userAgent: 'outlay-test',
		signal,
		now,
		timeoutMs: wishes.timeoutMs ?? 10_000,
		retryUnitMs: 1,
	});
	return syncPullRequests({
		client,
		repo: wishes.repo ?? 'acme/app',
		storedAs: 'acme/app',
		holderOf: () => Promise.resolve(null),
		state: kept.state,
		patterns: [],
		signal,
		maxWaitMs: wishes.maxWaitMs ?? 60_000,
		now,
		unitMs: 1,
		report: wishes.report ?? (() => undefined),
		save: (step) => {
			wishes.onSave?.(kept.states.length);
			for (const one of step.pullRequests) kept.pullRequests.set(one.number, one);
			for (const { repo, number, labels } of step.issues) kept.issues.set(`${repo}#${number}`, labels);
			kept.states.push(structuredClone(step.state));
			return Promise.resolve();
		},
	});
}

/** A ledger in memory that holds these pull requests. */
export async function ledgerOf(pullRequests: readonly PullRequest[]): ReturnType<typeof openMemoryLedger> {
	const ledger = await openMemoryLedger('local');
	await ledger.write({ pullRequest: pullRequestRows(ledger.orgId, pullRequests) });
	return ledger;
}
