import { z } from 'zod';
import type { BilledSpend, ClaudeCodeDay } from '../../core/organization/records.js';
import { microsOfMinorUnits } from '../../core/budget/minorUnits.js';
import type { AnthropicClient } from './anthropicClient.js';
import type { DayRange, DaySpend } from './costAnalytics.js';
import { allByCursor, wholeListing } from './pages.js';
import { actorSchema, currencyCode, microsOf, minorAmount } from './values.js';

const costResult = z.object({
	amount: minorAmount,
	currency: currencyCode,
	model: z.string().nullish(),
	token_type: z.string().nullish(),
	cost_type: z.string().nullish(),
	description: z.string().nullish(),
	workspace_id: z.string().nullish(),
});
const costBucket = z.object({ starting_at: z.string(), results: z.array(costResult) });

/**
 * A day's spend from the Console's older cost report: by workspace and description, no person. Several lines of one
 * model (service tiers, contexts) fall on one row, so their amounts are added.
 */
export async function fetchDaySpendConsole(client: AnthropicClient, range: DayRange): Promise<DaySpend> {
	const query = {
		starting_at: range.startingAt,
		ending_at: range.endingAt,
		bucket_width: '1d',
		group_by: ['workspace_id', 'description'],
	};
	const path = '/v1/organizations/cost_report';
	const listing = await wholeListing(client, { path, row: costBucket, query });
	const rows = new Map<string, BilledSpend>();
	for (const result of listing.rows.flatMap((bucket) => bucket.results)) {
		const row = consoleSpend(range.day, result);
		const key = [row.workspaceId, row.model, row.tokenKind, row.currency].join('|');
		const before = rows.get(key);
		const amountMicros = row.amountMicros + (before?.amountMicros ?? 0);
		const rawAmount = before === undefined ? row.rawAmount : `${before.rawAmount}+${row.rawAmount}`;
		rows.set(key, { ...row, amountMicros, rawAmount });
	}
	return { spend: [...rows.values()], actors: [], refreshedAtMs: listing.refreshedAtMs };
}

function consoleSpend(day: string, result: z.infer<typeof costResult>): BilledSpend {
	return {
		day,
		actorId: 'none',
		product: 'claude_console',
		model: result.model ?? 'unknown',
		workspaceId: result.workspace_id ?? 'none',
		tokenKind: result.token_type ?? result.cost_type ?? 'all',
		amountMicros: microsOf(result.amount, result.currency),
		listMicros: null,
		currency: result.currency,
		requests: null,
		rawAmount: result.amount,
		source: 'cost-report',
	};
}

const claudeCodeRow = z.object({
	date: z.string(),
	actor: actorSchema.extend({ api_key_name: z.string().nullish() }),
	core_metrics: z.object({
		num_sessions: z.number(),
		commits_by_claude_code: z.number(),
		pull_requests_by_claude_code: z.number(),
	}),
	model_breakdown: z.array(
		z.object({
			model: z.string(),
			estimated_cost: z.object({ currency: z.string(), amount: z.number() }),
		}),
	),
});

/** A Console organization's Claude Code day: one row an actor, its records (one a terminal and customer type) added. */
export async function fetchClaudeCodeDay(client: AnthropicClient, day: string): Promise<ClaudeCodeDay[]> {
	const path = '/v1/organizations/usage_report/claude_code';
	const query = { starting_at: day, limit: 1000 };
	const days = new Map<string, ClaudeCodeDay>();
	for (const row of await allByCursor(client, { path, row: claudeCodeRow, query })) {
		const { actor } = row;
		const email = actor.email_address ?? actor.email ?? null;
		const name = email ?? actor.api_key_name ?? 'unknown';
		days.set(name, addRecord(days.get(name), row, name, email === null));
	}
	return [...days.values()];
}

function addRecord(
	before: ClaudeCodeDay | undefined,
	row: z.infer<typeof claudeCodeRow>,
	actor: string,
	isKey: boolean,
): ClaudeCodeDay {
	const models = new Map(before?.models.map(({ model, estimateMicros }) => [model, estimateMicros]));
	for (const { model, estimated_cost } of row.model_breakdown) {
		// This one report writes its cents as a JSON number.
		const micros = microsOfMinorUnits(String(estimated_cost.amount), 2) ?? 0;
		models.set(model, (models.get(model) ?? 0) + micros);
	}
	const { num_sessions, commits_by_claude_code, pull_requests_by_claude_code } = row.core_metrics;
	return {
		day: row.date.slice(0, 10),
		actor,
		isKey,
		sessions: (before?.sessions ?? 0) + num_sessions,
		commits: (before?.commits ?? 0) + commits_by_claude_code,
		pullRequests: (before?.pullRequests ?? 0) + pull_requests_by_claude_code,
		estimateMicros: [...models.values()].reduce((sum, micros) => sum + micros, 0),
		models: [...models].map(([model, estimateMicros]) => ({ model, estimateMicros })),
	};
}
