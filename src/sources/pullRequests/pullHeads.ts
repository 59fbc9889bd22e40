import type { EvidencePattern } from '../../core/evidence/message.js';
import { HistoryDigest, type HistoryCommit } from '../../core/history.js';
import { readCommitsBeyond } from '../git/commits.js';
import type { Git } from '../git/git.js';

/** The head of a pull request, as a forge publishes it in a ref. */
export interface PullHead {
	readonly number: number;
	readonly head: string;
	/** Commits that the head has beyond the point where it left the default branch, oldest first. */
	readonly commits: readonly HistoryCommit[];
}

const headRefs = [
	'refs/pull/*/head',
	'refs/pull-requests/*/from',
	'refs/merge-requests/*/head',
	'refs/remotes/*/pull/*',
	'refs/remotes/*/pr/*',
];
const form =
	/^(?:refs\/(?:pull|pull-requests|merge-requests)\/(\d+)\/(?:head|from)|refs\/remotes\/[^/]+\/(?:pull|pr)\/(\d+)(?:\/head)?) ([0-9a-f]{40,64})$/;
/** A head with more own commits is a long-lived branch, not work to look into. */
const maxCommits = 1000;

/**
 * Heads of pull requests in the refs that GitHub, GitLab and Bitbucket publish (and where people usually fetch them
 * to). Own commits: reached from the head and not from the default branch; for a head that is merged as it is, what lies
 * between it and the first parent of the merge is found by the caller. One walk over all heads, not one a head.
 */
export async function readPullHeads(
	git: Git,
	branchRef: string,
	patterns: readonly EvidencePattern[],
): Promise<Map<number, PullHead>> {
	const listed = await git.text(['for-each-ref', '--format=%(refname) %(objectname)', ...headRefs]);
	const heads = new Map<number, string>();
	for (const line of listed.split('\n')) {
		const match = form.exec(line);
		const number = Number(match?.[1] ?? match?.[2] ?? 0);
		if (match?.[3] !== undefined && number > 0 && !heads.has(number)) heads.set(number, match[3]);
	}
	if (heads.size === 0) return new Map();
	const bySha = await commitsBeyond(git, branchRef, [...heads.values()], new HistoryDigest(patterns));
	return new Map(
		[...heads].map(([number, head]) => [number, { number, head, commits: ownCommits(head, bySha) }]),
	);
}

/** Commits reached from the heads and not from the branch. */
async function commitsBeyond(
	git: Git,
	branchRef: string,
	heads: readonly string[],
	digest: HistoryDigest,
): Promise<Map<string, HistoryCommit>> {
	const found = new Map<string, HistoryCommit>();
	const chunk = 500;
	for (let at = 0; at < heads.length; at += chunk) {
		const revisions = [...heads.slice(at, at + chunk), `^${branchRef}`];
		const beyond = readCommitsBeyond(git, { revisions });
		for await (const commit of beyond) found.set(commit.sha, digest.of(commit));
	}
	return found;
}

/** Own commits of one head, oldest first; merges of the base branch bring nothing of their own. */
function ownCommits(head: string, bySha: ReadonlyMap<string, HistoryCommit>): HistoryCommit[] {
	const seen = new Set<string>();
	const own: HistoryCommit[] = [];
	const stack: { sha: string; isDone: boolean }[] = [{ sha: head, isDone: false }];
	for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
		const commit = bySha.get(next.sha);
		if (commit === undefined) continue;
		if (next.isDone) {
			own.push(commit);
			continue;
		}
		if (seen.has(next.sha) || seen.size >= maxCommits) continue;
		seen.add(next.sha);
		stack.push({ sha: next.sha, isDone: true });
		for (const parent of [...commit.parents].reverse()) stack.push({ sha: parent, isDone: false });
	}
	return own;
}
