import type { Evidence } from './evidence/evidence.js';

/** An account on the forge. `login` without GitHub's `[bot]` suffix; the flag says it. */
export interface Account {
	readonly login: string;
	readonly isBot: boolean;
}

/** A submitted review. */
export interface Review {
	/** Null for a deleted ("ghost") account. */
	readonly author: Account | null;
	readonly state: 'APPROVED' | 'CHANGES_REQUESTED' | 'COMMENTED' | 'DISMISSED' | 'PENDING';
	readonly submittedAtMs: number | null;
}

/** A commit of the pull request's head branch; a squash merge hides these from the default branch. */
export interface HeadCommit {
	readonly sha: string;
	readonly authorEmail: string | null;
	readonly authorLogin: string | null;
	readonly authoredAtMs: number | null;
	/** Null where the source does not name the committer; the forge's own address on its web commits. */
	readonly committerEmail: string | null;
	readonly committerLogin: string | null;
	/** E-mails of its `Co-authored-by` trailers, lower-cased. */
	readonly coAuthorEmails: readonly string[];
	/** It only brought the base branch in (`Merge branch 'main' into …`): nobody's own work. */
	readonly isBaseMerge: boolean;
	/** Evidence found in its message and identities; the message itself is not kept. */
	readonly evidence: readonly Evidence[];
}

/** An issue that the pull request closes. */
export interface ClosedIssue {
	readonly repo: string | null;
	readonly number: number;
	readonly labels: readonly string[];
	/** Numbers of its own repository that its text cites; absent where the source does not know the text. */
	readonly cites?: readonly number[];
}

/**
 * What the rules need from title, body and messages, read once when the pull request comes in. The texts
 * themselves are not kept.
 */
export interface PullRequestTextFacts {
	/** Evidence in the body (`Generated with …`, trailers). */
	readonly evidence: readonly Evidence[];
	/** `Reverts owner/repo#n` in the body (rule R2). */
	readonly revertsNumbers: readonly number[];
	/** SHAs in `This reverts commit …` of the body or head commits (rule R1). */
	readonly revertsShas: readonly string[];
	/** Pull requests and SHAs named as the cause with causal wording (tier T2). */
	readonly namedCauses: readonly (number | string)[];
	/** Login of the human an agent says it works for (`Requested by: @login`); null without. */
	readonly requestedBy: string | null;
}

/**
 * One pull request, whichever source it comes from (GitHub, git alone, an import file). Key: (`repo`, `number`).
 * Times are milliseconds since the epoch. Unknown is null: git alone knows no reviews, so `reviews` is null there.
 */
export interface PullRequest {
	/** `owner/name`, lower-cased. */
	readonly repo: string;
	readonly number: number;
	/** Kept for the person's own views and rule R4; never in an export. */
	readonly title: string;
	readonly author: Account | null;
	readonly createdAtMs: number | null;
	/** Spans in which it was a draft; the last one may be open (null). */
	readonly draftSpans: readonly (readonly [startMs: number, endMs: number | null])[];
	readonly readyAtMs: number | null;
	readonly mergedAtMs: number | null;
	readonly closedAtMs: number | null;
	readonly updatedAtMs: number | null;
	readonly mergedBy: Account | null;
	readonly baseRef: string | null;
	readonly headRef: string | null;
	readonly headSha: string | null;
	/** Merge commit, squash commit or last rebased commit on the base branch. */
	readonly mergeSha: string | null;
	readonly commits: readonly HeadCommit[];
	/** Null when the source cannot know reviews. */
	readonly reviews: readonly Review[] | null;
	readonly labels: readonly string[];
	readonly closesIssues: readonly ClosedIssue[];
	readonly assignees: readonly Account[];
	readonly additions: number | null;
	readonly deletions: number | null;
	readonly changedFiles: number | null;
	readonly facts: PullRequestTextFacts;
	readonly source: 'github' | 'git' | 'import';
}

/** Where a pull request stands. */
export type PullRequestState = 'merged' | 'open' | 'closed';

/** State from its times: merged wins over closed. */
export function stateOf(pullRequest: Pick<PullRequest, 'mergedAtMs' | 'closedAtMs'>): PullRequestState {
	if (pullRequest.mergedAtMs !== null) return 'merged';
	return pullRequest.closedAtMs === null ? 'open' : 'closed';
}
