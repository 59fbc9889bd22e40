import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Clock } from '../../../src/sources/anthropic/pacer.js';

/** A clock that jumps: sleeping takes no time and moves it forward. */
export class FakeClock implements Clock {
	#now: number;
	slept: number[] = [];

	constructor(now: number) {
		this.#now = now;
	}

	now(): number {
		return this.#now;
	}

	sleep(ms: number, signal: AbortSignal): Promise<void> {
		signal.throwIfAborted();
		this.slept.push(ms);
		this.#now += ms;
		return Promise.resolve();
	}

	advance(ms: number): void {
		this.#now += ms;
	}
}

/** One request as the server saw it. */
interface Seen {
	readonly method: string;
	readonly path: string;
	readonly query: URLSearchParams;
	readonly headers: IncomingMessage['headers'];
	readonly body: string;
	/** Time on the test's clock. */
	readonly atMs: number;
}

const managedBeta = 'ce-claude-code-managed-settings-2026-10-06';

type Row = Readonly<Record<string, unknown>>;

/** What a listing answers: its rows for a query. */
type Listing = (query: URLSearchParams, seen: Seen) => readonly Row[];

interface Forced {
	readonly match: string;
	readonly status: number;
	readonly headers?: Readonly<Record<string, string>>;
	readonly body?: unknown;
	times: number;
}

export const errorBody = (type: string, message: string, code: string | null = null): object => ({
	type: 'error',
	error: { type, message, details: { error_code: code } },
	request_id: 'req_body',
});

/**
 * Anthropic's admin plane as its documents describe it: bracketed lists, opaque cursors bound to their filters, 60
 * requests a sliding minute, error envelopes, beta headers. Rows are what a test puts in.
 */
export class AnthropicServer {
	readonly seen: Seen[] = [];
	readonly clock: FakeClock;
	readonly listings = new Map<string, Listing>();
	readonly idListings = new Map<string, Listing>();
	readonly objects = new Map<string, (seen: Seen) => unknown>();
	readonly betas = new Map<string, string>();
	/** Requests that came faster than the limit allows. */
	tooFast = 0;
	/** Server's clock ahead of the test's. */
	skewMs = 0;
	key = 'sk-ant-api01-read';
	/** Changes good answers before they go out. */
	alter: ((path: string, body: unknown) => unknown) | null = null;
	#forced: Forced[] = [];
	#server: Server | null = null;
	#cursors = new Map<string, { filters: string; offset: number }>();

	constructor(clock: FakeClock) {
		this.clock = clock;
	}

