import type { AnthropicClient } from '../../../src/sources/anthropic/anthropicClient.js';
import { fetchActivity, fetchActivitySummaries } from '../../../src/sources/anthropic/activity.js';
import { fetchClaudeCodeDay, fetchDaySpendConsole } from '../../../src/sources/anthropic/consoleReports.js';
import { fetchDaySpend, fetchDaySpendLegacy } from '../../../src/sources/anthropic/costAnalytics.js';
import { fetchManagedPolicy } from '../../../src/sources/anthropic/managedPolicy.js';
import {
	fetchApiKeys,
	fetchGroups,
	fetchMembers,
	fetchWorkspaces,
} from '../../../src/sources/anthropic/organization.js';
import { fetchRateLimits, fetchWorkspaceRateLimits } from '../../../src/sources/anthropic/rateLimits.js';
import {
	approveRequest,
	denyRequest,
	fetchConfiguredLimits,
	fetchEffectiveLimits,
	fetchPendingRequests,
	fetchRequest,
} from '../../../src/sources/anthropic/spendLimits.js';
import { fetchKeyDays, fetchUsageDays } from '../../../src/sources/anthropic/usageAnalytics.js';
import type { AnthropicServer } from './anthropicServer.js';
import {
	configuredRow,
	costRow,
	effectiveRow,
	enterprise,
	managedSettings,
	usageRow,
	userActor,
	userId,
} from './organization.js';

const base = '/v1/organizations';
const day = '2026-11-19';
const at = `${day}T00:00:00Z`;
const dayRange = { day, startingAt: at, endingAt: '2026-11-20T00:00:00Z' };
const activityRange = { startDay: day, endDay: '2026-11-20' };

/** What is known of an endpoint's answer. Places are written as errors name them: `data[0].scope.type`. */
export interface Answer {
	/** Below `/v1/organizations/`. */
	readonly path: string;
	readonly method?: 'POST';
	readonly read: (client: AnthropicClient) => Promise<unknown>;
	/** Without any of these the answer says nothing; all others may be missing. */
	readonly required: readonly string[];
	/** Places of open enums. */
	readonly open: readonly string[];
	/** Newer endpoints that an organization with this one does not have. */
	readonly without?: readonly string[];
	/** False where a sync does not ask it. */
	readonly isSynced?: false;
}

const paged = (...fields: string[]): string[] => [
	'data',
	'next_page',
	...fields.map((field) => `data[0].${field}`),
];
const byId = (...fields: string[]): string[] => [
	'data',
	'has_more',
	...fields.map((field) => `data[0].${field}`),
];
const below = (parent: string, fields: readonly string[]): string[] => [
	parent,
	...fields.map((field) => `${parent}.${field}`),
];

const limitFields = [
	...below('scope', ['type']),
	...below('actor', ['type']),
	'amount',
	'currency',
	'period',
	...below('source', ['type']),
	'period_to_date_spend',
];
const limitEnums = ['scope.type', 'actor.type', 'period', 'source.type'];
const requestFields = [
	'id',
	'status',
	'period',
	'created_at',
	'resolved_at',
	...below('actor', ['type']),
	...below('spend_summary', limitFields),
];
const requestEnums = [
	'status',
	'period',
	'actor.type',
	...limitEnums.map((field) => `spend_summary.${field}`),
];
const configuredFields = [
	'id',
	...below('scope', ['type']),
	'amount',
	'currency',
	'period',
	'is_enabled',
	'updated_at',
];
const counts = ['uncached_input_tokens', 'cache_read_input_tokens', 'output_tokens'];
const written = ['cache_creation.ephemeral_5m_input_tokens', 'cache_creation.ephemeral_1h_input_tokens'];
const rateFields = ['group.type', 'limits', 'limits[0].type', 'limits[0].value'];
const rateEnums = ['data[0].group.type', 'data[0].limits[0].type'];
const newCost = `${base}/analytics/cost`;
const newUsage = `${base}/analytics/usage`;
const managed = 'claude_code/managed_settings';

