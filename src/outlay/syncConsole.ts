import type { RateLimit, Workspace } from '../core/organization/records.js';
import { orgRows, readOrgRecords } from '../ledger/orgRecords.js';
import { isMissingEndpoint, type AnthropicClient } from '../sources/anthropic/anthropicClient.js';
import { fetchClaudeCodeDay } from '../sources/anthropic/consoleReports.js';
import { fetchApiKeys, fetchWorkspaces } from '../sources/anthropic/organization.js';
import { fetchRateLimits, fetchWorkspaceRateLimits } from '../sources/anthropic/rateLimits.js';
import { fetchKeyDays, fetchUsageDays, type InstantRange } from '../sources/anthropic/usageAnalytics.js';
import { dayMarks, utcDay, utcDays } from './syncBilledDays.js';
import { keepSweep, runPart, type SyncJob } from './syncParts.js';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const keyDaysBack = 90;
/** The vendor takes at most 31 days at once. */
const daysAtOnce = 30;

/** Ranges of at most thirty days over some UTC days, up to the last whole hour of the vendor's clock. */
function rangesOf(sinceDay: string, untilMs: number): InstantRange[] {
	const ranges: InstantRange[] = [];
	for (let at = Date.parse(sinceDay); at < untilMs; at += daysAtOnce * dayMs) {
		const endMs = Math.min(at + daysAtOnce * dayMs, untilMs);
		ranges.push({ startingAt: new Date(at).toISOString(), endingAt: new Date(endMs).toISOString() });
	}
	return ranges;
}

const wholeHour = (ms: number): number => Math.floor(ms / hourMs) * hourMs;

async function syncKeyDays(job: SyncJob, client: AnthropicClient): Promise<number> {
	const endMs = wholeHour(client.serverNowMs());
	let count = 0;
	for (const range of rangesOf(utcDay(endMs - keyDaysBack * dayMs), endMs)) {
		const days = await fetchKeyDays(client, range);
		count += days.length;
		const { orgId } = job.ledger;
		await job.ledger.write({
			orgRecord: [
				...orgRows(orgId, 'key-day', job.nowMs, days, ({ keyId, day }) => `${keyId}|${day}`),
				{ orgId, kind: 'sweep', key: 'key-day', asOfMs: job.nowMs, value: '0' },
			],
		});
	}
	return count;
}

/** Use by hour, for the rate limits. */
async function syncUsageDays(job: SyncJob, client: AnthropicClient): Promise<number> {
	const nowMs = wholeHour(client.serverNowMs());
	let count = 0;
	for (const range of rangesOf(job.sinceDay, Math.min(Date.parse(job.untilDay), nowMs))) {
		const days = await fetchUsageDays(client, range);
		count += days.reduce((sum, { hours }) => sum + hours.length, 0);
		await job.ledger.write({
			orgRecord: orgRows(
				job.ledger.orgId,
				'usage-day',
				job.nowMs,
				days,
				({ day, workspaceId }) => `${day}|${workspaceId}`,
			),
		});
	}
	return count;
}

async function syncClaudeCodeDays(job: SyncJob, client: AnthropicClient): Promise<number> {
	const source = 'anthropic-claude-code';
	const marks = await dayMarks(job.ledger, source);
	// Only what is older than an hour is there, and a day is settled an hour after it ends.
	const days = utcDays(job.sinceDay, job.untilDay).filter((day) => {
		const mark = marks.get(day);
		return mark === undefined || mark.readAtMs < Date.parse(day) + dayMs + 2 * hourMs;
	});
	let count = 0;
	for (const day of days.filter((one) => Date.parse(one) < client.serverNowMs() - hourMs)) {
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

async function syncRateLimits(
	job: SyncJob,
	client: AnthropicClient,
	workspaces: readonly Workspace[],
): Promise<number> {
	const limits: RateLimit[] = await fetchRateLimits(client);
	for (const { workspaceId, isArchived } of workspaces) {
		if (isArchived) continue;
		try {
			limits.push(...(await fetchWorkspaceRateLimits(client, workspaceId)));
		} catch (error) {
			// Deleted since it was listed: the others still count.
			if (!isMissingEndpoint(error)) throw error;
		}
	}
	return keepSweep(job, 'rate-limit', limits, (limit) => `${limit.workspaceId ?? ''}|${limit.group}`);
}

/** What only a Console organization has: workspaces, API keys, rate limits, and Claude Code's days by person. */
export async function syncConsole(job: SyncJob, client: AnthropicClient): Promise<void> {
	await runPart(job, 'workspaces', async () =>
		keepSweep(job, 'workspace', await fetchWorkspaces(client), ({ workspaceId }) => workspaceId),
	);
	// Those of the last reading, where this one failed: their limits have not gone.
	const known = await readOrgRecords<Workspace>(job.ledger, 'workspace', 'fromLastSweep');
	const workspaces = known.map(({ value }) => value);
	await runPart(job, 'API keys', async () =>
		keepSweep(job, 'api-key', await fetchApiKeys(client), ({ keyId }) => keyId),
	);
	await runPart(job, 'rate limits', () => syncRateLimits(job, client, workspaces));
	await runPart(job, 'use by API key', () => syncKeyDays(job, client));
	await runPart(job, 'use by hour', () => syncUsageDays(job, client));
	await runPart(job, 'Claude Code by person', () => syncClaudeCodeDays(job, client));
}
