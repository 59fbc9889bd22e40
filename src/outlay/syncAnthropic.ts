import { OutlayError } from '../core/errors.js';
import type { Member } from '../core/organization/records.js';
import { orgRows, readOrgRecords } from '../ledger/orgRecords.js';
import type { AnthropicClient } from '../sources/anthropic/anthropicClient.js';
import { fetchMembers } from '../sources/anthropic/organization.js';
import type { Clock } from '../sources/anthropic/pacer.js';
import { anthropicClients } from './anthropicClients.js';
import type { OutlayContext } from './context.js';
import { dayMarks, daysToRead, syncBilledDay, utcDay, utcDays, type ReportChoice } from './syncBilledDays.js';
import { syncConsole } from './syncConsole.js';
import { syncEnterprise } from './syncEnterprise.js';
import { keepSweep, runPart, type SyncedPart, type SyncJob } from './syncParts.js';

export interface SyncAnthropicOptions {
	/** First UTC day of billed spend; default 31 days ago. */
	readonly sinceDay?: string;
	/** UTC day before which to stop; default tomorrow. */
	readonly untilDay?: string;
	/** For tests. */
	readonly clock?: Clock;
}

export interface AnthropicSync {
	readonly parts: readonly SyncedPart[];
}

const dayMs = 86_400_000;

/**
 * Members now; those of the last reading who are gone are written down as departed, with when they were last seen. A
 * member whom only a key of the last run could list has not left: that key was not asked now.
 */
async function syncMembers(job: SyncJob, clients: readonly AnthropicClient[]): Promise<number> {
	const members = new Map<string, Member>();
	for (const client of clients) {
		const seenBy = client.credential.kind;
		for (const member of await fetchMembers(client)) members.set(member.userId, { ...member, seenBy });
	}
	const asked = new Set<string | undefined>(clients.map(({ credential }) => credential.kind));
	const before = await readOrgRecords<Member>(job.ledger, 'member', 'fromLastSweep');
	const missing = before.filter(({ key }) => !members.has(key));
	const isGone = ({ value }: (typeof missing)[number]): boolean =>
		value.seenBy === undefined || asked.has(value.seenBy);
	for (const { value } of missing.filter((one) => !isGone(one))) members.set(value.userId, value);
	const departed = missing.filter(isGone).map(({ value, asOfMs }) => ({ ...value, lastSeenMs: asOfMs }));
	await job.ledger.write({
		orgRecord: orgRows(job.ledger.orgId, 'departed', job.nowMs, departed, ({ userId }) => userId),
	});
	return keepSweep(job, 'member', [...members.values()], ({ userId }) => userId);
}

async function syncBilled(job: SyncJob, clients: readonly AnthropicClient[]): Promise<number> {
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
	const job: SyncJob = {
		context,
		ledger: await context.ledger(),
		nowMs,
		sinceDay: options.sinceDay ?? utcDay(nowMs - 31 * dayMs),
		untilDay: options.untilDay ?? utcDay(nowMs + dayMs),
		parts: [],
	};
	await runPart(job, 'members', () => syncMembers(job, clients));
	for (const client of clients) {
		if (client.credential.kind === 'enterprise') await syncEnterprise(job, client);
		else await syncConsole(job, client);
	}
	await runPart(job, 'billed spend', () => syncBilled(job, clients));
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
