/**
 * The queries of the sync. A page asks five lists of each pull request, so a page of 29 costs
 * (1 + 29 × 5) / 100 ≈ 1 point: 173 pages and points for 5,000 pull requests. Files and line counts are not asked:
 * local git has them whole, GitHub cuts them at 3,000 files. Labels of closed issues would multiply the cost by their
 * number and are fetched afterwards by node id, a hundred for a point.
 */

const account = '__typename login';

const pullRequest = `
fragment Account on Actor { ${account} }
fragment Whole on PullRequest {
	id number title body createdAt updatedAt mergedAt closedAt isDraft
	baseRefName headRefName headRefOid mergeCommit { oid }
	author { ...Account } mergedBy { ...Account }
	labels(first: $few) { pageInfo { hasNextPage endCursor } nodes { name } }
	reviews(first: $some) {
		pageInfo { hasNextPage endCursor }
		nodes { author { ...Account } state submittedAt }
	}
	commits(first: $some) {
		pageInfo { hasNextPage endCursor }
		nodes { ...HeadCommit }
	}
	closingIssuesReferences(first: $few) {
		pageInfo { hasNextPage endCursor }
		nodes { id number repository { nameWithOwner } }
	}
	timelineItems(
		first: $some
		itemTypes: [READY_FOR_REVIEW_EVENT, CONVERT_TO_DRAFT_EVENT, ASSIGNED_EVENT, UNASSIGNED_EVENT]
	) {
		pageInfo { hasNextPage endCursor }
		nodes { ...TimelineItem }
	}
}
fragment HeadCommit on PullRequestCommit {
	commit {
		oid message authoredDate
		author { name email user { login } }
		committer { email user { login } }
	}
}
fragment TimelineItem on PullRequestTimelineItems {
	__typename
	... on ReadyForReviewEvent { createdAt }
	... on ConvertToDraftEvent { createdAt }
	... on AssignedEvent { assignee { ... on User { ${account} } ... on Bot { ${account} } } }
	... on UnassignedEvent { assignee { ... on User { ${account} } ... on Bot { ${account} } } }
}`;

/** One page of a repository's pull requests in the given order. */
export const pageQuery = `
query Page($owner: String!, $name: String!, $cursor: String, $size: Int!, $order: IssueOrder!, $few: Int!, $some: Int!) {
	rateLimit { cost remaining resetAt }
	repository(owner: $owner, name: $name) {
		databaseId nameWithOwner isArchived
		pullRequests(first: $size, after: $cursor, orderBy: $order) {
			totalCount
			pageInfo { hasNextPage endCursor }
			nodes { ...Whole }
		}
	}
}
${pullRequest}`;

/** Some pull requests by node id, with longer lists. */
export const byIdQuery = `
query ById($ids: [ID!]!, $few: Int!, $some: Int!) {
	rateLimit { cost remaining resetAt }
	nodes(ids: $ids) { __typename ...Whole }
}
${pullRequest}`;

/** The further pages of one pull request's lists. */
export const moreQueries = {
	labels: more('labels', 'nodes { name }'),
	reviews: more('reviews', `nodes { author { ${account} } state submittedAt }`),
	commits: more(
		'commits',
		`nodes { commit { oid message authoredDate
			author { name email user { login } } committer { email user { login } } } }`,
	),
	closingIssuesReferences: more(
		'closingIssuesReferences',
		'nodes { id number repository { nameWithOwner } }',
	),
	timelineItems: more(
		'timelineItems',
		`nodes { __typename
			... on ReadyForReviewEvent { createdAt }
			... on ConvertToDraftEvent { createdAt }
			... on AssignedEvent { assignee { ... on User { ${account} } ... on Bot { ${account} } } }
			... on UnassignedEvent { assignee { ... on User { ${account} } ... on Bot { ${account} } } } }`,
		', itemTypes: [READY_FOR_REVIEW_EVENT, CONVERT_TO_DRAFT_EVENT, ASSIGNED_EVENT, UNASSIGNED_EVENT]',
	),
} as const;

function more(list: string, selection: string, filter = ''): string {
	return `
query More($id: ID!, $cursor: String) {
	rateLimit { cost remaining resetAt }
	node(id: $id) {
		... on PullRequest {
			${list}(first: 100, after: $cursor${filter}) { pageInfo { hasNextPage endCursor } ${selection} }
		}
	}
}`;
}

/** Which fields the server's issues have. */
export const issueFieldsQuery = `
query IssueFields {
	rateLimit { cost remaining resetAt }
	__type(name: "Issue") { fields { name } }
}`;

/** Labels and texts of issues by node id. An older Enterprise Server knows no issue types: `withTypes` false leaves them out. */
export const issuesQuery = (withTypes: boolean): string => `
query Issues($ids: [ID!]!) {
	rateLimit { cost remaining resetAt }
	nodes(ids: $ids) {
		__typename
		... on Issue {
			number repository { nameWithOwner }
			${withTypes ? 'issueType { name }' : ''}
			labels(first: 100) { nodes { name } }
			body
		}
	}
}`;
