import { Octokit } from '@octokit/rest';
import { retry } from '@octokit/plugin-retry';
import { throttling } from '@octokit/plugin-throttling';
import Bottleneck from 'bottleneck/light.js';
import { OutlayError } from '../../core/errors.js';
import { boundedFetch } from './boundedFetch.js';
import type { GithubEndpoint } from './endpoint.js';
import type { SignIn, TokenProvider } from './signIn.js';

export interface ClientOptions {
	readonly endpoint: GithubEndpoint;
	readonly signIn: TokenProvider;
	readonly userAgent: string;
	readonly signal: AbortSignal;
	readonly now: () => number;
	readonly timeoutMs?: number;
	/** Unit of octokit's own retry waits; a second unless a test is in a hurry. */
	readonly retryUnitMs?: number;
}

const defaultTimeoutMs = 30_000;
/** A page of 29 pull requests is below one megabyte; one with huge bodies may be some. */
const maxBytes = 64 * 1024 * 1024;

/** REST's answer, as far as the sync needs it. */
export interface RestAnswer {
	readonly status: number;
	readonly headers: Readonly<Record<string, string | number | undefined>>;
	readonly data: unknown;
}

/**
 * One signed-in connection to a GitHub. Requests go one at a time, as GitHub asks. Octokit's plugins repeat a failed
 * request once or twice and recognise the limits; waiting for a limit is the sync's own, since it must end at once
 * on Ctrl-C. Errors are octokit's, see `failureOf`.
 */
export class GithubClient {
	readonly endpoint: GithubEndpoint;
	readonly #octokit: Octokit;
	readonly #options: ClientOptions;
	#signIn: SignIn | null = null;
	#serverDateMs: number | null = null;
	#serverDateReadAtMs = 0;
	#contentType: string | null = null;
	#hasAnswered = false;

	constructor(options: ClientOptions) {
		this.endpoint = options.endpoint;
		this.#options = options;
		this.#octokit = this.#create();
		this.#octokit.hook.before('request', (request) => {
			const token = this.#signIn?.token;
			if (token !== undefined) request.headers.authorization = `token ${token}`;
		});
	}

	/** Looks the token up. False: not signed in, requests go out anonymously. */
	async signIn(refresh = false): Promise<boolean> {
		const before = this.#signIn?.token;
		this.#signIn = await this.#options.signIn.token(this.endpoint.host, refresh);
		return refresh ? this.#signIn !== null && this.#signIn.token !== before : this.#signIn !== null;
	}

	/** Where the token comes from, for messages. */
	get tokenSource(): string | null {
		return this.#signIn?.from ?? null;
	}

	/** What a user runs to sign in; null: the ways of the command line. */
	get signInCommand(): string | null {
		return this.#options.signIn.command ?? null;
	}

	/** Anything has answered at all, whatever it said. */
	get hasAnswered(): boolean {
		return this.#hasAnswered;
	}

	/** The server's clock as of now; the own one before the first answer. */
	get serverNowMs(): number {
		const own = this.#options.now();
		return this.#serverDateMs === null ? own : this.#serverDateMs + (own - this.#serverDateReadAtMs);
	}

	/** Runs one query and gives back its unchecked data. */
	async graphql(query: string, variables: Readonly<Record<string, unknown>>): Promise<unknown> {
		const data: unknown = await this.#raced(this.#octokit.graphql(query, variables));
		if (data === null || typeof data !== 'object') throw this.#notGithub();
		return data;
	}

	/** One GET; 304 is an answer. */
	async get(route: string, parameters: Readonly<Record<string, unknown>>): Promise<RestAnswer> {
		try {
			const { status, headers, data } = (await this.#raced(
				this.#octokit.request(`GET ${route}`, parameters),
			)) as RestAnswer;
			if (data === null || typeof data !== 'object') throw this.#notGithub();
			return { status, headers, data };
		} catch (error) {
			if ((error as { status?: number }).status === 304) return { status: 304, headers: {}, data: null };
			throw error;
		}
	}

	#create(): Octokit {
		const { endpoint, signal, timeoutMs = defaultTimeoutMs, retryUnitMs = 1000, userAgent } = this.#options;
		const decline = (): boolean => false;
		const quiet = (): void => undefined;
		const Client = Octokit.plugin(retry, throttling);
		return new Client({
			baseUrl: endpoint.apiUrl,
			userAgent,
			log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
			request: {
				fetch: boundedFetch({ timeoutMs, maxBytes, signal, onHead: (headers) => this.#noteHead(headers) }),
			},
			// Named for the client, not for a request: octokit would then repeat refusals and 304s, too.
			retry: {
				retries: 1,
				doNotRetry: [400, 401, 403, 404, 408, 410, 422, 429, 451],
				retryAfterBaseValue: retryUnitMs,
			},
			throttle: {
				// Octokit spaces GraphQL by a second as it does writes; these are reads, one after the other.
				write: new Bottleneck.Group({ maxConcurrent: 1 }),
				onRateLimit: decline,
				onSecondaryRateLimit: decline,
			},
		});
	}

	#noteHead(headers: Headers): void {
		this.#hasAnswered = true;
		const date = Date.parse(headers.get('date') ?? '');
		if (Number.isFinite(date)) {
			this.#serverDateMs = date;
			this.#serverDateReadAtMs = this.#options.now();
		}
		this.#contentType = headers.get('content-type');
	}

	#notGithub(): OutlayError {
		const { apiUrl } = this.endpoint;
		return new OutlayError(
			'environment',
			`${apiUrl} did not answer as GitHub does (${this.#contentType ?? 'no content type'}).`,
			{ hint: 'Check the address, and whether a proxy or sign-in page stands in between.' },
		);
	}

	/** Ends at once when cancelled, whatever octokit is waiting for. */
	async #raced<Result>(work: Promise<Result>): Promise<Result> {
		const { signal } = this.#options;
		const cancelled = new OutlayError('cancelled', 'Cancelled.');
		if (signal.aborted) {
			work.catch(() => undefined);
			throw cancelled;
		}
		return new Promise((resolve, reject) => {
			const onAbort = (): void => reject(cancelled);
			signal.addEventListener('abort', onAbort, { once: true });
			work.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
		});
	}
}
