import type { Commit } from '../../core/commit.js';
import type { EvidencePattern } from '../../core/evidence/message.js';
import { accountKind, noreplyAccount } from '../../core/people/accounts.js';
import type { PullRequest } from '../../core/pullRequest.js';
import { landingOf } from '../../core/pullRequests/landing.js';
import { isBaseMerge, landingMarkOf, type LandingMark } from '../../core/pullRequests/landingMark.js';
import { readCommits } from '../git/commits.js';
import type { DefaultBranch } from '../git/defaultBranch.js';
import type { Git } from '../git/git.js';
import { digestPullRequest } from './digest.js';
import { pullRequestLineSchema, type RawPullRequest } from './line.js';
import { readPullHeads, type PullHead } from './pullHeads.js';

/** A pull request that git shows to have landed. */
interface Landed {
	readonly mark: LandingMark;
	readonly commit: Commit;
	/** Its own commits, oldest first. */
	readonly commits: readonly Commit[];
}

/**
 * Pull requests that a repository shows by itself: merge commits and `(#n)` subjects on the default branch, and
 * `refs/pull/<n>/head` (`refs/merge-requests/<n>/head`) where they were fetched. Those refs also give the commits
 * that a squash hid, find rebase merges (by author and author time), and show what did not land. Git knows no
 * reviews, labels or drafts, and no creation time: those are null or empty. What did not land counts as open, since git does not tell
 * closed from open.
 *
 * @param history everything the branch reaches, newest first
 */
export async function readPullRequestsFromGit(
	git: Git,
	repo: string,
	branch: DefaultBranch,
	history: readonly Commit[],
	patterns: readonly EvidencePattern[],
): Promise<PullRequest[]> {
	const bySha = new Map(history.map((commit) => [commit.sha, commit]));
	const mainline = landingOf(history, branch.tip, []).mainline.flatMap((sha) => bySha.get(sha) ?? []);
	const heads = await readPullHeads(git, branch.ref);
	const landed = marked(mainline, history);
	for (const [number, found] of rebased(heads, mainline, landed)) landed.set(number, found);
	const raws = [
		...[...landed.values()].map((one) => rawOfLanded(one, heads.get(one.mark.number), repo, branch.name)),
		...[...heads.values()]
			.filter(({ number }) => !landed.has(number))
			.filter(({ head }) => !bySha.has(head))
			.map((head) => rawOfOpen(head, repo)),
	];
	return raws
		.map((raw) => digestPullRequest(raw, 'git', patterns))
		.sort((one, two) => one.number - two.number);
}

/** Everything reachable from the default branch, newest first. */
export async function readHistory(git: Git, branch: DefaultBranch): Promise<Commit[]> {
	if (branch.tip === null) return [];
	const commits: Commit[] = [];
	for await (const commit of readCommits(git, { revisions: [branch.ref] })) commits.push(commit);
	return commits;
}

/**
 * Pull requests by the marks in mainline messages. Consecutive commits with one number are one rebase merge; a later
 * commit that repeats a number (a backport, a follow-up) is not a second landing.
 */
function marked(mainline: readonly Commit[], history: readonly Commit[]): Map<number, Landed> {
	const found = new Map<number, Landed>();
	const brought = landedThrough(mainline, history);
	let previous: number | null = null;
	for (const commit of mainline) {
		const mark = landingMarkOf(commit.message, commit.parents.length);
		const number = mark?.number ?? null;
		const known = number === null ? undefined : found.get(number);
		if (mark !== null && known === undefined) {
			found.set(mark.number, { mark, commit, commits: brought.get(commit.sha) ?? [commit] });
		} else if (mark !== null && known !== undefined && previous === number && commit.parents.length < 2) {
			found.set(mark.number, { mark: known.mark, commit, commits: [...known.commits, commit] });
		}
		previous = number;
	}
	return found;
}

