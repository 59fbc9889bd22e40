import type { z } from 'zod';
import { messageOf, OutlayError } from '../../core/errors.js';
import { apiError, failureBehind, failureOf } from './apiError.js';
import type { Credential } from './credential.js';
import type { Clock, Pacer } from './pacer.js';

/** Query parameters; lists are written as `name[]=a&name[]=b`, null and undefined are left out. */
export type Query = Readonly<
	Record<string, string | number | boolean | readonly string[] | null | undefined>
>;

export interface RequestOptions {
	readonly query?: Query;
	/** Value of `anthropic-beta`. */
	readonly beta?: string;
	/** JSON body; makes the request a POST. */
	readonly body?: unknown;
}

export interface ClientOptions {
	readonly baseUrl: string;
	readonly credential: Credential;
	readonly clock: Clock;
	readonly signal: AbortSignal;
	/** Shared by every client of one organization: the limit counts all of them. */
	readonly pacer: Pacer;
	/** Says why it waits. */
	readonly onWait?: (why: string, ms: number) => void;
}

const version = '2026-10-21';
const requestTimeoutMs = 60_000;
/** Enough to outwait a minute that another program has used up. */
const maxBusyAttempts = 12;
const maxBrokenAttempts = 6;
const maxConnectionAttempts = 4;
const maxBytes = 64 * 1024 * 1024;
const longestWaitMs = 15 * 60_000;

interface Answer {
	readonly status: number;
	readonly headers: Headers;
	readonly text: string;
}

/** Waiting time that an answer asks for; null when it names none. A date is read against the server's own clock. */
function retryAfterMs(headers: Headers, nowMs: number): number | null {
	const text = headers.get('retry-after')?.trim() ?? '';
	if (/^\d+(?:\.\d+)?$/.test(text)) return Number(text) * 1000;
	const at = Date.parse(text);
	if (Number.isNaN(at)) return null;
	const serverNow = Date.parse(headers.get('date') ?? '');
	return Math.max(0, at - (Number.isNaN(serverNow) ? nowMs : serverNow));
}

function queryText(query: Query): string {
	const parameters = new URLSearchParams();
	for (const [name, value] of Object.entries(query)) {
		if (value === null || value === undefined) continue;
		if (typeof value === 'object') for (const one of value) parameters.append(`${name}[]`, one);
		else parameters.append(name, String(value));
	}
	const text = parameters.toString();
	return text === '' ? '' : `?${text}`;
}

async function boundedText(response: Response): Promise<string> {
	const chunks: Uint8Array[] = [];
	let size = 0;
	for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
		size += chunk.length;
		if (size > maxBytes) throw new Error('the answer is larger than an answer can be');
		chunks.push(chunk);
	}
	return Buffer.concat(chunks).toString('utf8');
}

/** How long to wait before the next try; null when trying again would be wrong. A POST may have arrived. */
function waitFor(answer: Answer, method: string, attempt: number, nowMs: number): number | null {
	const isBusy = answer.status === 429;
	const isBroken = [500, 502, 503, 504, 529].includes(answer.status) && method === 'GET';
	if (!(isBusy || isBroken) || attempt >= (isBusy ? maxBusyAttempts : maxBrokenAttempts)) return null;
	const wait = retryAfterMs(answer.headers, nowMs) ?? Math.min(60_000, 1000 * 2 ** attempt);
	return wait > longestWaitMs ? null : wait;
}

/**
 * Anthropic's admin plane: one host, one pinned API version, paced, with retries. Waits as `retry-after` says, else
 * 2, 4, 8 … 60 seconds; 429, 5xx and broken connections are tried again; everything else is an error at once.
 */
export class AnthropicClient {
	readonly #options: ClientOptions;
	/** Server time minus ours, learned from answers. */
	#skewMs = 0;

	constructor(options: ClientOptions) {
		this.#options = options;
	}

	/** What the key is for. */
	get credential(): Pick<Credential, 'kind' | 'name'> {
		return this.#options.credential;
	}

	/** The server's time: asking for the future is an error there, and clocks differ. */
	serverNowMs(): number {
		return this.#options.clock.now() + this.#skewMs;
	}

