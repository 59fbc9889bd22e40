import type { Evidence } from '../evidence/evidence.js';
import type { PullRequest } from '../pullRequest.js';
import type { PricedCall } from '../usage/call.js';
import type { CallColumns } from '../usage/callColumns.js';
import type { Session, SessionEvent } from '../usage/session.js';
import type { LinkReason } from './link.js';

/** Hashes of the effective lines that a commit adds to one file. */
export interface AddedHashes {
	readonly path: string;
	readonly hashes: readonly number[];
	/** How many of them were added together, block by block; absent: all. */
	readonly blockLines?: readonly number[];
}

/** A commit as linking needs it. */
export interface CommitFacts {
	readonly sha: string;
	readonly parents: readonly string[];
	readonly authorEmail: string;
	readonly authoredAtMs: number;
	readonly committedAtMs: number;
	/** Reached from the default branch. */
	readonly isLanded: boolean;
	/** Files with the hashes of their added effective lines; null when they were not or could not be read. */
	readonly files: readonly AddedHashes[] | null;
	/** Sessions that a note on the commit names. */
	readonly noteSessions: readonly string[];
}

/** A repository as linking needs it. */
export interface RepositoryFacts {
	/** `owner/name`. */
	readonly repo: string;
	/** Further names: other remotes, forks. */
	readonly aliases: readonly string[];
	/** Branches that work lands on; being on one says nothing about a pull request. */
	readonly baseBranches: ReadonlySet<string>;
	readonly commits: readonly CommitFacts[];
	readonly pullRequests: readonly PullRequest[];
	/** Pull request that each commit belongs to, landed or on a head branch. */
	readonly pullRequestOf: Pick<ReadonlyMap<string, number>, 'get'>;
	/** Its work trees on this machine, absolute. */
	readonly roots?: readonly string[];
	/** Every path that the repository has now, and those its recent commits touch. */
	readonly paths: ReadonlySet<string>;
}

/** What is linked, and the ground it is linked on. */
export interface LinkInput {
	readonly sessions: readonly Session[];
	readonly calls: readonly PricedCall[] | CallColumns;
	readonly events: readonly SessionEvent[];
	readonly repositories: readonly RepositoryFacts[];
	/** Repository of a working folder that exists on this machine; null for a folder in none. Others are absent. */
	readonly folders: ReadonlyMap<string, string | null>;
	/** Reasons to leave out, to measure the others. */
	readonly ignore: ReadonlySet<LinkReason>;
	/** False where nobody asks for contributions by Anthropic's rule: none are worked out then. Default true. */
	readonly withContributions?: boolean;
	/** True where it is asked what the calls behind each link used, by model and day. Default false. */
	readonly withWork?: boolean;
}

/** Lines of a commit that sessions wrote, as transcripts show it. */
export interface SessionEvidence {
	readonly sha: string;
	readonly repo: string;
	readonly evidence: Evidence;
	/** Matched lines over all sessions; null when the link rests on something else than lines. */
	readonly aiLines: number | null;
	readonly sessionIds: readonly string[];
}