/** For each merge of the mainline, the commits that it brought, oldest first. */
function landedThrough(mainline: readonly Commit[], history: readonly Commit[]): Map<string, Commit[]> {
	const merges = mainline.filter(({ parents }) => parents.length > 1);
	const bySha = new Map(history.map((commit) => [commit.sha, commit]));
	const asPullRequests = merges.map((merge, index) => ({
		number: index,
		mergedAtMs: merge.committedAtMs,
		mergeSha: merge.sha,
		commits: [],
	}));
	const { commitsOf } = landingOf(history, mainline.at(-1)?.sha ?? null, asPullRequests);
	return new Map(
		merges.map((merge, index) => [
			merge.sha,
			(commitsOf.get(index) ?? []).filter((sha) => sha !== merge.sha).flatMap((sha) => bySha.get(sha) ?? []),
		]),
	);
}

/** Rebase merges: the head's own commits lie in a row on the mainline, same authors, same author times. */
function rebased(
	heads: ReadonlyMap<number, PullHead>,
	mainline: readonly Commit[],
	landed: ReadonlyMap<number, Landed>,
): Map<number, Landed> {
	const identity = (commit: Commit): string =>
		`${commit.authorEmail}\n${commit.authoredAtMs}\n${commit.message}`;
	const positions = new Map(mainline.map((commit, index) => [identity(commit), index]));
	const found = new Map<number, Landed>();
	for (const { number, commits } of heads.values()) {
		const own = commits.filter(({ message }) => !isBaseMerge(message));
		const last = own.at(-1);
		const end = last === undefined ? undefined : positions.get(identity(last));
		if (landed.has(number) || end === undefined || end + 1 < own.length) continue;
		const row = mainline.slice(end + 1 - own.length, end + 1);
		const isRow = row.every((commit, index) => {
			const original = own[index];
			return original !== undefined && identity(commit) === identity(original);
		});
		const commit = row.at(-1);
		if (!isRow || commit === undefined) continue;
		const title = (own[0]?.message.split('\n', 1)[0] ?? '').trim();
		found.set(number, { mark: { number, headRef: null, title, kind: 'squash' }, commit, commits: row });
	}
	return found;
}

function rawOfLanded(
	landed: Landed,
	head: PullHead | undefined,
	repo: string,
	branch: string | null,
): RawPullRequest {
	const { mark, commit } = landed;
	const commits = head !== undefined && head.commits.length > 0 ? head.commits : landed.commits;
	const headSha = head?.head ?? (mark.kind === 'merge' ? (commit.parents[1] ?? null) : null);
	return {
		...empty(repo, mark.number),
		title: mark.title,
		author: authorOf(mark.kind === 'merge' ? commits : [commit]),
		mergedAt: commit.committedAtMs,
		closedAt: commit.committedAtMs,
		baseRef: branch,
		headRef: mark.headRef,
		headSha,
		mergeSha: commit.sha,
		commits: commits.map(rawCommit),
		body: commit.message.split('\n').slice(1).join('\n'),
	};
}

function rawOfOpen(head: PullHead, repo: string): RawPullRequest {
	return {
		...empty(repo, head.number),
		title: (head.commits[0]?.message.split('\n', 1)[0] ?? '').trim(),
		author: authorOf(head.commits),
		headSha: head.head,
		commits: head.commits.map(rawCommit),
	};
}

/** The account that the first own commit's private e-mail names; other addresses name no account. */
function authorOf(commits: readonly Commit[]): RawPullRequest['author'] {
	const own = commits.find(({ message }) => !isBaseMerge(message));
	const account = own === undefined ? null : noreplyAccount(own.authorEmail);
	if (account === null) return null;
	return { login: account.login, bot: accountKind(account.login, account.isBot) !== 'developer' };
}

function rawCommit(commit: Commit): RawPullRequest['commits'][number] {
	return {
		sha: commit.sha,
		message: commit.message,
		authorName: commit.authorName,
		authorEmail: commit.authorEmail === '' ? null : commit.authorEmail,
		authorLogin: noreplyAccount(commit.authorEmail)?.login ?? null,
		authoredAt: commit.authoredAtMs,
		committerEmail: commit.committerEmail === '' ? null : commit.committerEmail,
		committerLogin: noreplyAccount(commit.committerEmail)?.login ?? null,
	};
}

const empty = (repo: string, number: number): RawPullRequest => pullRequestLineSchema.parse({ repo, number });