const enterpriseAnswers: readonly Answer[] = [
	{ path: 'users', read: fetchMembers, required: byId('id', 'email', 'role'), open: ['data[0].role'] },
	{
		path: 'spend_limits/effective',
		read: fetchEffectiveLimits,
		required: paged(...limitFields),
		open: limitEnums.map((field) => `data[0].${field}`),
	},
	{
		path: 'spend_limits',
		read: fetchConfiguredLimits,
		required: paged(...configuredFields),
		open: ['data[0].scope.type', 'data[0].period'],
	},
	{
		path: 'spend_limit_increase_requests',
		read: fetchPendingRequests,
		required: paged(...requestFields),
		open: requestEnums.map((field) => `data[0].${field}`),
	},
	{
		path: 'spend_limit_increase_requests/slir_1',
		read: (client) => fetchRequest(client, 'slir_1'),
		required: requestFields,
		open: requestEnums,
		isSynced: false,
	},
	{
		path: 'spend_limit_increase_requests/slir_1/approve',
		method: 'POST',
		read: (client) => approveRequest(client, 'slir_1', '60000'),
		required: [...requestFields, ...configuredFields.map((field) => `spend_limit.${field}`)],
		open: [...requestEnums, 'spend_limit.scope.type'],
		isSynced: false,
	},
	{
		path: 'spend_limit_increase_requests/slir_1/deny',
		method: 'POST',
		read: (client) => denyRequest(client, 'slir_1'),
		required: requestFields,
		open: requestEnums,
		isSynced: false,
	},
	{ path: 'rbac_groups', read: fetchGroups, required: paged('id', 'name'), open: [] },
	{ path: 'rbac_groups/rbac_1/members', read: fetchGroups, required: paged('user_id'), open: [] },
	{
		path: `${managed}/configuration`,
		read: fetchManagedPolicy,
		required: ['mode', 'mode.type', 'rbac_group_order'],
		open: ['mode.type'],
	},
	{
		path: `${managed}/rbac_groups/rbac_1`,
		read: fetchManagedPolicy,
		required: ['settings', ...below('rbac_group_status', ['type'])],
		open: ['rbac_group_status.type', 'settings.availableModelsMatch'],
	},
	{ path: `${managed}/rbac_group_default`, read: fetchManagedPolicy, required: ['settings'], open: [] },
	{
		path: 'analytics/users',
		read: (client) => fetchActivity(client, activityRange),
		required: paged(
			...below('user', ['id']),
			'claude_code_metrics.core_metrics',
			'claude_code_metrics.core_metrics.commit_count',
			'claude_code_metrics.core_metrics.pull_request_count',
			'claude_code_metrics.core_metrics.distinct_session_count',
		),
		open: ['data[0].user.type'],
	},
	{
		path: 'analytics/summaries',
		read: (client) => fetchActivitySummaries(client, activityRange),
		required: paged(
			'starting_at',
			'daily_active_user_count',
			'weekly_active_user_count',
			'monthly_active_user_count',
		),
		open: [],
	},
	{
		path: 'analytics/user_cost_report',
		read: (client) => fetchDaySpendLegacy(client, dayRange),
		required: paged('amount', 'currency', 'actor.type'),
		open: ['data[0].actor.type', 'data[0].product', 'data[0].model'],
		without: [newCost],
	},
];

const consoleAnswers: readonly Answer[] = [
	{ path: 'workspaces', read: fetchWorkspaces, required: byId('id', 'name'), open: [] },
	{
		path: 'api_keys',
		read: fetchApiKeys,
		required: byId(
			'id',
			'name',
			'status',
			'created_by.id',
			'created_by.type',
			'principal.type',
			'scope.type',
		),
		open: ['data[0].status', 'data[0].created_by.type', 'data[0].principal.type', 'data[0].scope.type'],
	},
	{ path: 'rate_limits', read: fetchRateLimits, required: paged(...rateFields), open: rateEnums },
	{
		path: 'workspaces/wrkspc_1/rate_limits',
		read: (client) => fetchWorkspaceRateLimits(client, 'wrkspc_1'),
		required: paged(...rateFields),
		open: [...rateEnums, 'data[0].limits[0].source.type'],
	},
	{
		path: 'analytics/cost',
		read: (client) => fetchDaySpend(client, dayRange),
		required: paged('starting_at', 'group', 'group.actor.type', ...below('cost', ['amount', 'currency'])),
		open: ['data[0].group.actor.type', 'data[0].group.product', 'data[0].group.model'],
	},
	{
		path: 'analytics/usage',
		read: (client) => Promise.all([fetchUsageDays(client, dayRange), fetchKeyDays(client, dayRange)]),
		required: paged('starting_at', 'group', ...below('usage', [...counts, ...written])),
		open: ['data[0].group.model'],
	},
	{
		path: 'usage_report/messages',
		read: (client) => Promise.all([fetchUsageDays(client, dayRange), fetchKeyDays(client, dayRange)]),
		required: paged(
			'starting_at',
			'results',
			...[...counts, ...written].map((field) => `results[0].${field}`),
		),
		open: ['data[0].results[0].model', 'data[0].results[0].service_tier'],
		without: [newUsage],
	},
	{
		path: 'cost_report',
		read: (client) => fetchDaySpendConsole(client, dayRange),
		required: paged('starting_at', 'results', 'results[0].amount', 'results[0].currency'),
		open: ['data[0].results[0].cost_type', 'data[0].results[0].token_type', 'data[0].results[0].model'],
		without: [newCost],
	},
	{
		path: 'usage_report/claude_code',
		read: (client) => fetchClaudeCodeDay(client, day),
		required: paged(
			'date',
			...below('actor', ['type']),
			...below('core_metrics', ['num_sessions', 'commits_by_claude_code', 'pull_requests_by_claude_code']),
			'model_breakdown',
			'model_breakdown[0].model',
			...below('model_breakdown[0].estimated_cost', ['currency', 'amount']),
		),
		open: ['data[0].actor.type', 'data[0].customer_type', 'data[0].model_breakdown[0].model'],
	},
];

