import { evidenceOfIdentity } from '../../core/evidence/identity.js';
import { evidenceOfBody, evidenceOfMessage, type EvidencePattern } from '../../core/evidence/message.js';
import { unionOf } from '../../core/evidence/union.js';
import { accountKind, bareLogin } from '../../core/people/accounts.js';
import type { Account, HeadCommit, PullRequest } from '../../core/pullRequest.js';
import { coAuthorEmailsOf, isBaseMerge } from '../../core/pullRequests/landingMark.js';
import { pullRequestFacts } from '../../core/pullRequests/textFacts.js';
import type { RawPullRequest } from './line.js';

/**
 * Turns a pull request with its texts into the record that is kept: body and messages become facts (evidence,
 * reverts, named causes, co-authors) and are gone. Every source goes through here, so the same facts give the same
 * record.
 *
 * @param otherNames former and present `owner/name`s of the repository besides the record's own, lower-cased
 */
export function digestPullRequest(
	raw: RawPullRequest,
	source: PullRequest['source'],
	patterns: readonly EvidencePattern[],
	otherNames: readonly string[] = [],
): PullRequest {
	const repo = raw.repo.toLowerCase();
	const draftSpans = draftSpansOf(raw);
	return {
		repo,
		number: raw.number,
		title: raw.title,
		author: accountOf(raw.author),
		createdAtMs: raw.createdAt,
		draftSpans,
		readyAtMs: raw.readyAt ?? draftSpans.at(-1)?.[1] ?? null,
		mergedAtMs: raw.mergedAt,
		closedAtMs: raw.closedAt,
		updatedAtMs: raw.updatedAt,
		mergedBy: accountOf(raw.mergedBy),
		baseRef: raw.baseRef,
		headRef: raw.headRef,
		headSha: raw.headSha,
		mergeSha: raw.mergeSha,
		commits: raw.commits.map((commit) => headCommitOf(commit, patterns)),
		reviews:
			raw.reviews?.map(({ author, state, submittedAt }) => ({
				author: accountOf(author),
				state,
				submittedAtMs: submittedAt,
			})) ?? null,
		labels: raw.labels,
		closesIssues: raw.closesIssues.map((issue) => ({ ...issue, repo: issue.repo?.toLowerCase() ?? repo })),
		assignees: raw.assignees.map(accountOf).filter((account) => account !== null),
		additions: raw.additions,
		deletions: raw.deletions,
		changedFiles: raw.changedFiles,
		facts: pullRequestFacts(
			raw.body,
			raw.commits.map(({ message }) => message),
			[repo, ...otherNames],
			evidenceOfBody(raw.body, raw.createdAt ?? 0, patterns),
		),
		source,
	};
}

/** A deleted account is shown as `ghost`: nobody. */
function accountOf(raw: RawPullRequest['author']): Account | null {
	if (raw === null || raw.login.toLowerCase() === 'ghost') return null;
	return {
		login: raw.login.replace(/\[bot\]$/i, ''),
		isBot: raw.bot || accountKind(raw.login, false) !== 'developer',
	};
}

/**
 * Draft spans in order of time. A record that gives only `readyAt` says that it was a draft until then; spans that
 * end before they start are dropped.
 */
function draftSpansOf(raw: RawPullRequest): [number, number | null][] {
	const spans = raw.draftSpans
		.filter(([start, end]) => end === null || end >= start)
		.sort(([one], [two]) => one - two);
	if (spans.length > 0 || raw.readyAt === null || raw.createdAt === null) return spans;
	return raw.readyAt > raw.createdAt ? [[raw.createdAt, raw.readyAt]] : [];
}

function headCommitOf(
	commit: RawPullRequest['commits'][number],
	patterns: readonly EvidencePattern[],
): HeadCommit {
	const { authorName: name, authorEmail, authorLogin, committerEmail, committerLogin } = commit;
	return {
		sha: commit.sha,
		authorEmail: commit.authorEmail?.toLowerCase() ?? null,
		authorLogin: commit.authorLogin === null ? null : bareLogin(commit.authorLogin),
		authoredAtMs: commit.authoredAt,
		committerEmail: commit.committerEmail?.toLowerCase() ?? null,
		committerLogin: commit.committerLogin === null ? null : bareLogin(commit.committerLogin),
		coAuthorEmails: coAuthorEmailsOf(commit.message),
		isBaseMerge: isBaseMerge(commit.message),
		evidence: unionOf([
			...evidenceOfIdentity({ name, email: authorEmail, login: authorLogin }, 'author'),
			...evidenceOfIdentity({ email: committerEmail, login: committerLogin }, 'committer'),
			...evidenceOfMessage(commit.message, commit.authoredAt ?? 0, patterns),
		]),
	};
}
