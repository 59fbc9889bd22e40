import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import Ajv, { type ValidateFunction } from 'ajv';
import pullsSchema from './pulls.schema.json';
import { shaOf, type World, type WorldPullRequest } from './world.js';
import { answerQuery, type Budget } from './worldGraph.js';

/** How one request goes wrong. Taken by the next request that `when` fits. */
export interface Fault {
	readonly when?: 'graphql' | 'rest';
	readonly kind:
		| 'bad-gateway'
		| 'html'
		| 'partial'
		| 'rate-limited'
		| 'secondary'
		| 'cut'
		| 'slow'
		| 'unauthorized'
		| 'forbidden'
		| 'sso'
		| 'redirect-away';
	readonly retryAfterSeconds?: number;
}

export interface SeenRequest {
	readonly kind: 'graphql' | 'rest';
	readonly path: string;
	readonly authorization: string | undefined;
	readonly points: number;
	readonly status: number;
	readonly size: number | null;
}

const ajv = new Ajv({ strict: false, validateFormats: false });
const isPulls: ValidateFunction = ajv.compile(pullsSchema);

interface Schema {
	readonly $ref?: string;
	readonly type?: string;
	readonly nullable?: boolean;
	readonly enum?: readonly unknown[];
	readonly required?: readonly string[];
	readonly properties?: Readonly<Record<string, Schema>>;
}

/** The smallest value of a schema: its required keys, nulls where they may be. */
function sampleOf(schema: Schema): unknown {
	const definitions: Readonly<Record<string, Schema>> = pullsSchema.$defs;
	if (schema.$ref !== undefined) return sampleOf(definitions[schema.$ref.split('/').at(-1) ?? ''] ?? {});
	if (schema.nullable === true) return null;
	if (schema.enum !== undefined) return schema.enum[0];
	switch (schema.type) {
		case 'object':
			return Object.fromEntries(
				(schema.required ?? []).map((key) => [key, sampleOf(schema.properties?.[key] ?? {})]),
			);
		case 'array':
			return [];
		case 'boolean':
			return false;
		case 'integer':
			return 1;
		case undefined:
		default:
			return 'text';
	}
}

/** A repository as the description wants it; Outlay reads nothing of it. */
const sample = sampleOf({ $ref: '#/$defs/repository' });

/** A GitHub on this machine: GraphQL checked by the official schema, REST by the official OpenAPI description. */
export class GithubServer {
	readonly world: World;
	readonly faults: Fault[] = [];
	readonly seen: SeenRequest[] = [];
	/** Tokens that are taken; null: any. */
	tokens: ReadonlySet<string> | null = null;
	/** Null: a server without limits. */
	budget: Budget | null = { remaining: 5000, resetAtMs: Date.now() + 3_600_000 };
	/** Told before each answer; may change the world. */
	onRequest: (count: number) => void = () => undefined;
	/** How far its clock is ahead of this machine's. */
	clockSkewMs = 0;
	readonly #server: Server;