/** Every endpoint of the vendor that is read or written. */
export const answers: readonly Answer[] = [...enterpriseAnswers, ...consoleAnswers];

const request = {
	id: 'slir_1',
	type: 'spend_limit_increase_request',
	status: 'pending',
	period: 'monthly',
	created_at: at,
	resolved_at: null,
	actor: userActor(0),
	resolved_by: null,
	spend_summary: effectiveRow(0),
};
const rateRow = (source: object): Record<string, unknown> => ({
	type: 'rate_limit',
	id: 'rl_1',
	group: { type: 'model_group', id: 'rlg_1', display_name: 'Opus 5' },
	models: ['claude-opus-5'],
	limits: [{ type: 'requests_per_minute', value: 500, ...source }],
});
const tokens = usageRow(at, {})['usage'] as object;

/** Gives a server something to say at every endpoint except those that it is to be without. */
export function answerAll(server: AnthropicServer, { without = [] }: Pick<Answer, 'without'>): void {
	enterprise(server, 1, 1);
	managedSettings(
		server,
		'rbac_groups',
		{ rbac_1: { availableModels: ['opus'], availableModelsMatch: 'exact' } },
		{ deniedModels: ['fable'] },
	);
	const listings: Record<string, readonly Record<string, unknown>[]> = {
		spend_limits: [configuredRow({ type: 'organization' }, '50000')],
		spend_limit_increase_requests: [request],
		rate_limits: [rateRow({})],
		'workspaces/wrkspc_1/rate_limits': [rateRow({ org_limit: 4000, source: { type: 'workspace' } })],
		'analytics/user_cost_report': [
			{
				...(costRow(day, 0, 'x', '9')['cost'] as object),
				actor: userActor(0),
				model: 'claude-opus-5',
				product: 'chat',
			},
		],
		'analytics/usage': [usageRow(at, { model: 'claude-opus-5', workspace_id: 'wrkspc_1', api_key_id: 'k' })],
		'usage_report/messages': [
			{
				starting_at: at,
				results: [{ ...tokens, model: 'claude-opus-5', api_key_id: 'k', service_tier: 's' }],
			},
		],
		cost_report: [
			{
				starting_at: at,
				results: [{ amount: '12.5', currency: 'USD', model: 'm', token_type: 'output', cost_type: 'tokens' }],
			},
		],
		'usage_report/claude_code': [
			{
				date: at,
				actor: { type: 'user_actor', email_address: 'p0@example.com' },
				customer_type: 'api',
				core_metrics: { num_sessions: 1, commits_by_claude_code: 2, pull_requests_by_claude_code: 0 },
				model_breakdown: [
					{ model: 'claude-opus-5', estimated_cost: { currency: 'USD', amount: 250 }, tokens: { input: 1 } },
				],
			},
		],
	};
	for (const [path, rows] of Object.entries(listings)) server.listings.set(`${base}/${path}`, () => rows);
	server.idListings.set(`${base}/workspaces`, () => [{ id: 'wrkspc_1', name: 'Code', archived_at: null }]);
	server.idListings.set(`${base}/api_keys`, () => [
		{
			id: 'k',
			name: 'ci',
			status: 'active',
			created_at: at,
			created_by: { id: userId(0), type: 'user' },
			principal: { type: 'user', user_id: userId(0) },
			scope: { type: 'workspace', workspace_id: 'wrkspc_1' },
		},
	]);
	const requests = `${base}/spend_limit_increase_requests/slir_1`;
	server.objects.set(requests, () => request);
	server.objects.set(`${requests}/deny`, () => ({ ...request, status: 'denied' }));
	server.objects.set(`${requests}/approve`, () => ({
		...request,
		status: 'approved',
		spend_limit: configuredRow({ type: 'user', user_id: userId(0) }, '60000'),
	}));
	for (const path of without) server.listings.delete(path);
}
