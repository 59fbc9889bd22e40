import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
	buildSchema,
	execute,
	extendSchema,
	Kind,
	parse,
	validate,
	type DocumentNode,
	type ExecutionResult,
	type FragmentDefinitionNode,
	type GraphQLError,
	type GraphQLSchema,
	type SelectionSetNode,
} from 'graphql';
import {
	shaOf,
	type World,
	type WorldAccount,
	type WorldEvent,
	type WorldIssue,
	type WorldPullRequest,
} from './world.js';

const published = join(__dirname, '../../../node_modules/@octokit/graphql-schema/schema.graphql');
/** Issue types are newer than the published schema. */
const newer = 'type IssueType { name: String! } extend type Issue { issueType: IssueType }';
const schemas = new Map<boolean, GraphQLSchema>();

/** GitHub's public schema, as GitHub publishes it; or with what came after. */
function schemaOf(isNewer: boolean): GraphQLSchema {
	let schema = schemas.get(isNewer);
	if (schema === undefined) {
		const text = readFileSync(published, 'utf8');
		schema = isNewer
			? extendSchema(schemaOf(false), parse(newer), { assumeValid: true })
			: buildSchema(text, { assumeValid: true, assumeValidSDL: true });
		schemas.set(isNewer, schema);
	}
	return schema;
}

interface Paging {
	readonly first?: number | null;
	readonly after?: string | null;
	readonly orderBy?: { readonly field: string; readonly direction: string } | null;
}

const iso = (ms: number): string => new Date(ms).toISOString().replace('.000Z', 'Z');
const account = (one: WorldAccount | null): object | null =>
	one === null ? null : { __typename: one.type, login: one.login };

/** A plain connection whose cursor is a position: right for lists that do not move. */
function connection(items: readonly object[]): (args: Paging) => object {
	return ({ first, after }) => {
		const from = after === null || after === undefined ? 0 : Number(atob(after));
		const nodes = items.slice(from, from + (first ?? 100));
		return {
			totalCount: items.length,
			nodes,
			pageInfo: {
				hasNextPage: from + nodes.length < items.length,
				endCursor: nodes.length === 0 ? null : btoa(String(from + nodes.length)),
			},
		};
	};
}

const sortings = new WeakMap<World, Map<string, readonly WorldPullRequest[]>>();

/** Newest first; put in order again for each request unless the world is fixed. */
function sortedBy(
	world: World,
	field: string,
	keyOf: (one: WorldPullRequest) => number,
): readonly WorldPullRequest[] {
	const known = sortings.get(world)?.get(field);
	if (known !== undefined) return known;
	const sorted = [...world.pullRequests].sort(
		(one, two) => keyOf(two) - keyOf(one) || two.number - one.number,
	);
	if (world.isFixed === true) {
		const kept = sortings.get(world) ?? new Map<string, readonly WorldPullRequest[]>();
		sortings.set(world, kept.set(field, sorted));
	}
	return sorted;
}

/** Place of the first item from which on all fit; the length without one. */
function firstThat<Item>(items: readonly Item[], fits: (item: Item) => boolean): number {
	let low = 0;
	let high = items.length;
	while (low < high) {
		const middle = (low + high) >>> 1;
		const item = items[middle];
		if (item !== undefined && fits(item)) high = middle;
		else low = middle + 1;
	}
	return low;
}

/**
 * The repository's pull requests. As on GitHub, a cursor is a value, not a position: a row whose update time changes
 * while the list is read moves, and a reader that goes on from its cursor does not see it again.
 */
function pullRequestConnection(world: World): (args: Paging) => object {
	return ({ first, after, orderBy }) => {
		const keyOf = (one: WorldPullRequest): number =>
			orderBy?.field === 'UPDATED_AT' ? one.updatedMs : one.createdMs;
		const sorted = sortedBy(world, orderBy?.field ?? 'CREATED_AT', keyOf);
		const cursor =
			after === null || after === undefined ? null : (JSON.parse(atob(after)) as [number, number]);
		const isBehind = (one: WorldPullRequest, [key, number]: readonly [number, number]): boolean =>
			keyOf(one) < key || (keyOf(one) === key && one.number < number);
		const from = cursor === null ? 0 : firstThat(sorted, (one) => isBehind(one, cursor));
		const page = sorted.slice(from, from + (first ?? 100));
		const last = page.at(-1);
		return {
			totalCount: world.pullRequests.length,
			nodes: page.map((one) => pullRequestNode(world, one)),
			pageInfo: {
				hasNextPage: sorted.length > from + page.length,
				endCursor: last === undefined ? null : btoa(JSON.stringify([keyOf(last), last.number])),
			},
		};
	};
}

