/** What the pretended GitHub holds. Times are milliseconds since the epoch. */
export interface WorldAccount {
	readonly login: string;
	readonly type: 'User' | 'Bot' | 'Mannequin';
}

export interface WorldReview {
	readonly author: WorldAccount | null;
	readonly state: string;
	readonly atMs: number;
}

export interface WorldCommit {
	readonly oid: string;
	readonly message: string;
	readonly email: string;
	readonly login: string | null;
	readonly atMs: number;
}

export interface WorldEvent {
	readonly kind: 'ready' | 'draft' | 'assigned' | 'unassigned';
	readonly atMs: number;
	readonly assignee?: WorldAccount;
}

export interface WorldIssue {
	readonly body?: string;
	readonly number: number;
	readonly labels: readonly string[];
	readonly type: string | null;
}

export interface WorldPullRequest {
	readonly number: number;
	readonly title: string;
	readonly body: string;
	readonly author: WorldAccount | null;
	readonly createdMs: number;
	readonly updatedMs: number;
	readonly mergedMs: number | null;
	readonly closedMs: number | null;
	readonly isDraft: boolean;
	readonly baseRef: string;
	readonly headRef: string;
	readonly labels: readonly string[];
	readonly reviews: readonly WorldReview[];
	readonly commits: readonly WorldCommit[];
	readonly issues: readonly WorldIssue[];
	readonly events: readonly WorldEvent[];
	/** Its head is a branch of a fork that was deleted since. */
	readonly isForkGone?: boolean;
	/** Absent: a made-up one. */
	readonly mergeSha?: string;
}

export interface World {
	nameWithOwner: string;
	/** Stays through renames. */
	repositoryId: number;
	/** Names that still lead here: GraphQL follows them, REST redirects. */
	formerNames: string[];
	isArchived: boolean;
	/** Its pull requests never change, so that they need be put in order and looked up but once. */
	isFixed?: boolean;
	pullRequests: WorldPullRequest[];
	/** Its schema has issue types. */
	knowsIssueTypes: boolean;
}

export const start = Date.parse('2026-01-05T09:00:00Z');
const hour = 3_600_000;
const people: readonly WorldAccount[] = ['ada', 'bob', 'cleo', 'dan'].map((login) => ({
	login,
	type: 'User',
}));
const robot: WorldAccount = { login: 'coderabbitai', type: 'Bot' };

export const shaOf = (...parts: readonly number[]): string =>
	parts
		.map((part) => part.toString(16).padStart(8, '0'))
		.join('')
		.padEnd(40, '0');

/** A pull request of the usual kind, with as many reviews and commits as asked. */
export function pullRequestOf(
	number: number,
	lists: { reviews?: number; commits?: number; labels?: number; issues?: number } = {},
): WorldPullRequest {
	const createdMs = start + number * hour;
	const author = people[number % people.length] ?? null;
	const isMerged = number % 5 !== 0;
	const closedMs = number % 7 === 0 ? null : createdMs + 30 * hour;
	return {
		number,
		title: `Change ${number}`,
		body: number % 3 === 0 ? `Reverts #${number - 1}` : 'Does what it says.',
		author: number % 11 === 0 ? null : author,
		createdMs,
		updatedMs: createdMs + 31 * hour,
		mergedMs: isMerged && closedMs !== null ? closedMs : null,
		closedMs,
		isDraft: false,
		baseRef: 'main',
		headRef: `change-${number}`,
		labels: Array.from({ length: lists.labels ?? 1 }, (_, index) => `label-${index}`),
		reviews: Array.from({ length: lists.reviews ?? 2 }, (_, index) => ({
			author: index % 2 === 0 ? robot : (people[(number + index) % people.length] ?? null),
			state: index % 3 === 0 ? 'COMMENTED' : 'APPROVED',
			atMs: createdMs + (index + 1) * 60_000,
		})),
		commits: Array.from({ length: lists.commits ?? 2 }, (_, index) => ({
			oid: shaOf(number, index),
			message: `Step ${index}\n\nCo-Authored-By: Claude <noreply@anthropic.com>`,
			email: `${author?.login ?? 'x'}@acme.example`,
			login: author?.login ?? null,
			atMs: createdMs - hour + index,
		})),
		issues: Array.from({ length: lists.issues ?? (number % 4 === 0 ? 1 : 0) }, (_, index) => ({
			number: 100_000 + number * 100 + index,
			labels: index === 0 ? ['bug'] : [],
			type: index === 0 ? null : 'Bug',
		})),
		events: number % 6 === 0 ? [{ kind: 'ready', atMs: createdMs + 30_000 }] : [],
	};
}

export function worldOf(count: number, lists?: Parameters<typeof pullRequestOf>[1]): World {
	return {
		nameWithOwner: 'acme/app',
		repositoryId: 4711,
		formerNames: [],
		isArchived: false,
		knowsIssueTypes: false,
		pullRequests: Array.from({ length: count }, (_, index) => pullRequestOf(index + 1, lists)),
	};
}
