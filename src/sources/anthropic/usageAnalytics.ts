import { z } from 'zod';
import type { KeyDay, ModelHour, UsageDay } from '../../core/organization/records.js';
import { isMissingEndpoint, type AnthropicClient } from './anthropicClient.js';
import { analyticsBeta, costRow } from './costAnalytics.js';
import { allByCursor } from './pages.js';
import { instantText, microsOf } from './values.js';

/** A range of at most 31 days, as RFC 3339 instants. */
export interface InstantRange {
	readonly startingAt: string;
	readonly endingAt: string;
}

const tokenCounts = z.object({
	uncached_input_tokens: z.number(),
	cache_read_input_tokens: z.number(),
	output_tokens: z.number(),
	cache_creation: z
		.object({ ephemeral_5m_input_tokens: z.number(), ephemeral_1h_input_tokens: z.number() })
		.nullish(),
});
type TokenCounts = z.infer<typeof tokenCounts>;

const dimensions = z.object({
	model: z.string().nullish(),
	workspace_id: z.string().nullish(),
	api_key_id: z.string().nullish(),
});

const usageRow = z.object({
	starting_at: instantText,
	group: dimensions,
	usage: tokenCounts.extend({ requests: z.number().nullish() }),
});
const usageBucket = z.object({
	starting_at: instantText,
	results: z.array(tokenCounts.extend(dimensions.shape)),
});

/** Use in one time bucket, from either report. */
interface BucketUse {
	readonly startingAt: string;
	readonly group: z.infer<typeof dimensions>;
	readonly counts: TokenCounts;
	readonly requests: number | null;
}

/** Use from the Usage & Cost Analytics API (beta); where there is none, from the older report, without requests. */
async function fetchUse(
	client: AnthropicClient,
	range: InstantRange,
	width: '1h' | '1d',
	groupBy: readonly string[],
): Promise<BucketUse[]> {
	const span = { starting_at: range.startingAt, ending_at: range.endingAt, group_by: groupBy };
	try {
		const rows = await allByCursor(client, {
			path: '/v1/organizations/analytics/usage',
			row: usageRow,
			query: { ...span, time_bucket_width: width, limit: 1000 },
			beta: analyticsBeta,
		});
		return rows.map(({ starting_at, group, usage }) => ({
			startingAt: starting_at,
			group,
			counts: usage,
			requests: usage.requests ?? null,
		}));
	} catch (error) {
		if (!isMissingEndpoint(error)) throw error;
	}
	const buckets = await allByCursor(client, {
		path: '/v1/organizations/usage_report/messages',
		row: usageBucket,
		// Here `limit` counts buckets: a week of hours, or a month of days.
		query: { ...span, bucket_width: width, limit: width === '1h' ? 168 : 31 },
	});
	return buckets.flatMap(({ starting_at, results }) =>
		results.map((result) => ({ startingAt: starting_at, group: result, counts: result, requests: null })),
	);
}

function inputOf(counts: TokenCounts): Pick<ModelHour, 'cacheAwareInputTokens' | 'cacheReadTokens'> {
	const written = counts.cache_creation;
	const writes = written ? written.ephemeral_5m_input_tokens + written.ephemeral_1h_input_tokens : 0;
	return {
		cacheAwareInputTokens: counts.uncached_input_tokens + writes,
		cacheReadTokens: counts.cache_read_input_tokens,
	};
}

/** Use of each workspace by UTC day, hour and model. */
export async function fetchUsageDays(client: AnthropicClient, range: InstantRange): Promise<UsageDay[]> {
	const days = new Map<string, { day: string; workspaceId: string; hours: ModelHour[] }>();
	for (const use of await fetchUse(client, range, '1h', ['model', 'workspace_id'])) {
		const at = new Date(use.startingAt);
		const day = at.toISOString().slice(0, 10);
		const workspaceId = use.group.workspace_id ?? 'none';
		const kept = days.get(`${day}|${workspaceId}`) ?? { day, workspaceId, hours: [] };
		kept.hours.push({
			hour: at.getUTCHours(),
			model: use.group.model ?? 'unknown',
			requests: use.requests,
			...inputOf(use.counts),
			outputTokens: use.counts.output_tokens,
		});
		days.set(`${day}|${workspaceId}`, kept);
	}
	return [...days.values()];
}

/** What a report gives; empty where the organization has no such report. */
async function orNone<Row>(rows: Promise<readonly Row[]>): Promise<readonly Row[]> {
	try {
		return await rows;
	} catch (error) {
		if (isMissingEndpoint(error)) return [];
		throw error;
	}
}

/** Spend of each API key by day (beta). */
async function fetchKeySpend(client: AnthropicClient, range: InstantRange): Promise<KeyDay[]> {
	const query = {
		starting_at: range.startingAt,
		ending_at: range.endingAt,
		time_bucket_width: '1d',
		group_by: ['api_key_id'],
		limit: 1000,
	};
	const listing = { path: '/v1/organizations/analytics/cost', row: costRow, query, beta: analyticsBeta };
	return (await allByCursor(client, listing)).flatMap(({ group, cost, starting_at }) => {
		if (typeof group.api_key_id !== 'string') return [];
		const amountMicros = microsOf(cost.amount, cost.currency);
		return [{ keyId: group.api_key_id, day: starting_at.slice(0, 10), amountMicros, tokens: null }];
	});
}

/**
 * Spend and tokens of each API key by day over at most 31 days. The vendor has no "last used": a key's days with
 * tokens stand in, so that a key whose use was free is not taken for a stale one.
 */
export async function fetchKeyDays(client: AnthropicClient, range: InstantRange): Promise<KeyDay[]> {
	const days = new Map<string, KeyDay>();
	for (const day of await orNone(fetchKeySpend(client, range))) days.set(`${day.keyId}|${day.day}`, day);
	const use = await orNone(fetchUse(client, range, '1d', ['api_key_id']));
	for (const { startingAt, group, counts } of use) {
		if (typeof group.api_key_id !== 'string') continue;
		const day = startingAt.slice(0, 10);
		const { cacheAwareInputTokens, cacheReadTokens } = inputOf(counts);
		const key = `${group.api_key_id}|${day}`;
		const before = days.get(key);
		days.set(key, {
			keyId: group.api_key_id,
			day,
			amountMicros: before?.amountMicros ?? null,
			tokens: (before?.tokens ?? 0) + cacheAwareInputTokens + cacheReadTokens + counts.output_tokens,
		});
	}
	return [...days.values()];
}
