import { fetchActivity, fetchActivitySummaries } from '../sources/anthropic/activity.js';
import type { AnthropicClient } from '../sources/anthropic/anthropicClient.js';
import { fetchManagedPolicy } from '../sources/anthropic/managedPolicy.js';
import { fetchGroups } from '../sources/anthropic/organization.js';
import {
	fetchConfiguredLimits,
	fetchEffectiveLimits,
	fetchPendingRequests,
} from '../sources/anthropic/spendLimits.js';
import { utcDay } from './syncBilledDays.js';
import { keepSweep, runPart, type SyncJob } from './syncParts.js';

/** The vendor has no activity before this day. */
const firstDay = '2026-01-01';

async function syncSpendLimits(job: SyncJob, client: AnthropicClient): Promise<void> {
	await runPart(job, 'spend limits', async () =>
		keepSweep(
			job,
			'effective-limit',
			await fetchEffectiveLimits(client),
			({ userId, period }) => `${userId}|${period}`,
		),
	);
	await runPart(job, 'inherited limits', async () =>
		keepSweep(job, 'configured-limit', await fetchConfiguredLimits(client), ({ limitId }) => limitId),
	);
	await runPart(job, 'increase requests', async () =>
		keepSweep(job, 'increase-request', await fetchPendingRequests(client), ({ requestId }) => requestId),
	);
}

async function syncActivity(job: SyncJob, client: AnthropicClient): Promise<void> {
	const today = utcDay(client.serverNowMs());
	const range = {
		startDay: job.sinceDay > firstDay ? job.sinceDay : firstDay,
		endDay: job.untilDay < today ? job.untilDay : today,
	};
	if (range.startDay >= range.endDay) return;
	await runPart(job, 'activity', async () =>
		keepSweep(job, 'activity', await fetchActivity(client, range), ({ userId }) => userId),
	);
	await runPart(job, 'seats and active people', async () =>
		keepSweep(job, 'activity-summary', await fetchActivitySummaries(client, range), ({ day }) => day),
	);
}

/** What only a Claude Enterprise organization has: spend limits, groups, managed settings, activity. */
export async function syncEnterprise(job: SyncJob, client: AnthropicClient): Promise<void> {
	await syncSpendLimits(job, client);
	await runPart(job, 'groups', async () =>
		keepSweep(job, 'group', await fetchGroups(client), ({ groupId }) => groupId),
	);
	await runPart(job, 'managed settings', async () => {
		await keepSweep(job, 'managed-policy', [await fetchManagedPolicy(client)], () => 'configuration');
		return 1;
	});
	await syncActivity(job, client);
}
