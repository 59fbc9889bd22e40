import { z } from 'zod';

/** What GitHub's answers hold, as far as they are read. Further fields are ignored; a missing one is named. */

const instant = z.iso.datetime({ offset: true });
const account = z.object({ __typename: z.string(), login: z.string() }).nullable();
const pageInfo = z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() });
/** GitHub's lists may hold nulls for what the reader may not see. */
const listOf = <Node extends z.ZodType>(node: Node) =>
	z.object({
		pageInfo,
		nodes: z
			.array(node.nullable())
			.nullable()
			.transform((nodes) => (nodes ?? []).filter((one) => one !== null)),
	});

export const rateLimit = z
	.object({ cost: z.number(), remaining: z.number(), resetAt: instant })
	.nullish()
	.transform((value) => value ?? null);

const label = z.object({ name: z.string() });
const review = z.object({ author: account, state: z.string(), submittedAt: instant.nullable() });
const user = z
	.object({ login: z.string() })
	.nullish()
	.transform((value) => value?.login ?? null);
const gitActor = z.object({ name: z.string().nullish(), email: z.string().nullish(), user }).nullable();
const headCommit = z.object({
	commit: z.object({
		oid: z.string(),
		message: z.string(),
		authoredDate: instant,
		author: gitActor,
		committer: gitActor,
	}),
});
const closedIssue = z.object({
	id: z.string(),
	number: z.number(),
	repository: z.object({ nameWithOwner: z.string() }),
});
const assignee = z.object({ __typename: z.string().optional(), login: z.string().optional() }).nullable();
const timelineItem = z.object({
	__typename: z.string(),
	createdAt: instant.optional(),
	assignee: assignee.optional(),
});

/** The lists of a pull request that may go on beyond the first page. */
export const lists = {
	labels: listOf(label),
	reviews: listOf(review),
	commits: listOf(headCommit),
	closingIssuesReferences: listOf(closedIssue),
	timelineItems: listOf(timelineItem),
};
export type ListName = keyof typeof lists;
export const listNames = Object.keys(lists) as ListName[];

export const pullRequestNode = z.object({
	id: z.string(),
	number: z.number(),
	title: z.string(),
	body: z.string().nullish(),
	createdAt: instant,
	updatedAt: instant,
	mergedAt: instant.nullable(),
	closedAt: instant.nullable(),
	isDraft: z.boolean(),
	baseRefName: z.string(),
	headRefName: z.string(),
	headRefOid: z.string(),
	mergeCommit: z.object({ oid: z.string() }).nullable(),
	author: account,
	mergedBy: account,
	...lists,
});
export type PullRequestNode = z.output<typeof pullRequestNode>;

export const pageAnswer = z.object({
	rateLimit,
	repository: z.object({
		databaseId: z.number().nullable(),
		nameWithOwner: z.string(),
		isArchived: z.boolean(),
		pullRequests: z.object({
			totalCount: z.number(),
			pageInfo,
			nodes: z.array(pullRequestNode.nullable()).transform((nodes) => nodes.filter((one) => one !== null)),
		}),
	}),
});

const otherNode = z.object({ __typename: z.string() });

export const byIdAnswer = z.object({
	rateLimit,
	nodes: z.array(z.union([pullRequestNode, otherNode]).nullable()),
});

/** The further page of one list of one pull request; the list itself is checked by `lists`. */
export const moreAnswer = z.object({ rateLimit, node: z.record(z.string(), z.unknown()).nullable() });

const issueNode = z.object({
	number: z.number(),
	repository: z.object({ nameWithOwner: z.string() }),
	issueType: z.object({ name: z.string() }).nullish(),
	labels: z.object({ nodes: z.array(label.nullable()).nullable() }).nullable(),
	/** Read for the pull requests it cites; never kept. */
	body: z.string().nullish(),
});
export const issueFieldsAnswer = z.object({
	rateLimit,
	__type: z.object({ fields: z.array(z.object({ name: z.string() })) }).nullable(),
});

export const issuesAnswer = z.object({
	rateLimit,
	nodes: z.array(z.union([issueNode, otherNode]).nullable()),
});

/** The REST list of pull requests, as far as the idle poll and the anonymous reading need it. */
const restUser = z.object({ login: z.string(), type: z.string() }).nullable();
export const restPullRequest = z.object({
	number: z.number(),
	title: z.string(),
	body: z.string().nullable(),
	draft: z.boolean().optional(),
	created_at: instant,
	updated_at: instant,
	closed_at: instant.nullable(),
	merged_at: instant.nullable(),
	merge_commit_sha: z.string().nullish(),
	user: restUser,
	assignees: z.array(restUser).nullish(),
	labels: z.array(z.object({ name: z.string() })),
	head: z.object({ ref: z.string(), sha: z.string() }),
	base: z.object({
		ref: z.string(),
		repo: z.object({ id: z.number(), full_name: z.string(), archived: z.boolean().optional() }),
	}),
});
export type RestPullRequest = z.output<typeof restPullRequest>;
export const restPullRequests = z.array(restPullRequest);
