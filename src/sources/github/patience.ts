import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { OutlayError } from '../../core/errors.js';
import type { GithubClient } from './client.js';
import { failureOf } from './failure.js';

/** What came of a request: its answer, or a reason to ask differently. */
export type Outcome<Answer> =
	| { readonly answer: Answer }
	/** Ask for less. */
	| { readonly overload: string }
	/** Start the scan again from the top. */
	| { readonly badCursor: true };

/** What is counted over a sync. */
export interface Counters {
	points: number;
	requests: number;
	/** Points left in the hour, as last told; null on a server without limits. */
	remainingPoints: number | null;
}

export interface Patience {
	readonly client: GithubClient;
	readonly repo: string;
	readonly signal: AbortSignal;
	/** Longest wait for a limit; a longer one ends the sync with what it has. */
	readonly maxWaitMs: number;
	readonly counters: Counters;
	/** What was found out about the server; null until asked. */
	readonly server: { knowsIssueTypes: boolean | null };
	/** Told before a wait for a limit. */
	readonly onWait: (untilMs: number) => void;
	/** Unit of the waits between tries; a second unless a test is in a hurry. */
	readonly unitMs: number;
}

/** Waits that follow each other without progress; then the sync ends with what it has. */
const maxWaits = 8;

/**
 * Makes one request, as patiently as it takes: waits for limits (up to `maxWaitMs`), looks for a fresh token once
 * when the old one is refused. Throws `environment` for what no patience helps against: also for a host that was never
 * reached, where one that has answered before may be back in a moment.
 */
export async function patiently<Answer>(
	patience: Patience,
	request: () => Promise<Answer>,
): Promise<Outcome<Answer>> {
	const { client, repo, counters } = patience;
	let isFresh = false;
	for (let waits = 0; ;) {
		try {
			counters.requests++;
			return { answer: await request() };
		} catch (thrown) {
			const failure = failureOf(thrown, repo, client.endpoint.host, client.serverNowMs);
			switch (failure.kind) {
				case 'final':
					throw failure.error;
				case 'cursor':
					return { badCursor: true };
				case 'unreachable':
					if (!client.hasAnswered) throw unreachable(repo, failure.what);
					return { overload: failure.what };
				case 'overload':
					return { overload: failure.what };
				case 'token':
					if (isFresh || !(await client.signIn(true))) throw refused(client, repo);
					isFresh = true;
					break;
				case 'limit':
					waits++;
					await waitForLimit(patience, failure.waitMs ?? 60 * patience.unitMs * 2 ** (waits - 1), waits);
			}
		}
	}
}

function unreachable(repo: string, what: string): OutlayError {
	return new OutlayError('environment', `${repo} could not be read: ${what}.`, {
		hint: 'Check the network and, where HTTPS_PROXY or HTTP_PROXY names one, the proxy. What was read before is kept.',
	});
}

function refused(client: GithubClient, repo: string): OutlayError {
	const { host } = client.endpoint;
	const from = client.tokenSource === null ? '' : ` of ${client.tokenSource}`;
	const { signInCommand: command } = client;
	const how = command === null ? ' (gh auth login, or a new token in GITHUB_TOKEN)' : `: run ${command}`;
	return new OutlayError('environment', `${host} refused the token${from} for ${repo} (401).`, {
		hint: `Sign in again${how}. What was read before is kept.`,
	});
}

async function waitForLimit(patience: Patience, waitMs: number, waits: number): Promise<void> {
	const { client, repo } = patience;
	const untilMs = client.serverNowMs + waitMs;
	if (waitMs > patience.maxWaitMs || waits > maxWaits) {
		const until = new Date(untilMs).toISOString().slice(0, 16).replace('T', ' ');
		throw new OutlayError(
			'environment',
			`${client.endpoint.host} allows no more requests until ${until} UTC; ${repo} is not read to the end.`,
			{ hint: 'What was read is kept. Run the sync again later: it goes on where it stopped.' },
		);
	}
	patience.onWait(untilMs);
	await pause(waitMs, patience.signal);
}

/** Sleeps; throws `cancelled` at once on abort. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
	try {
		await sleep(ms, undefined, { signal });
	} catch (cause) {
		throw new OutlayError('cancelled', 'Cancelled.', { cause });
	}
}

/** Runs a query through `patiently` and checks the answer; what is missing in it is named. */
export async function askGraphql<Schema extends z.ZodType>(
	patience: Patience,
	query: string,
	variables: Readonly<Record<string, unknown>>,
	schema: Schema,
): Promise<Outcome<z.output<Schema>>> {
	const outcome = await patiently(patience, () => patience.client.graphql(query, variables));
	if (!('answer' in outcome)) return outcome;
	noteCost(patience.counters, outcome.answer);
	return { answer: checked(patience, schema, outcome.answer) };
}

/** The answer in its checked shape; `environment` naming the first thing that is wrong. */
export function checked<Schema extends z.ZodType>(
	{ client }: Patience,
	schema: Schema,
	answer: unknown,
): z.output<Schema> {
	const result = schema.safeParse(answer);
	if (result.success) return result.data;
	const issue = result.error.issues[0];
	const place = issue?.path.join('.') ?? '';
	throw new OutlayError(
		'environment',
		`${client.endpoint.apiUrl} answered in a shape that Outlay does not know (${place}: ${issue?.message ?? ''}).`,
		{ hint: 'If this is an older GitHub Enterprise Server, please report its version.' },
	);
}

const costOf = z.object({ rateLimit: z.object({ cost: z.number(), remaining: z.number() }) });

function noteCost(counters: Counters, answer: unknown): void {
	const cost = costOf.safeParse(answer);
	if (!cost.success) return;
	counters.points += cost.data.rateLimit.cost;
	counters.remainingPoints = cost.data.rateLimit.remaining;
}
