import type { Evidence, EvidenceKind, Strength } from '../core/evidence/evidence.js';
import type { Account, ClosedIssue, HeadCommit, PullRequest, Review } from '../core/pullRequest.js';
import { DetailReader, DetailWriter } from './detailTape.js';
import { SharedTexts } from './sharedTexts.js';

/** What of a pull request stands in columns of its own. */
export type PullRequestColumns = Pick<
	PullRequest,
	'repo' | 'number' | 'createdAtMs' | 'updatedAtMs' | 'mergedAtMs' | 'closedAtMs'
>;

// Numbers that stand in ledgers: none is ever given to something else.
const kinds: Readonly<Record<EvidenceKind, number>> = {
	...{ note: 1, session: 2, trailer: 3, bot: 4, branch: 5, label: 6, message: 7 },
};
const strengths: Readonly<Record<Strength, number>> = { high: 1, medium: 2, low: 3 };
const states: Readonly<Record<Review['state'], number>> = {
	...{ APPROVED: 1, CHANGES_REQUESTED: 2, COMMENTED: 3, DISMISSED: 4, PENDING: 5 },
};
const sources: Readonly<Record<PullRequest['source'], number>> = { github: 1, git: 2, import: 3 };

const inverse = <Name extends string>(codes: Readonly<Record<Name, number>>): ReadonlyMap<number, Name> =>
	new Map((Object.entries(codes) as [Name, number][]).map(([name, code]) => [code, name]));
const kindOf = inverse(kinds);
const strengthOf = inverse(strengths);
const stateOf = inverse(states);
const sourceOf = inverse(sources);

/**
 * Everything of a pull request but its columns, in about a quarter of the bytes of its JSON: each text once, SHAs in
 * base 64, times in seconds since its creation. A ledger of 100,000 pull requests is in memory as a whole, so this is
 * what decides how much that takes.
 */
export function detailOf(pullRequest: PullRequest): string {
	const to = new DetailWriter(pullRequest.createdAtMs ?? 0);
	to.number(sources[pullRequest.source]);
	to.text(pullRequest.title);
	putAccount(to, pullRequest.author);
	putAccount(to, pullRequest.mergedBy);
	to.text(pullRequest.baseRef);
	to.text(pullRequest.headRef);
	to.sha(pullRequest.headSha);
	to.sha(pullRequest.mergeSha);
	to.time(pullRequest.readyAtMs);
	for (const count of [pullRequest.additions, pullRequest.deletions, pullRequest.changedFiles])
		to.number(count);
	to.list(pullRequest.draftSpans, ([startMs, endMs]) => {
		to.time(startMs);
		to.time(endMs);
	});
	to.list(pullRequest.labels, (label) => to.text(label));
	to.list(pullRequest.assignees, (account) => putAccount(to, account));
	to.list(pullRequest.closesIssues, (issue) => putIssue(to, issue));
	to.list(pullRequest.commits, (commit) => putCommit(to, commit));
	to.list(pullRequest.reviews, (review) => putReview(to, review));
	const { evidence, revertsNumbers, revertsShas, namedCauses, requestedBy } = pullRequest.facts;
	putEvidence(to, evidence);
	to.list(revertsNumbers, (number) => to.number(number));
	to.list(revertsShas, (sha) => to.text(sha));
	to.list(namedCauses, (cause) => {
		to.number(typeof cause === 'number' ? cause : null);
		if (typeof cause !== 'number') to.text(cause);
	});
	to.text(requestedBy);
	return to.toString();
}

/** The pull request of a row. A detail that an earlier version wrote is JSON of the whole record. */
export function pullRequestOf(columns: PullRequestColumns, detail: string): PullRequest {
	return new PullRequestReader().read(columns, detail);
}

/** Evidence that was met lately; pull requests around each other mostly have the same few marks. */
const mostRecent = 16;

/**
 * Reads pull requests. Those of one reader share what is the same in them: accounts, addresses, evidence. A quarter of
 * a large team has a hundred thousand commits of some hundred people.
 */
export class PullRequestReader {
	readonly #texts = new SharedTexts();
	readonly #people = new Map<string, Account>();
	readonly #bots = new Map<string, Account>();
	readonly #recent: Evidence[] = [];