	/** One request, its answer checked. A missing or wrong field is named; extra ones pass. */
	async request<Schema extends z.ZodType>(
		path: string,
		schema: Schema,
		options: RequestOptions = {},
	): Promise<z.infer<Schema>> {
		const text = await this.#send(path, options);
		const name = `${options.body === undefined ? 'GET' : 'POST'} ${path}`;
		let json: unknown;
		try {
			json = JSON.parse(text);
		} catch (cause) {
			throw new OutlayError('environment', `Anthropic answered ${name} with something that is no JSON.`, {
				hint: 'A proxy may have answered instead. Nothing that was gathered before is lost.',
				cause,
			});
		}
		const parsed = schema.safeParse(json);
		if (parsed.success) return parsed.data;
		const issue = parsed.error.issues[0];
		const steps = issue?.path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`));
		const where = steps?.join('').replace(/^\./, '') ?? '';
		throw new OutlayError(
			'environment',
			`${name}: "${where}" in the answer: ${issue?.message ?? 'invalid'}.`,
			{ hint: 'Anthropic may have changed the endpoint; a newer Outlay may know it.' },
		);
	}

	async #send(path: string, options: RequestOptions): Promise<string> {
		const { signal, pacer, clock, credential, onWait } = this.#options;
		const method = options.body === undefined ? 'GET' : 'POST';
		for (let attempt = 1; ; attempt += 1) {
			signal.throwIfAborted();
			await pacer.turn(signal);
			const answer = await this.#attempt(method, path, options, attempt);
			if (answer === null) continue;
			this.#learnSkew(answer.headers);
			if (answer.status >= 200 && answer.status < 300) return answer.text;
			const wait = waitFor(answer, method, attempt, clock.now());
			if (wait === null) {
				const id = answer.headers.get('request-id');
				throw apiError(failureOf(answer.status, answer.text, id, `${method} ${path}`), credential.name);
			}
			onWait?.(`Anthropic answered ${answer.status}`, wait);
			await clock.sleep(wait, signal);
		}
	}

	/** One try; null when the connection failed and another try is due. */
	async #attempt(
		method: string,
		path: string,
		options: RequestOptions,
		attempt: number,
	): Promise<Answer | null> {
		const { signal, clock } = this.#options;
		try {
			const response = await this.#fetch(method, path, options);
			return { status: response.status, headers: response.headers, text: await boundedText(response) };
		} catch (cause) {
			signal.throwIfAborted();
			if (method === 'GET' && attempt < maxConnectionAttempts) {
				await clock.sleep(1000 * 2 ** attempt, signal);
				return null;
			}
			const why = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause;
			throw new OutlayError('environment', `Anthropic could not be reached: ${messageOf(why)}`, {
				hint: 'Check the network. Nothing that was gathered before is lost; run the same command again.',
				cause,
			});
		}
	}

	#fetch(method: string, path: string, options: RequestOptions): Promise<Response> {
		const { baseUrl, credential, signal } = this.#options;
		return fetch(`${baseUrl}${path}${queryText(options.query ?? {})}`, {
			method,
			redirect: 'error',
			headers: {
				'x-api-key': credential.key,
				'anthropic-version': version,
				accept: 'application/json',
				'user-agent': 'outlay',
				...(options.beta === undefined ? {} : { 'anthropic-beta': options.beta }),
				...(options.body === undefined ? {} : { 'content-type': 'application/json' }),
			},
			...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
			signal: AbortSignal.any([signal, AbortSignal.timeout(requestTimeoutMs)]),
		});
	}

	#learnSkew(headers: Headers): void {
		const serverNow = Date.parse(headers.get('date') ?? '');
		// The header has whole seconds; less than two is no skew.
		const skew = Number.isNaN(serverNow) ? 0 : serverNow - this.#options.clock.now();
		this.#skewMs = Math.abs(skew) < 2000 ? 0 : skew;
	}
}

/** True when an endpoint is not there for this organization, so that an older one may be asked. */
export function isMissingEndpoint(error: unknown): boolean {
	const failure = failureBehind(error);
	if (failure === null) return false;
	if (failure.status === 404 || failure.errorCode === 'organization_type_not_supported') return true;
	return failure.status === 400 && /anthropic-beta|beta header/i.test(failure.message);
}

/** True when a stored page cursor is no longer good: it is too old (410), or the filters have changed (400). */
export function isStaleCursor(error: unknown): boolean {
	const failure = failureBehind(error);
	if (failure === null) return false;
	return failure.status === 410 || (failure.status === 400 && /cursor/i.test(failure.message));
}
