import { z } from 'zod';
import type { ConfiguredLimit, EffectiveLimit, IncreaseRequest } from '../../core/organization/records.js';
import type { AnthropicClient } from './anthropicClient.js';
import { allByCursor } from './pages.js';
import { actorIdOf, actorSchema, currencyCode, emailOf, instant, microsOf, minorAmount } from './values.js';

const base = '/v1/organizations';

const scopeSchema = z.object({
	type: z.string(),
	user_id: z.string().nullish(),
	rbac_group_id: z.string().nullish(),
	seat_tier: z.string().nullish(),
	service: z.string().nullish(),
});

/** Which group, seat tier, service or person a scope is; null for the organization and for kinds that are new. */
function scopeIdOf(scope: z.infer<typeof scopeSchema>): string | null {
	return scope.rbac_group_id ?? scope.seat_tier ?? scope.service ?? scope.user_id ?? null;
}

const summarySchema = z.object({
	scope: scopeSchema,
	actor: actorSchema,
	amount: minorAmount.nullable(),
	currency: currencyCode,
	period: z.string(),
	source: scopeSchema,
	period_to_date_spend: minorAmount,
});

const requestSchema = z.object({
	id: z.string(),
	status: z.string(),
	period: z.string(),
	created_at: instant,
	resolved_at: instant.nullable(),
	actor: actorSchema,
	resolved_by: actorSchema.nullish(),
	spend_summary: summarySchema.nullable(),
});

const configuredSchema = z.object({
	id: z.string(),
	scope: scopeSchema,
	amount: minorAmount.nullable(),
	currency: currencyCode,
	period: z.string(),
	is_enabled: z.boolean(),
	updated_at: instant,
});

/** Approving also gives the member's own limit as it now stands. */
const approvedSchema = requestSchema.extend({ spend_limit: configuredSchema.nullish() });

type Summary = z.infer<typeof summarySchema>;

function limitOf(row: Summary): EffectiveLimit {
	return {
		userId: row.scope.user_id ?? row.actor.user_id ?? '',
		email: emailOf(row.actor),
		name: row.actor.name ?? null,
		isDeleted: row.actor.deleted === true,
		limitMicros: row.amount === null ? null : microsOf(row.amount, row.currency),
		spentMicros: microsOf(row.period_to_date_spend, row.currency),
		currency: row.currency,
		period: row.period,
		source: row.source.type,
		sourceId: scopeIdOf(row.source),
	};
}

/** Every member's limits as they apply (`read:spend_limits`): 1000 members a page. */
export async function fetchEffectiveLimits(client: AnthropicClient): Promise<EffectiveLimit[]> {
	const listing = { path: `${base}/spend_limits/effective`, row: summarySchema, query: { limit: 1000 } };
	return (await allByCursor(client, listing)).map(limitOf);
}

const readsBeta = 'spend-limit-reads-2026-09-26';

function configuredOf(row: z.infer<typeof configuredSchema>): ConfiguredLimit {
	return {
		limitId: row.id,
		scope: row.scope.type,
		scopeId: scopeIdOf(row.scope),
		limitMicros: row.amount === null ? null : microsOf(row.amount, row.currency),
		currency: row.currency,
		period: row.period,
		isEnabled: row.is_enabled,
		updatedAtMs: row.updated_at,
	};
}

/**
 * The limits that members inherit, as they were set (beta, `read:spend_limits`). Members' own limits are left out:
 * they stand in the effective rows, and there may be thousands.
 */
export async function fetchConfiguredLimits(client: AnthropicClient): Promise<ConfiguredLimit[]> {
	const query = {
		scope_type: ['organization', 'seat_tier', 'rbac_group', 'organization_service'],
		limit: 1000,
	};
	const listing = { path: `${base}/spend_limits`, row: configuredSchema, query, beta: readsBeta };
	return (await allByCursor(client, listing)).map(configuredOf);
}

function requestOf(row: z.infer<typeof requestSchema>): IncreaseRequest {
	const summary = row.spend_summary === null ? null : limitOf(row.spend_summary);
	return {
		requestId: row.id,
		status: row.status,
		period: row.period,
		createdAtMs: row.created_at,
		resolvedAtMs: row.resolved_at,
		userId: row.actor.user_id ?? null,
		email: emailOf(row.actor),
		name: row.actor.name ?? null,
		limitMicros: summary?.limitMicros ?? null,
		spentMicros: summary?.spentMicros ?? null,
		currency: summary?.currency ?? null,
		source: summary?.source ?? null,
		sourceId: summary?.sourceId ?? null,
		resolvedBy: row.resolved_by ? actorIdOf(row.resolved_by) : null,
	};
}

const requestsPath = `${base}/spend_limit_increase_requests`;

/** Increase requests that wait for a decision, newest first (`read:spend_limits`). */
export async function fetchPendingRequests(client: AnthropicClient): Promise<IncreaseRequest[]> {
	const query = { status: ['pending'], limit: 1000 };
	return (await allByCursor(client, { path: requestsPath, row: requestSchema, query })).map(requestOf);
}

/** One increase request, whatever its state. */
export async function fetchRequest(client: AnthropicClient, requestId: string): Promise<IncreaseRequest> {
	return requestOf(await client.request(`${requestsPath}/${encodeURIComponent(requestId)}`, requestSchema));
}

/**
 * Approves one request with a new limit in minor units of the organization's currency (`write:spend_limits`). Sets
 * the member's own limit and resolves the request, as one step at the vendor.
 */
export async function approveRequest(
	client: AnthropicClient,
	requestId: string,
	amountMinor: string,
): Promise<IncreaseRequest> {
	const path = `${requestsPath}/${encodeURIComponent(requestId)}/approve`;
	const answer = await client.request(path, approvedSchema, { body: { amount: amountMinor } });
	const limit = answer.spend_limit ? configuredOf(answer.spend_limit) : null;
	return { ...requestOf(answer), newLimitMicros: limit?.limitMicros ?? null };
}

/** Denies one request (`write:spend_limits`). Denying a denied one changes nothing. */
export async function denyRequest(client: AnthropicClient, requestId: string): Promise<IncreaseRequest> {
	const path = `${requestsPath}/${encodeURIComponent(requestId)}/deny`;
	return requestOf(await client.request(path, requestSchema, { body: {} }));
}