	/** The pull request of a row. A detail that an earlier version wrote is JSON of the whole record. */
	read(columns: PullRequestColumns, detail: string): PullRequest {
		if (detail.startsWith('{')) return JSON.parse(detail) as PullRequest;
		const from = new DetailReader(detail, columns.createdAtMs ?? 0, this.#once);
		// An object's properties are evaluated in the order in which they stand: that of `detailOf`.
		return {
			repo: this.#once(columns.repo),
			number: columns.number,
			createdAtMs: columns.createdAtMs,
			updatedAtMs: columns.updatedAtMs,
			mergedAtMs: columns.mergedAtMs,
			closedAtMs: columns.closedAtMs,
			source: sourceOf.get(from.number() ?? 0) ?? 'github',
			title: from.text() ?? '',
			author: this.#account(from),
			mergedBy: this.#account(from),
			baseRef: from.sharedText(),
			headRef: from.text(),
			headSha: from.sha(),
			mergeSha: from.sha(),
			readyAtMs: from.time(),
			additions: from.number(),
			deletions: from.number(),
			changedFiles: from.number(),
			draftSpans: from.items(() => [from.time() ?? 0, from.time()] as const),
			labels: from.items(() => from.sharedText() ?? ''),
			assignees: this.#assignees(from),
			closesIssues: from.items(() => issueFrom(from)),
			commits: from.items(() => this.#commit(from)),
			reviews: from.list(() => this.#review(from)),
			facts: {
				evidence: this.#evidence(from),
				revertsNumbers: from.items(() => from.number() ?? 0),
				revertsShas: from.items(() => from.text() ?? ''),
				namedCauses: from.items(() => from.number() ?? from.text() ?? ''),
				requestedBy: from.text(),
			},
		};
	}

	readonly #once = (text: string): string => this.#texts.of(text);

	#account(from: DetailReader): Account | null {
		const login = from.sharedText();
		if (login === null) return null;
		const isBot = from.number() === 1;
		const accounts = isBot ? this.#bots : this.#people;
		let account = accounts.get(login);
		if (account === undefined) {
			account = { login, isBot };
			accounts.set(login, account);
		}
		return account;
	}

	#assignees(from: DetailReader): readonly Account[] {
		const accounts = from.items(() => this.#account(from));
		return accounts.filter((account) => account !== null);
	}

	#commit(from: DetailReader): HeadCommit {
		return {
			sha: from.sha() ?? '',
			authorEmail: from.sharedText(),
			authorLogin: from.sharedText(),
			authoredAtMs: from.time(),
			committerEmail: from.sharedText(),
			committerLogin: from.sharedText(),
			coAuthorEmails: from.items(() => from.sharedText() ?? ''),
			isBaseMerge: from.number() === 1,
			evidence: this.#evidence(from),
		};
	}

	#review(from: DetailReader): Review {
		return {
			author: this.#account(from),
			state: stateOf.get(from.number() ?? 0) ?? 'COMMENTED',
			submittedAtMs: from.time(),
		};
	}

	#evidence(from: DetailReader): readonly Evidence[] {
		return from.items(() => {
			const kind = kindOf.get(from.number() ?? 0) ?? 'message';
			const tool = from.text() ?? '';
			const model = from.text();
			const strength = strengthOf.get(from.number() ?? 0) ?? 'low';
			const where = from.text() ?? '';
			const same = this.#recent.find(
				(one) =>
					one.kind === kind &&
					one.strength === strength &&
					one.tool === tool &&
					one.model === model &&
					one.where === where,
			);
			if (same !== undefined) return same;
			const evidence: Evidence = { kind, tool, model, strength, where };
			this.#recent.unshift(evidence);
			this.#recent.length = Math.min(this.#recent.length, mostRecent);
			return evidence;
		});
	}
}

/**
 * The detail of the record that `change` makes of it, which may put null for any text or account: the ledger's own
 * way to take a person out. The same text when nothing changed.
 */
export function changeDetail(detail: string, change: (record: unknown) => unknown): string {
	if (detail.startsWith('{')) return JSON.stringify(change(JSON.parse(detail)));
	const columns = { repo: '', number: 0, createdAtMs: 0, updatedAtMs: 0, mergedAtMs: 0, closedAtMs: 0 };
	const before = pullRequestOf(columns, detail);
	const after = change(before);
	return JSON.stringify(after) === JSON.stringify(before) ? detail : detailOf(after as PullRequest);
}

function putAccount(to: DetailWriter, account: Account | null): void {
	to.text(account?.login ?? null);
	if (account !== null) to.number(account.isBot ? 1 : 0);
}

function putEvidence(to: DetailWriter, evidence: readonly Evidence[]): void {
	to.list(evidence, ({ kind, tool, model, strength, where }) => {
		to.number(kinds[kind]);
		to.text(tool);
		to.text(model);
		to.number(strengths[strength]);
		to.text(where);
	});
}

function putIssue(to: DetailWriter, { repo, number, labels, cites }: ClosedIssue): void {
	to.text(repo);
	to.number(number);
	to.list(labels, (label) => to.text(label));
	to.list(cites ?? null, (cited) => to.number(cited));
}

function issueFrom(from: DetailReader): ClosedIssue {
	const repo = from.text();
	const number = from.number() ?? 0;
	const labels = from.items(() => from.text() ?? '');
	const cites = from.list(() => from.number() ?? 0);
	return { repo, number, labels, ...(cites === null ? {} : { cites }) };
}

function putCommit(to: DetailWriter, commit: HeadCommit): void {
	to.sha(commit.sha);
	to.text(commit.authorEmail);
	to.text(commit.authorLogin);
	to.time(commit.authoredAtMs);
	to.text(commit.committerEmail);
	to.text(commit.committerLogin);
	to.list(commit.coAuthorEmails, (email) => to.text(email));
	to.number(commit.isBaseMerge ? 1 : 0);
	putEvidence(to, commit.evidence);
}

function putReview(to: DetailWriter, { author, state, submittedAtMs }: Review): void {
	putAccount(to, author);
	to.number(states[state]);
	to.time(submittedAtMs);
}