const eventTypes = {
	ready: ['READY_FOR_REVIEW_EVENT', 'ReadyForReviewEvent'],
	draft: ['CONVERT_TO_DRAFT_EVENT', 'ConvertToDraftEvent'],
	assigned: ['ASSIGNED_EVENT', 'AssignedEvent'],
	unassigned: ['UNASSIGNED_EVENT', 'UnassignedEvent'],
} as const;

const eventNode = (event: WorldEvent): object => ({
	__typename: eventTypes[event.kind][1],
	createdAt: iso(event.atMs),
	assignee: account(event.assignee ?? null),
});

function issueNode(world: World, issue: WorldPullRequest['issues'][number]): object {
	return {
		__typename: 'Issue',
		id: `ISSUE_${issue.number}`,
		number: issue.number,
		repository: { nameWithOwner: world.nameWithOwner },
		issueType: issue.type === null ? null : { name: issue.type },
		labels: connection(issue.labels.map((name) => ({ name }))),
		body: issue.body ?? '',
	};
}

function pullRequestNode(world: World, one: WorldPullRequest): object {
	return {
		__typename: 'PullRequest',
		id: `PR_${one.number}`,
		number: one.number,
		title: one.title,
		body: one.body,
		createdAt: iso(one.createdMs),
		updatedAt: iso(one.updatedMs),
		mergedAt: one.mergedMs === null ? null : iso(one.mergedMs),
		closedAt: one.closedMs === null ? null : iso(one.closedMs),
		isDraft: one.isDraft,
		baseRefName: one.baseRef,
		headRefName: one.headRef,
		headRepository: one.isForkGone === true ? null : { nameWithOwner: world.nameWithOwner },
		headRefOid: one.commits.at(-1)?.oid ?? shaOf(one.number),
		mergeCommit: one.mergedMs === null ? null : { oid: one.mergeSha ?? shaOf(one.number, 0xff) },
		author: account(one.author),
		mergedBy: one.mergedMs === null ? null : account(one.author),
		labels: connection(one.labels.map((name) => ({ name }))),
		reviews: connection(
			one.reviews.map((review) => ({
				author: account(review.author),
				state: review.state,
				submittedAt: iso(review.atMs),
			})),
		),
		commits: connection(
			one.commits.map(({ oid, message, email, login, atMs }) => ({
				commit: {
					oid,
					message,
					authoredDate: iso(atMs),
					author: { name: login, email, user: login === null ? null : { login } },
					committer: { email: 'noreply@github.com', user: null },
				},
			})),
		),
		closingIssuesReferences: connection(one.issues.map((issue) => issueNode(world, issue))),
		timelineItems: (args: Paging & { readonly itemTypes?: readonly string[] | null }) => {
			const wanted = one.events.filter(({ kind }) => args.itemTypes?.includes(eventTypes[kind][0]) ?? true);
			return connection(wanted.map(eventNode))(args);
		},
	};
}

type Node = { readonly pullRequest: WorldPullRequest } | { readonly issue: WorldIssue };

const indexes = new WeakMap<World, ReadonlyMap<string, Node>>();

/** Everything with an id; made again for each request unless the world is fixed. */
function nodesOf(world: World): ReadonlyMap<string, Node> {
	const known = indexes.get(world);
	if (known !== undefined) return known;
	const nodes = new Map<string, Node>();
	for (const pullRequest of world.pullRequests) {
		nodes.set(`PR_${pullRequest.number}`, { pullRequest });
		for (const issue of pullRequest.issues) nodes.set(`ISSUE_${issue.number}`, { issue });
	}
	if (world.isFixed === true) indexes.set(world, nodes);
	return nodes;
}

function nodesById(world: World, ids: readonly string[]): (object | null)[] {
	const nodes = nodesOf(world);
	return ids.map((id) => {
		const found = nodes.get(id);
		if (found === undefined) return null;
		return 'issue' in found ? issueNode(world, found.issue) : pullRequestNode(world, found.pullRequest);
	});
}

