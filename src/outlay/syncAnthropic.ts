import { messageOf, OutlayError } from '../core/errors.js';
import type { Member } from '../core/organization/records.js';
import { orgRows, readOrgRecords, writeSweep } from '../ledger/orgRecords.js';
import type { Ledger } from '../ledger/ledger.js';
import { isMissingEndpoint, type AnthropicClient } from '../sources/anthropic/anthropicClient.js';
import { failureBehind } from '../sources/anthropic/apiError.js';
import { fetchClaudeCodeDay, fetchKeyDaysConsole } from '../sources/anthropic/consoleReports.js';
import { fetchKeyDays } from '../sources/anthropic/costAnalytics.js';
import {
	fetchActivity,
	fetchApiKeys,
	fetchGroups,
	fetchMembers,
	fetchRateLimits,
	fetchWorkspaces,
} from '../sources/anthropic/organization.js';
import type { Clock } from '../sources/anthropic/pacer.js';
import { fetchEffectiveLimits, fetchPendingRequests } from '../sources/anthropic/spendLimits.js';
import { anthropicClients } from './anthropicClients.js';
import type { OutlayContext } from './context.js';
import { dayMarks, daysToRead, syncBilledDay, utcDay, utcDays, type ReportChoice } from './syncBilledDays.js';

export interface SyncAnthropicOptions {
	/** First UTC day of billed spend; default 31 days ago. */
	readonly sinceDay?: string;
	/** UTC day before which to stop; default tomorrow. */
	readonly untilDay?: string;
	/** For tests. */
	readonly clock?: Clock;
}

/** What became of one part of the sync. */
export interface SyncedPart {
	readonly part: string;
	readonly state: 'done' | 'skipped' | 'failed';
	/** Rows read. */
	readonly rows: number;
	/** Why it was skipped or failed; null when done. */
	readonly why: string | null;
}

export interface AnthropicSync {
	readonly parts: readonly SyncedPart[];
}

const dayMs = 86_400_000;
const keyDaysBack = 90;

interface Job {
	readonly context: OutlayContext;
	readonly ledger: Ledger;
	readonly nowMs: number;
	readonly sinceDay: string;
	readonly untilDay: string;
	readonly parts: SyncedPart[];
}

/** Runs one part; what fails is written down and the others go on. A key that is not accepted ends its client. */
async function part(job: Job, name: string, work: () => Promise<number>): Promise<void> {
	job.context.signal.throwIfAborted();
	job.context.progress.report({ what: `Anthropic: ${name}`, done: job.parts.length, total: null });
	try {
		job.parts.push({ part: name, state: 'done', rows: await work(), why: null });
	} catch (error) {
		job.context.signal.throwIfAborted();
		if (!OutlayError.is(error, 'environment')) throw error;
		const isForbidden = failureBehind(error)?.status === 403;
		const state = isForbidden || isMissingEndpoint(error) ? 'skipped' : 'failed';
		const why = [messageOf(error), error.hint ?? ''].join(' ').trim();
		job.parts.push({ part: name, state, rows: 0, why });
		job.context.problems.push({ code: `anthropic.${state}`, what: `${name}: ${why}` });
		if (failureBehind(error)?.status === 401) throw error;
	}
}

async function sweep<Value>(
	job: Job,
	kind: Parameters<typeof writeSweep>[1],
	values: readonly Value[],
	keyOf: (value: Value) => string,
): Promise<number> {
	await writeSweep(job.ledger, kind, job.nowMs, values, keyOf);
	return values.length;
}

/** Members now; those of the last reading who are gone are written down as departed, with when they were last seen. */
async function syncMembers(job: Job, clients: readonly AnthropicClient[]): Promise<number> {
	const members = new Map<string, Member>();
	for (const client of clients) {
		for (const member of await fetchMembers(client)) members.set(member.userId, member);
	}
	const before = await readOrgRecords<Member>(job.ledger, 'member', 'fromLastSweep');
	const gone = before.filter(({ key }) => !members.has(key));
	const departed = gone.map(({ value, asOfMs }) => ({ ...value, lastSeenMs: asOfMs }));
	await job.ledger.write({
		orgRecord: orgRows(job.ledger.orgId, 'departed', job.nowMs, departed, ({ userId }) => userId),
	});
	return sweep(job, 'member', [...members.values()], ({ userId }) => userId);
}

async function syncEnterprise(job: Job, client: AnthropicClient): Promise<void> {
	await part(job, 'spend limits', async () =>
		sweep(
			job,
			'effective-limit',
			await fetchEffectiveLimits(client),
			({ userId, period }) => `${userId}|${period}`,
		),
	);
	await part(job, 'increase requests', async () =>
		sweep(job, 'increase-request', await fetchPendingRequests(client), ({ requestId }) => requestId),
	);
	await part(job, 'groups', async () =>
		sweep(job, 'group', await fetchGroups(client), ({ groupId }) => groupId),
	);
	await part(job, 'activity', async () => {
		const today = utcDay(client.serverNowMs());
		const until = job.untilDay < today ? job.untilDay : today;
		const activity = await fetchActivity(client, job.sinceDay, until);
		return sweep(job, 'activity', activity, ({ userId }) => userId);
	});
}

