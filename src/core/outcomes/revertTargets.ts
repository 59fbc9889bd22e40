import type { HistoryCommit } from '../history.js';
import type { PullRequest } from '../pullRequest.js';
import { commitsBySha } from '../pullRequests/commitIndex.js';
import type { Landing } from '../pullRequests/landing.js';
import type { RevertVerdict } from './revertVerdict.js';

/** What a revert undoes: a commit, and the pull request that landed it. */
export interface RevertTarget {
	readonly sha: string | null;
	readonly pullRequest: number | null;
	readonly landedAtMs: number | null;
	/** Author's e-mail, lower-cased. */
	readonly author: string | null;
}

/** One sign that a commit or pull request reverts something. */
export interface RevertSign {
	readonly rule: RevertVerdict['rule'];
	readonly commit: string;
	readonly atMs: number;
	readonly author: string | null;
	readonly pullRequest: number | null;
	readonly target: RevertTarget | null;
}

/** Finds what a sign points at. */
export interface Resolver {
	/** A full or abbreviated SHA; null when it is unknown or ambiguous. */
	bySha(sha: string): RevertTarget | null;
	/** A pull request by number, known or not. */
	byNumber(number: number): RevertTarget;
	/**
	 * The one thing of that quoted title that landed in the 90 days before; null when there is none or more than one.
	 * A quoted `(#n)` names the pull request itself.
	 */
	byTitle(revertTitle: string, atMs: number, ownSha: string | null, ownNumber?: number): RevertTarget | null;
	/** True when these commits are only a part of what the pull request landed. */
	isPartial(pullRequest: number, shas: readonly string[]): boolean;
}