/** Points left and when they come back; null as on an Enterprise Server without limits. */
export interface Budget {
	remaining: number;
	resetAtMs: number;
}

interface CheckedQuery {
	readonly document: DocumentNode;
	readonly errors: readonly GraphQLError[];
}

const checkedQueries = new Map<GraphQLSchema, Map<string, CheckedQuery>>();

/** A query and what the schema has against it; the same query comes again with every page. */
function checkedQuery(schema: GraphQLSchema, query: string): CheckedQuery {
	const known = checkedQueries.get(schema) ?? new Map<string, CheckedQuery>();
	checkedQueries.set(schema, known);
	let checked = known.get(query);
	if (checked === undefined) {
		const document = parse(query);
		checked = { document, errors: validate(schema, document) };
		known.set(query, checked);
	}
	return checked;
}

/** Checks a query against the schema and answers it out of the world. Points are taken off the budget. */
export function answerQuery(
	world: World,
	budget: Budget | null,
	query: string,
	variables: Readonly<Record<string, unknown>>,
): { result: ExecutionResult; points: number } {
	const schema = schemaOf(world.knowsIssueTypes);
	const { document, errors } = checkedQuery(schema, query);
	if (errors.length > 0) return { result: { errors }, points: 0 };
	const points = pointsOf(document, variables);
	if (budget !== null) budget.remaining -= points;
	const rootValue = {
		rateLimit:
			budget === null ? null : { cost: points, remaining: budget.remaining, resetAt: iso(budget.resetAtMs) },
		repository: ({ owner, name }: { owner: string; name: string }) =>
			[world.nameWithOwner, ...world.formerNames].some(
				(one) => one.toLowerCase() === `${owner}/${name}`.toLowerCase(),
			)
				? {
						databaseId: world.repositoryId,
						nameWithOwner: world.nameWithOwner,
						isArchived: world.isArchived,
						pullRequests: pullRequestConnection(world),
					}
				: null,
		nodes: ({ ids }: { ids: readonly string[] }) => nodesById(world, ids),
		node: ({ id }: { id: string }) => nodesById(world, [id])[0],
	};
	const result = execute({ schema, document, rootValue, variableValues: variables });
	if (result instanceof Promise) throw new TypeError('the world answers at once');
	return { result, points };
}

/**
 * GitHub's published rule: sum the requests needed for each list (a list inside a list of n counts n times), divide by
 * 100, round, at least 1.
 */
export function pointsOf(document: DocumentNode, variables: Readonly<Record<string, unknown>>): number {
	const fragments = new Map<string, FragmentDefinitionNode>();
	for (const one of document.definitions) {
		if (one.kind === Kind.FRAGMENT_DEFINITION) fragments.set(one.name.value, one);
	}
	const requestsOf = (set: SelectionSetNode | undefined, times: number): number => {
		let sum = 0;
		for (const selection of set?.selections ?? []) {
			if (selection.kind === Kind.FRAGMENT_SPREAD) {
				sum += requestsOf(fragments.get(selection.name.value)?.selectionSet, times);
			} else if (selection.kind === Kind.INLINE_FRAGMENT) {
				sum += requestsOf(selection.selectionSet, times);
			} else {
				const size = sizeOf(selection.arguments ?? [], variables);
				sum += (size === null ? 0 : times) + requestsOf(selection.selectionSet, times * (size ?? 1));
			}
		}
		return sum;
	};
	const operation = document.definitions.find((one) => one.kind === Kind.OPERATION_DEFINITION);
	return Math.max(1, Math.round(requestsOf(operation?.selectionSet, 1) / 100));
}

type Arguments = NonNullable<
	Extract<SelectionSetNode['selections'][number], { kind: Kind.FIELD }>['arguments']
>;

function sizeOf(args: Arguments, variables: Readonly<Record<string, unknown>>): number | null {
	for (const { name, value } of args) {
		const given: unknown =
			value.kind === Kind.VARIABLE
				? variables[value.name.value]
				: value.kind === Kind.INT
					? Number(value.value)
					: null;
		if (name.value === 'first' && typeof given === 'number') return given;
		if (name.value === 'ids' && Array.isArray(given)) return given.length;
	}
	return null;
}