async function keyDays(job: Job, client: AnthropicClient): Promise<number> {
	const endMs = Math.floor(client.serverNowMs() / 3_600_000) * 3_600_000;
	let count = 0;
	for (let back = keyDaysBack; back > 0; back -= 30) {
		const startingAt = `${utcDay(endMs - back * dayMs)}T00:00:00.000Z`;
		const untilMs = Math.min(Date.parse(startingAt) + 30 * dayMs, endMs);
		const endingAt = new Date(untilMs).toISOString();
		const days = await fetchKeyDays(client, startingAt, endingAt).catch((error: unknown) => {
			if (isMissingEndpoint(error)) return fetchKeyDaysConsole(client, startingAt, endingAt);
			throw error;
		});
		count += days.length;
		await sweepKeyDays(job, days);
	}
	return count;
}

const sweepKeyDays = (job: Job, days: Awaited<ReturnType<typeof fetchKeyDays>>): Promise<void> =>
	job.ledger.write({
		orgRecord: [
			...orgRows(job.ledger.orgId, 'key-day', job.nowMs, days, ({ keyId, day }) => `${keyId}|${day}`),
			{ orgId: job.ledger.orgId, kind: 'sweep', key: 'key-day', asOfMs: job.nowMs, value: '0' },
		],
	});

async function syncConsole(job: Job, client: AnthropicClient): Promise<void> {
	await part(job, 'workspaces', async () =>
		sweep(job, 'workspace', await fetchWorkspaces(client), ({ workspaceId }) => workspaceId),
	);
	await part(job, 'API keys', async () =>
		sweep(job, 'api-key', await fetchApiKeys(client), ({ keyId }) => keyId),
	);
	await part(job, 'rate limits', async () => {
		const limits = await fetchRateLimits(client);
		return sweep(job, 'rate-limit', limits, (limit) => `${limit.workspaceId ?? ''}|${limit.group}`);
	});
	await part(job, 'use by API key', () => keyDays(job, client));
	await part(job, 'Claude Code by person', () => syncClaudeCodeDays(job, client));
}

async function syncClaudeCodeDays(job: Job, client: AnthropicClient): Promise<number> {
	const source = 'anthropic-claude-code';
	const marks = await dayMarks(job.ledger, source);
	// Only what is older than an hour is there, and a day is settled an hour after it ends.
	const days = utcDays(job.sinceDay, job.untilDay).filter((day) => {
		const mark = marks.get(day);
		return mark === undefined || mark.readAtMs < Date.parse(day) + dayMs + 2 * 3_600_000;
	});
	let count = 0;
	for (const day of days.filter((one) => Date.parse(one) < client.serverNowMs() - 3_600_000)) {
		const rows = await fetchClaudeCodeDay(client, day);
		const { orgId } = job.ledger;
		await job.ledger.write({
			orgRecord: orgRows(orgId, 'claude-code-day', job.nowMs, rows, (row) => `${day}|${row.actor}`),
			cursor: [{ orgId, source, key: day, value: JSON.stringify({ readAtMs: job.nowMs }) }],
		});
		count += rows.length;
	}
	return count;
}

async function syncBilled(job: Job, clients: readonly AnthropicClient[]): Promise<number> {
	const marks = await dayMarks(job.ledger, 'anthropic-billed');
	const days = daysToRead(utcDays(job.sinceDay, job.untilDay), marks, job.nowMs);
	const choice: ReportChoice = new Map();
	let rows = 0;
	for (const [index, day] of days.entries()) {
		job.context.progress.report({ what: 'Anthropic: billed days', done: index, total: days.length });
		rows += await syncBilledDay(job.ledger, clients, day, job.nowMs, choice);
	}
	return rows;
}

/**
 * Brings the organization's side into the ledger: members, limits, requests, groups, activity, keys, workspaces, rate
 * limits, and billed spend by UTC day. Resumable: whole parts and whole days are written at once and remembered;
 * running it twice changes nothing. Read scopes are enough. A part whose scope the key lacks is skipped and named;
 * other failures are thrown at the end, when everything else is in.
 */
export async function syncAnthropic(
	context: OutlayContext,
	options: SyncAnthropicOptions = {},
): Promise<AnthropicSync> {
	const clients = anthropicClients(context, ['enterprise', 'console'], options.clock);
	const nowMs = options.clock?.now() ?? context.now();
	const job: Job = {
		context,
		ledger: await context.ledger(),
		nowMs,
		sinceDay: options.sinceDay ?? utcDay(nowMs - 31 * dayMs),
		untilDay: options.untilDay ?? utcDay(nowMs + dayMs),
		parts: [],
	};
	await part(job, 'members', () => syncMembers(job, clients));
	for (const client of clients) {
		if (client.credential.kind === 'enterprise') await syncEnterprise(job, client);
		else await syncConsole(job, client);
	}
	await part(job, 'billed spend', () => syncBilled(job, clients));
	const failed = job.parts.filter(({ state }) => state === 'failed');
	const isNothingDone = job.parts.every(({ state }) => state !== 'done');
	if (failed.length > 0 || isNothingDone) {
		const first = failed[0] ?? job.parts[0];
		const names = failed.map((one) => one.part).join(', ');
		throw new OutlayError(
			'environment',
			isNothingDone
				? `Nothing could be read from Anthropic: ${first?.why ?? 'unknown'}`
				: `Not everything could be read from Anthropic (${names}): ${first?.why ?? 'unknown'}`,
			{ hint: 'What was read is kept; the next run reads what is missing.' },
		);
	}
	return { parts: job.parts };
}