const windowMs = 90 * 86_400_000;
const quoted = /^(Revert|Reapply) "(.+)"$/;
const numberSuffix = /\s\(#(\d+)\)$/;

/** What landed under one title. */
interface Landed {
	readonly atMs: number;
	readonly target: RevertTarget;
}

/** Indexes a history for `findReverts`. `onBranch` are the pull requests merged to the default branch. */
export function resolverOf(
	commits: readonly HistoryCommit[],
	landing: Landing,
	pullRequests: readonly PullRequest[],
	onBranch: readonly PullRequest[],
): Resolver {
	const bySha = commitsBySha(commits);
	const byNumber = new Map(pullRequests.map((pullRequest) => [pullRequest.number, pullRequest]));
	// Most histories hold few reverts, or none: an index is made when the first of them asks.
	const shaIndex = once(() => prefixIndex(bySha, onBranch));
	const titles = once(() => titleIndex(landing, bySha, onBranch));
	const targetOfPullRequest = (number: number): RevertTarget => {
		const pullRequest = byNumber.get(number);
		return {
			sha: pullRequest?.mergeSha ?? null,
			pullRequest: number,
			landedAtMs: pullRequest?.mergedAtMs ?? null,
			author: pullRequest?.commits[0]?.authorEmail ?? null,
		};
	};
	const targetOfSha = (sha: string): RevertTarget => {
		const commit = bySha.get(sha);
		const pullRequest = landing.pullRequestOf.get(sha) ?? shaIndex().headOf(sha);
		if (commit === undefined && pullRequest !== null) return { ...targetOfPullRequest(pullRequest), sha };
		return {
			sha,
			pullRequest,
			landedAtMs: commit?.committedAtMs ?? null,
			author: commit?.authorEmail.toLowerCase() ?? null,
		};
	};
	return {
		bySha: (sha) => {
			const full = shaIndex().find(sha);
			return full === null ? null : targetOfSha(full);
		},
		byNumber: targetOfPullRequest,
		byTitle: (revertTitle, atMs, ownSha, ownNumber) => {
			const match = quoted.exec(revertTitle);
			if (match === null) return null;
			const title = match[1] === 'Reapply' ? `Revert "${match[2] ?? ''}"` : (match[2] ?? '');
			const named = numberSuffix.exec(title)?.[1];
			if (named !== undefined && byNumber.has(Number(named))) return targetOfPullRequest(Number(named));
			const landed = (titles().get(title.replace(numberSuffix, '')) ?? []).filter(
				({ atMs: at, target }) =>
					at <= atMs &&
					at >= atMs - windowMs &&
					target.sha !== ownSha &&
					(ownNumber === undefined || target.pullRequest !== ownNumber),
			);
			return landed.length === 1 ? (landed[0]?.target ?? null) : null;
		},
		isPartial: (number, shas) => isPartial(byNumber.get(number), landing, number, shas),
	};
}

function isPartial(
	pullRequest: PullRequest | undefined,
	landing: Landing,
	number: number,
	shas: readonly string[],
): boolean {
	if (pullRequest === undefined || shas.length === 0) return false;
	const isRebase = landing.methodOf.get(number) === 'rebase';
	if (!isRebase && pullRequest.mergeSha !== null && shas.includes(pullRequest.mergeSha)) return false;
	const landed = landing.commitsOf.get(number) ?? [];
	const own = isRebase || landed.length === 1 ? landed : landed.filter((sha) => sha !== pullRequest.mergeSha);
	const head = pullRequest.commits.filter(({ isBaseMerge }) => !isBaseMerge).map(({ sha }) => sha);
	const parts = shas.some((sha) => own.includes(sha)) ? own : head;
	return parts.some((sha) => !shas.includes(sha));
}

/** A value that is worked out when it is first asked for. */
function once<Value>(make: () => Value): () => Value {
	let made: { readonly value: Value } | null = null;
	return () => (made ??= { value: make() }).value;
}

/** Full SHAs by prefix: commits of the branch first, then head commits of pull requests merged to it. */
function prefixIndex(
	onBranchShas: ReadonlyMap<string, unknown>,
	onBranch: readonly PullRequest[],
): { find(prefix: string): string | null; headOf(sha: string): number | null } {
	const heads = new Map<string, number>();
	for (const { number, commits: own } of onBranch) for (const { sha } of own) heads.set(sha, number);
	let sorted: readonly string[] | null = null;
	const find = (prefix: string): string | null => {
		if (onBranchShas.has(prefix) || heads.has(prefix)) return prefix;
		sorted ??= [...new Set([...onBranchShas.keys(), ...heads.keys()])].sort();
		const at = lowerBound(sorted, prefix);
		const first = sorted[at];
		if (first?.startsWith(prefix) !== true || sorted[at + 1]?.startsWith(prefix) === true) return null;
		return first;
	};
	return { find, headOf: (sha) => heads.get(sha) ?? null };
}

function lowerBound(sorted: readonly string[], value: string): number {
	let low = 0;
	let high = sorted.length;
	while (low < high) {
		const middle = (low + high) >> 1;
		if ((sorted[middle] ?? '') < value) low = middle + 1;
		else high = middle;
	}
	return low;
}

/** What landed, by title: pull requests, and mainline commits that no pull request landed. */
function titleIndex(
	landing: Landing,
	bySha: ReadonlyMap<string, HistoryCommit>,
	onBranch: readonly PullRequest[],
): ReadonlyMap<string, Landed[]> {
	const titles = new Map<string, Landed[]>();
	const add = (title: string, landed: Landed): void => {
		const known = titles.get(title);
		if (known === undefined) titles.set(title, [landed]);
		else known.push(landed);
	};
	for (const pullRequest of onBranch) {
		const atMs = pullRequest.mergedAtMs ?? 0;
		const author = pullRequest.commits[0]?.authorEmail ?? null;
		const { mergeSha: sha, number } = pullRequest;
		add(pullRequest.title, { atMs, target: { sha, pullRequest: number, landedAtMs: atMs, author } });
	}
	for (const sha of landing.mainline) {
		const commit = bySha.get(sha);
		if (commit === undefined || landing.pullRequestOf.has(sha)) continue;
		const { subject, committedAtMs: atMs, authorEmail } = commit;
		const target = { sha, pullRequest: null, landedAtMs: atMs, author: authorEmail.toLowerCase() };
		add(subject.replace(numberSuffix, ''), { atMs, target });
	}
	return titles;
}
