import type { EvidencePattern } from '../../core/evidence/message.js';
import { HistoryDigest, landingMarkIn, type HistoryCommit } from '../../core/history.js';
import type { PullRequest } from '../../core/pullRequest.js';
import { landingOf } from '../../core/pullRequests/landing.js';
import type { LandingMark } from '../../core/pullRequests/landingMark.js';
import { readCommits } from '../git/commits.js';
import type { DefaultBranch } from '../git/defaultBranch.js';
import type { Git } from '../git/git.js';
import { digestPullRequest } from './digest.js';
import type { RawPullRequest } from './line.js';
import { readPullHeads, type PullHead } from './pullHeads.js';
import { rawPullRequest, type GitPullRequest } from './rawFromGit.js';

/** A pull request that git shows to have landed. */
interface Landed {
	readonly mark: LandingMark;
	readonly commit: HistoryCommit;
	/** Its own commits, oldest first. */
	readonly commits: readonly HistoryCommit[];
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
	history: readonly HistoryCommit[],
	patterns: readonly EvidencePattern[],
): Promise<PullRequest[]> {
	const bySha = new Map<string, HistoryCommit>();
	for (const commit of history) bySha.set(commit.sha, commit);
	const mainline = landingOf(history, branch.tip, []).mainline.flatMap((sha) => bySha.get(sha) ?? []);
	const heads = await readPullHeads(git, branch.ref, patterns);
	const landed = marked(mainline, history, bySha);
	for (const [number, found] of rebased(heads, mainline, landed)) landed.set(number, found);
	const found = [
		...[...landed.values()].map((one) => landedOne(one, heads.get(one.mark.number), branch.name)),
		...[...heads.values()]
			.filter(({ number }) => !landed.has(number))
			.filter(({ head }) => !bySha.has(head))
			.map(openOne),
	];
	const pullRequests: PullRequest[] = [];
	for await (const raw of withTexts(git, repo, found)) {
		pullRequests.push(digestPullRequest(raw, 'git', patterns));
	}
	return pullRequests.sort((one, two) => one.number - two.number);
}

/** So many pull requests have their messages in memory at once. */
const textsAtOnce = 500;

/** Reads the messages again, a batch at a time: the history does not keep them. */
async function* withTexts(
	git: Git,
	repo: string,
	found: readonly GitPullRequest[],
): AsyncGenerator<RawPullRequest> {
	for (let from = 0; from < found.length; from += textsAtOnce) {
		const batch = found.slice(from, from + textsAtOnce);
		const shas = new Set(
			batch.flatMap(({ mergeSha, commits }) => [
				...(mergeSha === null ? [] : [mergeSha]),
				...commits.map(({ sha }) => sha),
			]),
		);
		const messages = new Map<string, string>();
		for await (const { sha, message } of readCommits(git, { shas })) messages.set(sha, message);
		for (const one of batch) yield rawPullRequest(repo, one, (sha) => messages.get(sha) ?? '');
	}
}

/** Everything that one commit reaches, newest first; `known`, when given, and what it reaches are left out. */
export async function readHistory(
	git: Git,
	tip: string | null,
	known: string | null,
	patterns: readonly EvidencePattern[],
): Promise<HistoryCommit[]> {
	if (tip === null) return [];
	const digest = new HistoryDigest(patterns);
	const commits: HistoryCommit[] = [];
	const revisions = known === null ? [tip] : [tip, `^${known}`];
	for await (const commit of readCommits(git, { revisions })) commits.push(digest.of(commit));
	return commits;
}

/**
 * Pull requests by the marks in mainline messages. Consecutive commits with one number are one rebase merge; a later
 * commit that repeats a number (a backport, a follow-up) is not a second landing.
 */
function marked(
	mainline: readonly HistoryCommit[],
	history: readonly HistoryCommit[],
	bySha: ReadonlyMap<string, HistoryCommit>,
): Map<number, Landed> {
	const found = new Map<number, Landed>();
	const brought = landedThrough(mainline, history, bySha);
	let previous: number | null = null;
	for (const commit of mainline) {
		const mark = landingMarkIn(commit);
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

/** For each merge of the mainline that landed a pull request, the commits that it brought, oldest first. */
function landedThrough(
	mainline: readonly HistoryCommit[],
	history: readonly HistoryCommit[],
	bySha: ReadonlyMap<string, HistoryCommit>,
): Map<string, HistoryCommit[]> {
	const merges = mainline.filter(({ parents, mark }) => parents.length > 1 && mark !== null);
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
	mainline: readonly HistoryCommit[],
	landed: ReadonlyMap<number, Landed>,
): Map<number, Landed> {
	const identity = ({ authorEmail, authoredAtMs, subject }: HistoryCommit): string =>
		`${authorEmail}\n${authoredAtMs}\n${subject}`;
	const positions = new Map(mainline.map((commit, index) => [identity(commit), index]));
	const found = new Map<number, Landed>();
	for (const { number, commits } of heads.values()) {
		const own = commits.filter(({ isBaseMerge }) => !isBaseMerge);
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
		const title = own[0]?.subject ?? '';
		found.set(number, { mark: { number, headRef: null, title, kind: 'squash' }, commit, commits: row });
	}
	return found;
}

function landedOne(landed: Landed, head: PullHead | undefined, branch: string | null): GitPullRequest {
	const { mark, commit } = landed;
	const commits = head !== undefined && head.commits.length > 0 ? head.commits : landed.commits;
	return {
		number: mark.number,
		title: mark.title,
		authors: mark.kind === 'merge' ? commits : [commit],
		landedAtMs: commit.committedAtMs,
		baseRef: branch,
		headRef: mark.headRef,
		headSha: head?.head ?? (mark.kind === 'merge' ? (commit.parents[1] ?? null) : null),
		mergeSha: commit.sha,
		commits,
	};
}

const openOne = ({ number, head, commits }: PullHead): GitPullRequest => ({
	number,
	title: commits[0]?.subject ?? '',
	authors: commits,
	landedAtMs: null,
	baseRef: null,
	headRef: null,
	headSha: head,
	mergeSha: null,
	commits,
});
