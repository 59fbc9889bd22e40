import type { AnthropicServer } from './anthropicServer.js';

type Row = Record<string, unknown>;

export const costBeta = 'analytics-usage-cost-2026-08-24';
export const readsBeta = 'spend-limit-reads-2026-09-26';
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

/** One row of the configured limits. */
export const configuredRow = (scope: Row, amount: string | null, more: Row = {}): Row => ({
	type: 'spend_limit',
	id: `spl_${String(scope['type'])}`,
	created_at: '2026-05-11T10:02:44Z',
	updated_at: '2026-05-11T10:02:44Z',
	scope,
	amount,
	currency: 'USD',
	period: 'monthly',
	is_enabled: true,
	...more,
});

/** Seats and active people of one day; rates are percentages. */
export const summaryRow = (day: string, more: Row = {}): Row => ({
	starting_at: `${day}T00:00:00Z`,
	ending_at: `${day}T23:59:59Z`,
	assigned_seat_count: 5000,
	pending_invite_count: 3,
	daily_active_user_count: 1200,
	weekly_active_user_count: 2400,
	monthly_active_user_count: 3200,
	daily_adoption_rate: 24,
	weekly_adoption_rate: 48,
	monthly_adoption_rate: 64,
	cowork_daily_active_user_count: 0,
	claude_code_weekly_active_user_count: 900,
	claude_code_monthly_active_user_count: 1500,
	...more,
});

/** One row of the new usage report. */
export const usageRow = (startingAt: string, group: Row, usage: Row = {}): Row => ({
	starting_at: startingAt,
	ending_at: startingAt,
	group: { actor: null, model: null, product: null, workspace_id: null, api_key_id: null, ...group },
	usage: {
		uncached_input_tokens: 1500,
		cache_creation: { ephemeral_5m_input_tokens: 500, ephemeral_1h_input_tokens: 1000 },
		cache_read_input_tokens: 200,
		output_tokens: 500,
		total_tokens: 3700,
		requests: 12,
		server_tool_use: { web_search_requests: 0 },
		...usage,
	},
});

/** Managed settings by group: the order, a document for each group that has one, and the default. */
export function managedSettings(
	server: AnthropicServer,
	mode: 'organization' | 'rbac_groups',
	groups: Readonly<Record<string, Row | null>> = {},
	fallback: Row | null = null,
): void {
	const base = '/v1/organizations/claude_code/managed_settings';
	const at = '2026-10-20T08:00:00Z';
	server.objects.set(`${base}/configuration`, () => ({
		type: 'claude_code_managed_settings_configuration',
		mode: { type: mode },
		mode_updated_at: at,
		rbac_group_order: Object.keys(groups),
		rbac_group_order_version: 'v1',
	}));
	for (const [id, settings] of Object.entries(groups)) {
		server.objects.set(`${base}/rbac_groups/${id}`, () => ({
			type: 'claude_code_rbac_group_managed_settings',
			rbac_group_id: id,
			rbac_group_status: { type: 'active' },
			settings,
			created_at: at,
			updated_at: at,
		}));
	}
	server.objects.set(`${base}/rbac_group_default`, () => ({
		type: 'claude_code_rbac_group_default_managed_settings',
		settings: fallback,
		updated_at: fallback === null ? null : at,
	}));
}

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
	server.betas.set(`${base}/spend_limits`, readsBeta);
	server.listings.set(`${base}/spend_limits`, () => [
		configuredRow({ type: 'organization' }, null),
		configuredRow({ type: 'seat_tier', seat_tier: 'enterprise_standard' }, '50000'),
	]);
	managedSettings(server, 'organization');
	server.listings.set(`${base}/analytics/summaries`, (query) => [
		summaryRow(query.get('starting_date') ?? ''),
	]);
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
