import type { HistoryCommit } from '../../core/history.js';
import { accountKind, noreplyAccount } from '../../core/people/accounts.js';
import { pullRequestLineSchema, type RawPullRequest } from './line.js';

/** A pull request as git shows it, without the texts. */
export interface GitPullRequest {
	readonly number: number;
	readonly title: string;
	/** Commits of which the first own one names the author. */
	readonly authors: readonly HistoryCommit[];
	/** Null: it did not land. */
	readonly landedAtMs: number | null;
	readonly baseRef: string | null;
	readonly headRef: string | null;
	readonly headSha: string | null;
	readonly mergeSha: string | null;
	/** Its own commits, oldest first. */
	readonly commits: readonly HistoryCommit[];
}

/** The record that every source gives, with the messages, for its digest. */
export function rawPullRequest(
	repo: string,
	found: GitPullRequest,
	messageOf: (sha: string) => string,
): RawPullRequest {
	const { number, title, landedAtMs, baseRef, headRef, headSha, mergeSha } = found;
	const body = mergeSha === null ? '' : messageOf(mergeSha).split('\n').slice(1).join('\n');
	return {
		...pullRequestLineSchema.parse({ repo, number }),
		title,
		author: authorOf(found.authors),
		mergedAt: landedAtMs,
		closedAt: landedAtMs,
		baseRef,
		headRef,
		headSha,
		mergeSha,
		commits: found.commits.map((commit) => rawCommit(commit, messageOf(commit.sha))),
		body,
	};
}

/** The account that the first own commit's private e-mail names; other addresses name no account. */
function authorOf(commits: readonly HistoryCommit[]): RawPullRequest['author'] {
	const own = commits.find(({ isBaseMerge }) => !isBaseMerge);
	const account = own === undefined ? null : noreplyAccount(own.authorEmail);
	if (account === null) return null;
	return { login: account.login, bot: accountKind(account.login, account.isBot) !== 'developer' };
}

function rawCommit(commit: HistoryCommit, message: string): RawPullRequest['commits'][number] {
	const { sha, authorName, authorEmail, authoredAtMs, committerEmail } = commit;
	return {
		sha,
		message,
		authorName,
		authorEmail: authorEmail === '' ? null : authorEmail,
		authorLogin: noreplyAccount(authorEmail)?.login ?? null,
		authoredAt: authoredAtMs,
		committerEmail: committerEmail === '' ? null : committerEmail,
		committerLogin: noreplyAccount(committerEmail)?.login ?? null,
	};
}