	constructor(world: World) {
		this.world = world;
		this.#server = createServer((request, response) => {
			this.#answer(request, response).catch((error: unknown) => {
				response.writeHead(500, { 'content-type': 'text/plain' }).end(String(error));
			});
		});
	}

	async listen(): Promise<string> {
		await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
		return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
	}

	async close(): Promise<void> {
		this.#server.closeAllConnections();
		await new Promise((resolve) => this.#server.close(resolve));
	}

	get points(): number {
		return this.seen.reduce((sum, { points }) => sum + points, 0);
	}

	async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
		const url = new URL(request.url ?? '/', 'http://127.0.0.1');
		const path = url.pathname;
		// On an Enterprise Server both live below /api.
		url.pathname = path.replace(/^\/api(?:\/v3)?(?=\/)/, '');
		const kind = url.pathname === '/graphql' ? 'graphql' : 'rest';
		const body = await textOf(request);
		this.onRequest(this.seen.length);
		const { authorization } = request.headers;
		const note = (status: number, points = 0, size: number | null = null): void =>
			void this.seen.push({ kind, path, authorization, points, status, size });
		response.setHeader('date', new Date(Date.now() + this.clockSkewMs).toUTCString());
		const fault = this.#takeFault(kind);
		if (fault !== null && this.#fail(fault, response, note)) return;
		const token = authorization?.replace(/^(?:token|bearer) /i, '') ?? null;
		if (this.tokens !== null && token !== null && !this.tokens.has(token)) {
			note(401);
			json(response, 401, { message: 'Bad credentials' });
			return;
		}
		if (kind === 'graphql') this.#graphql(body, token, fault, response, note);
		else this.#rest(url, request, response, note);
	}

	#takeFault(kind: 'graphql' | 'rest'): Fault | null {
		const index = this.faults.findIndex(({ when }) => when === undefined || when === kind);
		return index === -1 ? null : (this.faults.splice(index, 1)[0] ?? null);
	}

	/** True when the fault is the whole answer. */
	#fail(fault: Fault, response: ServerResponse, note: (status: number) => void): boolean {
		const retryAfter = { 'retry-after': String(fault.retryAfterSeconds ?? 0) };
		const reset = String(Math.floor(Date.now() / 1000) + (fault.retryAfterSeconds ?? 0));
		switch (fault.kind) {
			case 'partial':
				return false;
			case 'slow':
				return true;
			case 'cut':
				response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
				response.write('{"data":');
				setTimeout(() => response.destroy(), 5);
				return true;
			case 'bad-gateway':
				note(502);
				response.writeHead(502, { 'content-type': 'text/html' }).end('<html>Unicorn!</html>');
				return true;
			case 'html':
				note(200);
				response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Sign in to the hotel</html>');
				return true;
			case 'rate-limited':
				note(200);
				response.setHeader('x-ratelimit-remaining', '0').setHeader('x-ratelimit-reset', reset);
				json(response, 200, { errors: [{ type: 'RATE_LIMITED', message: 'API rate limit exceeded' }] });
				return true;
			case 'secondary':
				note(403);
				response.setHeader('retry-after', retryAfter['retry-after']);
				json(response, 403, { message: 'You have exceeded a secondary rate limit. Please wait.' });
				return true;
			case 'unauthorized':
				note(401);
				json(response, 401, { message: 'Bad credentials' });
				return true;
			case 'forbidden':
				note(403);
				json(response, 403, { message: 'Resource not accessible by personal access token' });
				return true;
			case 'sso':
				note(403);
				response.setHeader('x-github-sso', 'required; url=https://github.com/orgs/acme/sso?x=1');
				json(response, 403, { message: 'Resource protected by organization SAML enforcement.' });
				return true;
			case 'redirect-away':
				note(301);
				response.writeHead(301, { location: 'http://127.0.0.2:9/elsewhere' }).end();
				return true;
		}
	}

	#graphql(
		body: string,
		token: string | null,
		fault: Fault | null,
		response: ServerResponse,
		note: (status: number, points?: number, size?: number | null) => void,
	): void {
		if (token === null) {
			note(401);
			json(response, 401, { message: 'This endpoint requires you to be authenticated.' });
			return;
		}
		const { query, variables = {} } = JSON.parse(body) as {
			query: string;
			variables?: Record<string, unknown>;
		};
		const { result, points } = answerQuery(this.world, this.budget, query, variables);
		const size = typeof variables['size'] === 'number' ? variables['size'] : null;
		note(200, points, size);
		const isGone = result.data?.['repository'] === null;
		if (isGone) {
			const message = 'Could not resolve to a Repository.';
			json(response, 200, {
				data: result.data,
				errors: [{ type: 'NOT_FOUND', path: ['repository'], message }],
			});
		} else if (fault?.kind === 'partial') {
			const message = 'Resource limits for this query exceeded.';
			json(response, 200, { data: result.data, errors: [{ type: 'RESOURCE_LIMITS_EXCEEDED', message }] });
		} else {
			const errors = result.errors?.map(({ message }) => ({ message }));
			json(response, 200, { data: result.data, ...(errors === undefined ? {} : { errors }) });
		}
	}

	#rest(url: URL, request: IncomingMessage, response: ServerResponse, note: (status: number) => void): void {
		const { world } = this;
		const repo = /^\/repos\/([^/]+\/[^/]+)\/pulls$/.exec(url.pathname)?.[1]?.toLowerCase();
		if (world.formerNames.some((name) => name.toLowerCase() === repo)) {
			note(301);
			const location = `/repositories/${world.repositoryId}/pulls${url.search}`;
			response.setHeader('location', location);
			json(response, 301, { message: 'Moved Permanently', url: location });
			return;
		}
		const isById = url.pathname === `/repositories/${world.repositoryId}/pulls`;
		if (!isById && repo !== world.nameWithOwner.toLowerCase()) {
			note(404);
			json(response, 404, { message: 'Not Found' });
			return;
		}
		const rows = restPage(world, url.searchParams);
		if (!isPulls(describable(rows)))
			throw new TypeError(`not GitHub's shape: ${ajv.errorsText(isPulls.errors)}`);
		const text = JSON.stringify(rows);
		const hash = createHash('sha256')
			.update(text)
			.update(request.headers.authorization ?? '');
		const etag = `W/"${hash.digest('hex').slice(0, 32)}"`;
		response.setHeader('etag', etag);
		const isSame = request.headers['if-none-match'] === etag;
		note(isSame ? 304 : 200);
		if (isSame) response.writeHead(304).end();
		else response.writeHead(200, { 'content-type': 'application/json; charset=utf-8' }).end(text);
	}
}

