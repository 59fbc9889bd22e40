import { pullRequestLineSchema, type RawPullRequest } from '../pullRequests/line.js';
import type { PullRequestNode, RestPullRequest } from './answers.js';

type Actor = PullRequestNode['author'];

/** Brings a pull request of GraphQL into the shape that every source is digested from. */
export function lineOfNode(repo: string, node: PullRequestNode): RawPullRequest {
	return pullRequestLineSchema.parse({
		repo,
		number: node.number,
		title: node.title,
		author: accountOf(node.author),
		createdAt: node.createdAt,
		draftSpans: draftSpansOf(node),
		mergedAt: node.mergedAt,
		closedAt: node.closedAt,
		updatedAt: node.updatedAt,
		mergedBy: accountOf(node.mergedBy),
		baseRef: node.baseRefName,
		headRef: node.headRefName,
		headSha: node.headRefOid,
		mergeSha: node.mergeCommit?.oid ?? null,
		commits: node.commits.nodes.map(({ commit }) => ({
			sha: commit.oid,
			message: commit.message,
			authorName: commit.author?.name,
			authorEmail: commit.author?.email,
			authorLogin: commit.author?.user,
			authoredAt: commit.authoredDate,
			committerEmail: commit.committer?.email,
			committerLogin: commit.committer?.user,
		})),
		reviews: node.reviews.nodes.map(({ author, state, submittedAt }) => ({
			author: accountOf(author),
			state,
			submittedAt,
		})),
		labels: node.labels.nodes.map(({ name }) => name),
		closesIssues: node.closingIssuesReferences.nodes.map(({ number, repository }) => ({
			repo: repository.nameWithOwner,
			number,
		})),
		assignees: assigneesOf(node),
		body: node.body,
	});
}

const accountOf = (actor: Actor): { login: string; bot: boolean } | null =>
	actor === null ? null : { login: actor.login, bot: actor.__typename === 'Bot' };

/** Spans between "convert to draft" and "ready"; a first event "ready" says that it was opened as a draft. */
function draftSpansOf(node: PullRequestNode): [string, string | null][] {
	const spans: [string, string | null][] = [];
	let start: string | null = null;
	let isFirst = true;
	for (const { __typename: kind, createdAt } of node.timelineItems.nodes) {
		if (createdAt === undefined) continue;
		if (kind === 'ReadyForReviewEvent') {
			const from = start ?? (isFirst ? node.createdAt : null);
			if (from !== null) spans.push([from, createdAt]);
			start = null;
		} else if (kind === 'ConvertToDraftEvent') {
			start ??= createdAt;
		} else continue;
		isFirst = false;
	}
	if (node.isDraft) spans.push([start ?? (isFirst ? node.createdAt : node.updatedAt), null]);
	return spans;
}

/** Who is assigned after all events, in order of assignment. */
function assigneesOf(node: PullRequestNode): { login: string; bot: boolean }[] {
	const assigned = new Map<string, { login: string; bot: boolean }>();
	for (const { __typename: kind, assignee } of node.timelineItems.nodes) {
		const login = assignee?.login;
		if (login === undefined) continue;
		if (kind === 'AssignedEvent') assigned.set(login, { login, bot: assignee?.__typename === 'Bot' });
		if (kind === 'UnassignedEvent') assigned.delete(login);
	}
	return [...assigned.values()];
}

/** Brings a pull request of the REST list into the same shape. The list knows no reviews, commits or drafts' spans. */
export function lineOfRest(repo: string, one: RestPullRequest): RawPullRequest {
	const account = (user: RestPullRequest['user']): { login: string; bot: boolean } | null =>
		user === null ? null : { login: user.login, bot: user.type === 'Bot' };
	return pullRequestLineSchema.parse({
		repo,
		number: one.number,
		title: one.title,
		author: account(one.user),
		createdAt: one.created_at,
		draftSpans: one.draft === true ? [[one.created_at, null]] : [],
		mergedAt: one.merged_at,
		closedAt: one.closed_at,
		updatedAt: one.updated_at,
		baseRef: one.base.ref,
		headRef: one.head.ref,
		headSha: one.head.sha,
		mergeSha: one.merged_at === null ? null : (one.merge_commit_sha ?? null),
		labels: one.labels.map(({ name }) => name),
		assignees: (one.assignees ?? []).map(account),
		body: one.body,
	});
}
