import { z } from 'zod';
import type { Actor, BilledSpend, KeyDay } from '../../core/organization/records.js';
import type { AnthropicClient } from './anthropicClient.js';
import { cursorPages, type Page } from './pages.js';
import {
	actorIdOf,
	actorSchema,
	currencyCode,
	emailOf,
	microsOf,
	minorAmount,
	type ApiActor,
} from './values.js';

const beta = 'analytics-usage-cost-2026-08-24';

/** One page of a day's billed spend, and who the rows are about. */
export interface SpendPage {
	readonly spend: readonly BilledSpend[];
	readonly actors: readonly Actor[];
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

const newRow = z.object({
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

function pageOf<Row>(
	page: Page<Row>,
	spend: (row: Row) => BilledSpend,
	actor: (row: Row) => ApiActor | null,
): SpendPage {
	const actors = page.rows.map(actor).filter((one) => one !== null);
	return {
		spend: page.rows.map(spend),
		actors: actors.map(actorOf),
		refreshedAtMs: page.refreshedAtMs,
	};
}

/** A day's spend by actor, model, product and workspace from the Usage & Cost Analytics API (beta). */
export async function* fetchDaySpend(client: AnthropicClient, range: DayRange): AsyncGenerator<SpendPage> {
	const query = {
		starting_at: range.startingAt,
		ending_at: range.endingAt,
		time_bucket_width: '1d',
		group_by: ['actor', 'model', 'product', 'workspace_id'],
		limit: 1000,
	};
	const listing = { path: '/v1/organizations/analytics/cost', row: newRow, query, beta };
	for await (const page of cursorPages(client, listing)) {
		yield pageOf(
			page,
			({ group, cost }) => spendOf(range.day, group, cost, 'analytics-cost'),
			({ group }) => group.actor ?? null,
		);
	}
}

/** The same from the older Enterprise report, which knows no workspace. */
export async function* fetchDaySpendLegacy(
	client: AnthropicClient,
	range: DayRange,
): AsyncGenerator<SpendPage> {
	const query = {
		starting_at: range.startingAt,
		ending_at: range.endingAt,
		bucket_width: '1d',
		group_by: ['model', 'product'],
		limit: 1000,
	};
	const listing = { path: '/v1/organizations/analytics/user_cost_report', row: legacyRow, query };
	for await (const page of cursorPages(client, listing)) {
		yield pageOf(
			page,
			(row) => spendOf(range.day, row, row, 'user-cost-report'),
			(row) => row.actor ?? null,
		);
	}
}

/** Spend of each API key by day over at most 31 days (beta). */
export async function fetchKeyDays(
	client: AnthropicClient,
	startingAt: string,
	endingAt: string,
): Promise<KeyDay[]> {
	const query = {
		starting_at: startingAt,
		ending_at: endingAt,
		time_bucket_width: '1d',
		group_by: ['api_key_id'],
		limit: 1000,
	};
	const listing = { path: '/v1/organizations/analytics/cost', row: newRow, query, beta };
	const days: KeyDay[] = [];
	for await (const { rows } of cursorPages(client, listing)) {
		for (const { group, cost, starting_at } of rows) {
			if (typeof group.api_key_id !== 'string') continue;
			const amountMicros = microsOf(cost.amount, cost.currency);
			days.push({ keyId: group.api_key_id, day: starting_at.slice(0, 10), amountMicros, tokens: null });
		}
	}
	return days;
}