function json(response: ServerResponse, status: number, value: unknown): void {
	response
		.writeHead(status, { 'content-type': 'application/json; charset=utf-8' })
		.end(JSON.stringify(value));
}

async function textOf(request: IncomingMessage): Promise<string> {
	const parts: Buffer[] = [];
	for await (const part of request) parts.push(part as Buffer);
	return Buffer.concat(parts).toString('utf8');
}

function restPage(world: World, parameters: URLSearchParams): RestRow[] {
	const keyOf = (one: WorldPullRequest): number =>
		parameters.get('sort') === 'updated' ? one.updatedMs : one.createdMs;
	const sign = parameters.get('direction') === 'asc' ? 1 : -1;
	const perPage = Number(parameters.get('per_page') ?? '30');
	const page = Number(parameters.get('page') ?? '1');
	return [...world.pullRequests]
		.sort((one, two) => sign * (keyOf(one) - keyOf(two) || one.number - two.number))
		.slice((page - 1) * perPage, page * perPage)
		.map((one) => restPullRequest(world, one));
}

/**
 * The rows as the description has them: it says that a head always has a repository, yet GitHub answers null once the
 * fork is deleted.
 */
function describable(rows: readonly RestRow[]): object[] {
	return rows.map((row) => (row.head.repo === null ? { ...row, head: { ...row.head, repo: sample } } : row));
}

interface RestRow {
	readonly head: { readonly repo: unknown };
}

function restPullRequest(world: World, one: WorldPullRequest): RestRow {
	const { nameWithOwner: repo } = world;
	const iso = (ms: number | null): string | null =>
		ms === null ? null : new Date(ms).toISOString().replace('.000Z', 'Z');
	const address = `https://api.github.com/repos/${repo}/pulls/${one.number}`;
	const user = one.author === null ? null : restUser(one.author.login, one.author.type);
	const link = { href: address };
	const described = {
		...(sample as object),
		...{ id: world.repositoryId, full_name: repo, archived: world.isArchived },
	};
	const branch = (ref: string, sha: string): { readonly repo: unknown } => ({
		...{ label: `acme:${ref}`, ref, sha, repo: described, user },
	});
	const row = {
		...{ url: address, id: one.number, node_id: `PR_${one.number}`, html_url: address, diff_url: address },
		...{ patch_url: address, issue_url: address, commits_url: address, review_comments_url: address },
		...{ review_comment_url: address, comments_url: address, statuses_url: address },
		number: one.number,
		state: one.closedMs === null ? 'open' : 'closed',
		locked: false,
		title: one.title,
		user,
		body: one.body,
		labels: one.labels.map((name, id) => ({
			...{ id, node_id: name, url: address, name, description: '', color: 'ffffff', default: false },
		})),
		milestone: null,
		created_at: iso(one.createdMs),
		updated_at: iso(one.updatedMs),
		closed_at: iso(one.closedMs),
		merged_at: iso(one.mergedMs),
		merge_commit_sha: shaOf(one.number, 0xff),
		assignee: null,
		assignees: [],
		draft: one.isDraft,
		head: {
			...branch(one.headRef, one.commits.at(-1)?.oid ?? shaOf(one.number)),
			...(one.isForkGone === true ? { label: 'unknown repository', repo: null, user: null } : {}),
		},
		base: branch(one.baseRef, shaOf(0)),
		_links: {
			...{ comments: link, commits: link, statuses: link, html: link, issue: link },
			...{ review_comments: link, review_comment: link, self: link },
		},
		author_association: 'MEMBER',
		auto_merge: null,
	};
	return row;
}

function restUser(login: string, type: string): object {
	const address = `https://api.github.com/users/${login}`;
	return {
		...{
			login,
			id: 1,
			node_id: login,
			avatar_url: address,
			gravatar_id: null,
			url: address,
			html_url: address,
		},
		...{ followers_url: address, following_url: address, gists_url: address, starred_url: address },
		...{ subscriptions_url: address, organizations_url: address, repos_url: address, events_url: address },
		...{ received_events_url: address, type, site_admin: false },
	};
}
