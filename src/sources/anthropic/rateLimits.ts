import { z } from 'zod';
import type { RateLimit } from '../../core/organization/records.js';
import type { AnthropicClient } from './anthropicClient.js';
import { allByCursor } from './pages.js';

const base = '/v1/organizations';

const rateRow = z.object({
	// Version 2026-10-21 has `group`, the older one `group_type`.
	group: z.object({ type: z.string(), display_name: z.string().nullish() }).nullish(),
	group_type: z.string().nullish(),
	models: z.array(z.string()).nullish(),
	limits: z.array(z.object({ type: z.string(), value: z.number(), org_limit: z.number().nullish() })),
});

function limitOf(row: z.infer<typeof rateRow>, workspaceId: string | null): RateLimit {
	const { group, group_type, models, limits } = row;
	return {
		group: group?.display_name ?? group?.type ?? group_type ?? 'unknown',
		models: models ?? [],
		workspaceId,
		limits: limits.map(({ type, value, org_limit }) => ({
			type,
			value,
			...(workspaceId === null ? {} : { orgValue: org_limit ?? null }),
		})),
	};
}

/** Configured rate limits of a Console organization. Without `limit` the vendor gives them on one page. */
export async function fetchRateLimits(client: AnthropicClient): Promise<RateLimit[]> {
	const rows = await allByCursor(client, { path: `${base}/rate_limits`, row: rateRow });
	return rows.map((row) => limitOf(row, null));
}

/** What one workspace has instead of the organization's rate limits; empty when it has nothing of its own. */
export async function fetchWorkspaceRateLimits(
	client: AnthropicClient,
	workspaceId: string,
): Promise<RateLimit[]> {
	const path = `${base}/workspaces/${encodeURIComponent(workspaceId)}/rate_limits`;
	const rows = await allByCursor(client, { path, row: rateRow });
	return rows.map((row) => limitOf(row, workspaceId));
}
