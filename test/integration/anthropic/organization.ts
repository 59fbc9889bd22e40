import type { AnthropicServer } from './anthropicServer.js';

type Row = Record<string, unknown>;

export const costBeta = 'analytics-usage-cost-2026-08-24';
const models = ['claude-sonnet-5-5', 'claude-opus-5-5', 'claude-haiku-5-5'];

export const userId = (index: number): string => `user_${String(index).padStart(5, '0')}`;

export const userActor = (index: number, more: Row = {}): Row => ({
	type: 'user_actor',
	user_id: userId(index),
	name: `Person ${String(index)}`,
	email_address: `p${String(index)}@example.com`,
	deleted: false,
	...more,
});

/** One row of the effective limits, in cents as the document has them. */
export const effectiveRow = (index: number, more: Row = {}): Row => ({
	scope: { type: 'user', user_id: userId(index) },
	actor: userActor(index),
	amount: '50000',
	currency: 'USD',
	period: 'monthly',
	source: { type: 'seat_tier', seat_tier: 'enterprise_standard' },
	spend_limit_id: 'spl_1',
	period_to_date_spend: '31402.5',
	...more,
});

/** One row of the new cost report. */
export const costRow = (day: string, index: number, model: string, amount: string, more: Row = {}): Row => ({
	starting_at: `${day}T00:00:00Z`,
	ending_at: `${day}T23:59:59Z`,
	group: {
		actor: userActor(index),
		model,
		product: 'claude_code',
		workspace_id: null,
		session_id: null,
		...more,
	},
	cost: { amount, list_amount: amount, currency: 'USD', requests: 12 },
});

const noActivity = { commit_count: 0, pull_request_count: 0, distinct_session_count: 0 };

/** An Enterprise organization of so many members, each of whom uses three models on every day. */
export function enterprise(server: AnthropicServer, people: number, modelsEach = models.length): void {
	const everybody = Array.from({ length: people }, (_, index) => index);
	const base = '/v1/organizations';
	server.idListings.set(`${base}/users`, () =>
		everybody.map((index) => ({
			id: userId(index),
			type: 'user',
			email: `p${String(index)}@example.com`,
			name: `Person ${String(index)}`,
			role: 'user',
			added_at: '2026-01-02T00:00:00Z',
		})),
	);
	server.listings.set(`${base}/spend_limits/effective`, () => everybody.map((index) => effectiveRow(index)));
	server.listings.set(`${base}/spend_limit_increase_requests`, () => []);
	server.listings.set(`${base}/rbac_groups`, () => [{ id: 'rbac_1', name: 'Platform' }]);
	server.listings.set(`${base}/rbac_groups/rbac_1/members`, () => [
		{ user_id: userId(0), email: 'p0@example.com' },
	]);
	server.listings.set(`${base}/analytics/users`, () =>
		everybody.map((index) => ({
			user: { id: userId(index), email_address: `p${String(index)}@example.com`, type: 'user' },
			last_activity_date: '2026-11-20',
			claude_code_metrics: { core_metrics: noActivity, tool_actions: {} },
		})),
	);
	server.betas.set(`${base}/analytics/cost`, costBeta);
	server.listings.set(`${base}/analytics/cost`, (query) => {
		const day = (query.get('starting_at') ?? '').slice(0, 10);
		if (query.getAll('group_by[]').includes('api_key_id')) return [];
		return everybody.flatMap((index) =>
			models.slice(0, modelsEach).map((model) => costRow(day, index, model, '123.450000')),
		);
	});
}