	async start(): Promise<string> {
		this.#server = createServer((request, response) => void this.#answer(request, response));
		await new Promise<void>((resolve) => this.#server?.listen(0, '127.0.0.1', resolve));
		return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
	}

	async stop(): Promise<void> {
		const server = this.#server;
		if (server === null) return;
		server.closeAllConnections();
		await new Promise((resolve) => server.close(resolve));
	}

	/** The next answers to a path are these. */
	force(match: string, status: number, more: Partial<Forced> = {}): void {
		this.#forced.push({ match, status, times: 1, ...more });
	}

	/** Cursors given so far belong to other filters from now on, as when the vendor reads the same query differently. */
	changeFilters(): void {
		for (const cursor of this.#cursors.values()) cursor.filters = `before: ${cursor.filters}`;
	}

	/** Every cursor given so far is too old from now on. */
	expireCursors(): void {
		this.#cursors.clear();
	}

	paths(part: string): Seen[] {
		return this.seen.filter(({ path }) => path.includes(part));
	}

	async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
		const chunks: Buffer[] = [];
		for await (const chunk of request) chunks.push(chunk as Buffer);
		const url = new URL(request.url ?? '/', 'http://127.0.0.1');
		const seen: Seen = {
			method: request.method ?? 'GET',
			path: url.pathname,
			query: url.searchParams,
			headers: request.headers,
			body: Buffer.concat(chunks).toString('utf8'),
			atMs: this.clock.now(),
		};
		this.seen.push(seen);
		const { status, body, headers } = this.#reply(seen);
		response.writeHead(status, {
			'content-type': 'application/json',
			'request-id': `req_${String(this.seen.length)}`,
			date: new Date(this.clock.now() + this.skewMs).toUTCString(),
			...headers,
		});
		response.end(typeof body === 'string' ? body : JSON.stringify(body));
	}

	#reply(seen: Seen): { status: number; body: unknown; headers?: Readonly<Record<string, string>> } {
		if (seen.headers['x-api-key'] !== this.key) {
			return { status: 401, body: errorBody('authentication_error', 'invalid x-api-key') };
		}
		const recent = this.seen.filter(({ atMs }) => atMs > this.clock.now() - 60_000);
		if (recent.length > 60) {
			this.tooFast += 1;
			const body = errorBody('rate_limit_error', 'too many requests');
			const freeAtMs = (recent[recent.length - 60]?.atMs ?? 0) + 60_000;
			const seconds = Math.ceil((freeAtMs - this.clock.now()) / 1000);
			return { status: 429, body, headers: { 'retry-after': String(seconds) } };
		}
		const forced = this.#forced.find(({ match, times }) => times > 0 && seen.path.includes(match));
		if (forced !== undefined) {
			forced.times -= 1;
			const body = forced.body ?? errorBody('api_error', 'forced');
			return { status: forced.status, body, headers: forced.headers ?? {} };
		}
		if (seen.path.includes('/managed_settings/') && seen.headers['anthropic-beta'] !== managedBeta) {
			return { status: 404, body: errorBody('not_found_error', 'no such endpoint') };
		}
		const beta = this.betas.get(seen.path);
		if (beta !== undefined && seen.headers['anthropic-beta'] !== beta) {
			return { status: 400, body: errorBody('invalid_request_error', 'anthropic-beta header required') };
		}
		const good = this.#content(seen);
		return good.status === 200 && this.alter !== null
			? { status: 200, body: this.alter(seen.path, good.body) }
			: good;
	}

	#content(seen: Seen): { status: number; body: unknown } {
		const object = this.objects.get(seen.path);
		if (object !== undefined) return { status: 200, body: object(seen) };
		const listing = this.listings.get(seen.path);
		if (listing !== undefined) return this.#cursorPage(listing, seen);
		const byId = this.idListings.get(seen.path);
		if (byId === undefined) return { status: 404, body: errorBody('not_found_error', 'no such endpoint') };
		const rows = byId(seen.query, seen);
		const after = seen.query.get('after_id');
		const start = after === null ? 0 : rows.findIndex((row) => row['id'] === after) + 1;
		const data = rows.slice(start, start + Number(seen.query.get('limit') ?? 20));
		const last = data.at(-1)?.['id'] ?? null;
		const body = {
			data,
			has_more: start + data.length < rows.length,
			first_id: data[0]?.['id'],
			last_id: last,
		};
		return { status: 200, body };
	}

	#cursorPage(listing: Listing, seen: Seen): { status: number; body: unknown } {
		const filters = new URLSearchParams(seen.query);
		filters.delete('page');
		const page = seen.query.get('page');
		const cursor = page === null ? { filters: filters.toString(), offset: 0 } : this.#cursors.get(page);
		if (cursor === undefined) return { status: 410, body: errorBody('invalid_request_error', 'stale page') };
		if (cursor.filters !== filters.toString()) {
			const message = 'cursor does not match current query parameters';
			return { status: 400, body: errorBody('invalid_request_error', message) };
		}
		const rows = listing(seen.query, seen);
		const end = cursor.offset + Number(seen.query.get('limit') ?? 20);
		let next: string | null = null;
		if (end < rows.length) {
			next = `page_${String(this.#cursors.size)}_${String(end)}`;
			this.#cursors.set(next, { filters: cursor.filters, offset: end });
		}
		const refreshed = new Date(this.clock.now() + this.skewMs - 4 * 3_600_000).toISOString();
		const data = rows.slice(cursor.offset, end);
		const body = { data, has_more: next !== null, next_page: next, data_refreshed_at: refreshed };
		return { status: 200, body };
	}
}
