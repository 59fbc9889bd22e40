import { z } from 'zod';
import type { Actor, BilledSpend } from '../../core/organization/records.js';
import type { AnthropicClient } from './anthropicClient.js';
import { wholeListing, type WholeListing } from './pages.js';
import {
	actorIdOf,
	actorSchema,
	currencyCode,
	emailOf,
	microsOf,
	minorAmount,
	type ApiActor,
} from './values.js';

/** Opens the Usage & Cost Analytics API; without it an organization answers as if it had none. */
export const analyticsBeta = 'analytics-usage-cost-2026-08-24';

/** A day's billed spend, and who the rows are about. */
export interface DaySpend {
	readonly spend: readonly BilledSpend[];
	readonly actors: readonly Actor[];
	/** How far the vendor's data reached; null where the report does not say. */
	readonly refreshedAtMs: number | null;
}

/** A UTC day, or what has passed of it. */
export interface DayRange {
	readonly day: string;
	readonly startingAt: string;
	readonly endingAt: string;
}

const costSchema = z.object({
	amount: minorAmount,
	list_amount: minorAmount.nullish(),
	currency: currencyCode,
	requests: z.number().nullish(),
});

/** One row of the analytics cost endpoint, in whatever grouping was asked for. */
export const costRow = z.object({
	group: z.object({
		actor: actorSchema.nullish(),
		model: z.string().nullish(),
		product: z.string().nullish(),
		workspace_id: z.string().nullish(),
		api_key_id: z.string().nullish(),
	}),
	starting_at: z.string(),
	cost: costSchema,
});

const legacyRow = costSchema.extend({
	actor: actorSchema.nullish(),
	model: z.string().nullish(),
	product: z.string().nullish(),
});

/** Products have been renamed; one name each. */
function productOf(product: string | null | undefined): string {
	const name = product ?? 'unknown';
	return name === 'claude-in-slack' || name === 'claude-tag' ? 'claude_tag' : name;
}

function actorOf(actor: ApiActor): Actor {
	return {
		actorId: actorIdOf(actor),
		type: actor.type,
		email: emailOf(actor),
		name: actor.name ?? null,
		isDeleted: actor.deleted === true,
	};
}

interface Dimensions {
	readonly actor?: ApiActor | null | undefined;
	readonly model?: string | null | undefined;
	readonly product?: string | null | undefined;
	readonly workspace_id?: string | null | undefined;
}

function spendOf(
	day: string,
	dimensions: Dimensions,
	cost: z.infer<typeof costSchema>,
	source: BilledSpend['source'],
): BilledSpend {
	const listAmount = cost.list_amount ?? null;
	return {
		day,
		actorId: dimensions.actor ? actorIdOf(dimensions.actor) : 'none',
		product: productOf(dimensions.product),
		model: dimensions.model ?? 'unknown',
		workspaceId: dimensions.workspace_id ?? 'none',
		tokenKind: 'all',
		amountMicros: microsOf(cost.amount, cost.currency),
		listMicros: listAmount === null ? null : microsOf(listAmount, cost.currency),
		currency: cost.currency,
		requests: cost.requests ?? null,
		rawAmount: cost.amount,
		source,
	};
}

function daySpend<Row>(
	{ rows, refreshedAtMs }: WholeListing<Row>,
	spend: (row: Row) => BilledSpend,
	actor: (row: Row) => ApiActor | null,
): DaySpend {
	const actors = rows.map(actor).filter((one) => one !== null);
	return { spend: rows.map(spend), actors: actors.map(actorOf), refreshedAtMs };
}

/** A day's spend by actor, model, product and workspace from the Usage & Cost Analytics API (beta). */
export async function fetchDaySpend(client: AnthropicClient, range: DayRange): Promise<DaySpend> {
	const query = {
		starting_at: range.startingAt,
		ending_at: range.endingAt,
		time_bucket_width: '1d',
		group_by: ['actor', 'model', 'product', 'workspace_id'],
		limit: 1000,
	};
	const path = '/v1/organizations/analytics/cost';
	return daySpend(
		await wholeListing(client, { path, row: costRow, query, beta: analyticsBeta }),
		({ group, cost }) => spendOf(range.day, group, cost, 'analytics-cost'),
		({ group }) => group.actor ?? null,
	);
}

/** The same from the older Enterprise report, which knows no workspace. */
export async function fetchDaySpendLegacy(client: AnthropicClient, range: DayRange): Promise<DaySpend> {
	const query = {
		starting_at: range.startingAt,
		ending_at: range.endingAt,
		bucket_width: '1d',
		group_by: ['model', 'product'],
		limit: 1000,
	};
	const path = '/v1/organizations/analytics/user_cost_report';
	return daySpend(
		await wholeListing(client, { path, row: legacyRow, query }),
		(row) => spendOf(range.day, row, row, 'user-cost-report'),
		(row) => row.actor ?? null,
	);
}
