import assert from 'node:assert/strict';
import type {
	ActivitySummary,
	ConfiguredLimit,
	EffectiveLimit,
	KeyDay,
	ManagedPolicy,
	RateLimit,
	UsageDay,
} from '../../../src/core/organization/records.js';
import type { Ledger } from '../../../src/ledger/ledger.js';
import { readBilled } from '../../../src/ledger/billed.js';
import { readOrgRecords, type OrgRecordKind } from '../../../src/ledger/orgRecords.js';
import { syncAnthropic, type AnthropicSync } from '../../../src/outlay/syncAnthropic.js';
import { anthropicContext } from './anthropicContext.js';
import { AnthropicServer, errorBody, FakeClock } from './anthropicServer.js';
import {
	configuredRow,
	costBeta,
	costRow,
	effectiveRow,
	enterprise,
	managedSettings,
	readsBeta,
	summaryRow,
	usageRow,
	userId,
} from './organization.js';

const now = Date.parse('2026-11-20T14:05:00Z');
const base = '/v1/organizations';

describe('what sync anthropic reads of an organization', () => {
	let clock: FakeClock;
	let server: AnthropicServer;
	let url: string;
	beforeEach(async () => {
		clock = new FakeClock(now);
		server = new AnthropicServer(clock);
		url = await server.start();
	});
	afterEach(() => server.stop());

	interface Ran {
		readonly ledger: Ledger;
		readonly parts: AnthropicSync['parts'];
		readonly problems: readonly string[];
	}
	async function sync(
		kind: 'enterprise' | 'console' | 'both',
		sinceDay = '2026-11-19',
		untilDay = '2026-11-20',
	): Promise<Ran> {
		const context = await anthropicContext(server, url, kind);
		const { parts } = await syncAnthropic(context, { sinceDay, untilDay, clock });
		return { ledger: await context.ledger(), parts, problems: context.problems.map(({ what }) => what) };
	}
	const valuesOf = async <Value>(ledger: Ledger, kind: OrgRecordKind): Promise<Value[]> =>
		(await readOrgRecords<Value>(ledger, kind)).map(({ value }) => value);

	describe('Enterprise', () => {
		it('limits as they are set, with their beta header, without the thousands of own ones', async () => {
			enterprise(server, 1);
			server.listings.set(`${base}/spend_limits`, () => [
				configuredRow({ type: 'organization' }, null, { is_enabled: false }),
				configuredRow({ type: 'seat_tier', seat_tier: 'premium' }, '50000', { currency: 'EUR' }),
				configuredRow({ type: 'rbac_group', rbac_group_id: 'rbac_1' }, '75000'),
				configuredRow({ type: 'organization_service', service: 'code_review' }, '0'),
				configuredRow({ type: 'galaxy', galaxy_id: 'g' }, '1', { period: 'fortnightly' }),
			]);
			const { ledger } = await sync('enterprise');
			const [asked] = server.seen.filter(({ path }) => path === `${base}/spend_limits`);
			assert.equal(asked?.headers['anthropic-beta'], readsBeta);
			assert.deepEqual(asked.query.getAll('scope_type[]'), [
				'organization',
				'seat_tier',
				'rbac_group',
				'organization_service',
			]);
			const limits = await valuesOf<ConfiguredLimit>(ledger, 'configured-limit');
			assert.deepEqual(
				limits.map(({ scope, scopeId, limitMicros, currency, isEnabled }) => [
					scope,
					scopeId,
					limitMicros,
					currency,
					isEnabled,
				]),
				[
					['galaxy', null, 10_000, 'USD', true],
					['organization', null, null, 'USD', false],
					['organization_service', 'code_review', 0, 'USD', true],
					['rbac_group', 'rbac_1', 750_000_000, 'USD', true],
					['seat_tier', 'premium', 500_000_000, 'EUR', true],
				],
			);
		});

		it('whose limit it is that a member inherits', async () => {
			enterprise(server, 0);
			server.listings.set(`${base}/spend_limits/effective`, () => [
				effectiveRow(1),
				effectiveRow(2, { source: { type: 'rbac_group', rbac_group_id: 'rbac_1' } }),
				effectiveRow(3, { source: { type: 'user', user_id: userId(3) } }),
				effectiveRow(4, { source: { type: 'organization' }, period: 'daily' }),
			]);
			const { ledger } = await sync('enterprise');
			const limits = await valuesOf<EffectiveLimit>(ledger, 'effective-limit');
			assert.deepEqual(
				limits.map(({ source, sourceId }) => [source, sourceId]),
				[
					['seat_tier', 'enterprise_standard'],
					['rbac_group', 'rbac_1'],
					['user', userId(3)],
					['organization', null],
				],
			);
		});

		it('skips the limits as they are set where the beta is not open, and keeps the others', async () => {
			enterprise(server, 1);
			server.listings.delete(`${base}/spend_limits`);
			const { parts } = await sync('enterprise');
			assert.equal(parts.find(({ part }) => part === 'inherited limits')?.state, 'skipped');
			assert.equal(parts.find(({ part }) => part === 'spend limits')?.state, 'done');
		});

		it('seats and active people by day; a percentage is kept as a share, what is not given as unknown', async () => {
			enterprise(server, 1);
			server.listings.set(`${base}/analytics/summaries`, () => [
				summaryRow('2026-11-18'),
				summaryRow('2026-11-19', {
					assigned_seat_count: null,
					pending_invite_count: null,
					monthly_adoption_rate: null,
					claude_code_monthly_active_user_count: undefined,
				}),
			]);
			const { ledger } = await sync('enterprise', '2026-11-18');
			const [asked] = server.paths('/analytics/summaries');
			assert.deepEqual(
				[asked?.query.get('starting_date'), asked?.query.get('ending_date')],
				['2026-11-18', '2026-11-20'],
			);
			const [first, second] = await valuesOf<ActivitySummary>(ledger, 'activity-summary');
			assert.deepEqual(
				[first?.assignedSeats, first?.activeMonth, first?.monthlyAdoption, first?.claudeCodeMonth],
				[5000, 3200, 0.64, 1500],
			);
			assert.deepEqual(
				[second?.assignedSeats, second?.monthlyAdoption, second?.claudeCodeMonth],
				[null, null, null],
			);
		});

		it('asks for no activity before 2026, and for none of a span without a whole day', async () => {
			enterprise(server, 1);
			await sync('enterprise', '2025-12-20', '2026-01-02');
			assert.equal(server.paths('/analytics/users')[0]?.query.get('starting_date'), '2026-01-01');
			const asked = server.paths('/analytics/users').length;
			await sync('enterprise', '2026-11-20', '2026-11-21');
			assert.equal(server.paths('/analytics/users').length, asked);
		});

		it('the models that managed settings leave to each group, and nothing else of the documents', async () => {
			enterprise(server, 1);
			managedSettings(
				server,
				'rbac_groups',
				{
					rbac_1: {
						availableModels: ['opus', 7],
						availableModelsMatch: 'exact',
						env: { ANTHROPIC_AUTH_TOKEN: 'planted-secret' },
						hooks: { Stop: [] },
					},
					rbac_damaged: null,
					rbac_2: { deniedModels: ['fable'], availableModels: 'opus' },
				},
				{ model: 'sonnet' },
			);
			const { ledger } = await sync('enterprise');
			const [policy] = await valuesOf<ManagedPolicy>(ledger, 'managed-policy');
			assert.deepEqual(policy, {
				mode: 'rbac_groups',
				groups: [
					{ groupId: 'rbac_1', available: ['opus'], denied: [], match: 'exact' },
					{ groupId: 'rbac_2', available: [], denied: ['fable'], match: 'prefix' },
				],
				default: { groupId: null, available: null, denied: [], match: 'prefix' },
			});
			const rows = await ledger.db.selectFrom('orgRecord').selectAll().execute();
			assert.doesNotMatch(JSON.stringify(rows), /planted-secret/);
		});

		it('a group whose settings went or whose group is deleted since the order was read is left out', async () => {
			enterprise(server, 1);
			managedSettings(server, 'rbac_groups', { rbac_1: {}, rbac_2: {}, rbac_3: {} });
			const path = `${base}/claude_code/managed_settings/rbac_groups`;
			server.force(`${path}/rbac_1`, 404, {
				body: errorBody('not_found_error', 'gone', 'rbac_group_managed_settings_not_found'),
			});
			server.objects.set(`${path}/rbac_2`, () => ({ rbac_group_status: { type: 'deleted' }, settings: {} }));
			const { ledger } = await sync('enterprise');
			const [policy] = await valuesOf<ManagedPolicy>(ledger, 'managed-policy');
			assert.deepEqual(
				policy?.groups.map(({ groupId }) => groupId),
				['rbac_3'],
			);
		});

		it('knows an organization that is not enabled for managed settings (404) from one in organization mode', async () => {
			enterprise(server, 1);
			const { ledger } = await sync('enterprise');
			assert.equal((await valuesOf<ManagedPolicy>(ledger, 'managed-policy'))[0]?.mode, 'organization');
			server.objects.delete(`${base}/claude_code/managed_settings/configuration`);
			const { parts, problems } = await sync('enterprise');
			assert.equal(parts.find(({ part }) => part === 'managed settings')?.state, 'skipped');
			assert.match(problems.join(' '), /does not have that endpoint/);
		});
	});

	describe('Console', () => {
		beforeEach(() => {
			server.idListings.set(`${base}/users`, () => []);
			server.idListings.set(`${base}/workspaces`, () => [
				{ id: 'wrkspc_1', name: 'Claude Code', archived_at: null },
				{ id: 'wrkspc_2', name: 'Old', archived_at: '2026-02-01T00:00:00Z' },
			]);
			server.idListings.set(`${base}/api_keys`, () => []);
			server.listings.set(`${base}/rate_limits`, () => [
				{
					type: 'rate_limit',
					id: 'rl_1',
					group: { type: 'model_group', id: 'rlg_1', display_name: 'Opus 5' },
					models: ['claude-opus-5'],
					limits: [{ type: 'requests_per_minute', value: 4000 }],
				},
				{ group_type: 'batch', models: null, limits: [{ type: 'enqueued_batch_requests', value: 100 }] },
			]);
			server.listings.set(`${base}/workspaces/wrkspc_1/rate_limits`, () => [
				{
					type: 'workspace_rate_limit',
					rate_limit_id: 'rl_1',
					workspace_id: 'wrkspc_1',
					group: { type: 'model_group', id: 'rlg_1', display_name: 'Opus 5' },
					models: ['claude-opus-5'],
					limits: [
						{ type: 'requests_per_minute', value: 500, org_limit: 4000, source: { type: 'workspace' } },
						{ type: 'tokens_per_day', value: 9, org_limit: null, source: { type: 'workspace' } },
					],
				},
			]);
			server.listings.set(`${base}/usage_report/claude_code`, () => []);
			server.listings.set(`${base}/analytics/cost`, () => []);
		});

		it('rate limits of the organization and of each workspace that is not archived', async () => {
			const { ledger } = await sync('console');
			const limits = await valuesOf<RateLimit>(ledger, 'rate-limit');
			assert.deepEqual(
				limits.map(({ group, workspaceId, limits: lines }) => [group, workspaceId, lines]),
				[
					[
						'Opus 5',
						'wrkspc_1',
						[
							{ type: 'requests_per_minute', value: 500, orgValue: 4000 },
							{ type: 'tokens_per_day', value: 9, orgValue: null },
						],
					],
					['Opus 5', null, [{ type: 'requests_per_minute', value: 4000 }]],
					['batch', null, [{ type: 'enqueued_batch_requests', value: 100 }]],
				],
			);
			assert.equal(server.paths('wrkspc_2').length, 0);
		});

		it('use by hour, model and workspace, and by key and day, with the beta header', async () => {
			server.betas.set(`${base}/analytics/usage`, costBeta);
			server.listings.set(`${base}/analytics/usage`, (query) =>
				query.getAll('group_by[]').includes('api_key_id')
					? [
							usageRow('2026-11-19T00:00:00Z', { api_key_id: 'apikey_1' }),
							usageRow('2026-11-19T00:00:00Z', { api_key_id: null }),
						]
					: [
							usageRow('2026-11-19T09:00:00Z', { model: 'claude-opus-5', workspace_id: 'wrkspc_1' }),
							usageRow('2026-11-19T10:00:00Z', { model: 'claude-opus-5' }, { requests: null }),
						],
			);
			server.listings.set(`${base}/analytics/cost`, (query) =>
				query.getAll('group_by[]').includes('api_key_id')
					? [costRow('2026-11-18', 0, 'x', '250', { api_key_id: 'apikey_1' })]
					: [],
			);
			const { ledger } = await sync('console');
			const hourly = server
				.paths('/analytics/usage')
				.find(({ query }) => query.get('time_bucket_width') === '1h');
			assert.equal(hourly?.headers['anthropic-beta'], costBeta);
			assert.deepEqual(hourly.query.getAll('group_by[]'), ['model', 'workspace_id']);
			assert.equal(hourly.query.get('ending_at'), '2026-11-20T00:00:00.000Z');
			const days = await valuesOf<UsageDay>(ledger, 'usage-day');
			const tokens = { cacheAwareInputTokens: 3000, cacheReadTokens: 200, outputTokens: 500 };
			assert.deepEqual(days, [
				{
					day: '2026-11-19',
					workspaceId: 'none',
					hours: [{ hour: 10, model: 'claude-opus-5', requests: null, ...tokens }],
				},
				{
					day: '2026-11-19',
					workspaceId: 'wrkspc_1',
					hours: [{ hour: 9, model: 'claude-opus-5', requests: 12, ...tokens }],
				},
			]);
			assert.deepEqual(await valuesOf<KeyDay>(ledger, 'key-day'), [
				{ keyId: 'apikey_1', day: '2026-11-18', amountMicros: 2_500_000, tokens: null },
				{ keyId: 'apikey_1', day: '2026-11-19', amountMicros: null, tokens: 3700 },
			]);
			// Ninety days of keys in ranges that the vendor takes.
			for (const { query } of server.paths('/analytics/usage')) {
				const days = Date.parse(query.get('ending_at') ?? '') - Date.parse(query.get('starting_at') ?? '');
				assert.ok(days <= 31 * 86_400_000);
			}
		});
	});

	it('asks documented endpoints alone, and none that writes', async () => {
		enterprise(server, 2);
		managedSettings(server, 'rbac_groups', { rbac_1: {} }, {});
		const workspace = { id: 'wrkspc_1', name: 'Claude Code', archived_at: null };
		server.idListings.set(`${base}/workspaces`, () => [workspace]);
		server.idListings.set(`${base}/api_keys`, () => []);
		server.listings.set(`${base}/rate_limits`, () => []);
		server.listings.set(`${base}/workspaces/wrkspc_1/rate_limits`, () => []);
		server.listings.set(`${base}/usage_report/claude_code`, () => []);
		server.listings.set(`${base}/usage_report/messages`, () => []);
		const { parts } = await sync('both');
		assert.deepEqual(
			parts.filter(({ state }) => state !== 'done'),
			[],
		);
		const asked = server.seen.map(({ path }) =>
			path.replace(`${base}/`, '').replace(/\/(?:rbac|wrkspc)_1\b/, '/{id}'),
		);
		assert.deepEqual([...new Set(asked)].sort(), [
			'analytics/cost',
			'analytics/summaries',
			'analytics/usage',
			'analytics/users',
			'api_keys',
			'claude_code/managed_settings/configuration',
			'claude_code/managed_settings/rbac_group_default',
			'claude_code/managed_settings/rbac_groups/{id}',
			'rate_limits',
			'rbac_groups',
			'rbac_groups/{id}/members',
			'spend_limit_increase_requests',
			'spend_limits',
			'spend_limits/effective',
			'usage_report/claude_code',
			'usage_report/messages',
			'users',
			'workspaces',
			'workspaces/{id}/rate_limits',
		]);
		assert.ok(server.seen.every(({ method }) => method === 'GET'));
	});

	describe('a cursor that the server refuses', () => {
		const rowsOf = (day: string): Record<string, unknown>[] =>
			Array.from({ length: 2500 }, (_, index) => costRow(day, index, 'claude-opus-5-5', '100'));

		/** Lets something happen between two pages of the day's spend, so many times. */
		function between(times: number, what: () => void): void {
			let left = times;
			server.listings.set(`${base}/analytics/cost`, (query) => {
				const isSecondPage = query.get('page') !== null;
				const rows = rowsOf((query.get('starting_at') ?? '').slice(0, 10));
				if (!isSecondPage && left > 0) {
					left -= 1;
					setImmediate(what);
				}
				return rows;
			});
		}

		for (const [status, why, happen] of [
			[400, 'its filters have changed', () => server.changeFilters()],
			[410, 'it is too old', () => server.expireCursors()],
		] as const) {
			it(`because ${why} (${String(status)}): that scan starts over and nothing counts twice`, async () => {
				enterprise(server, 1);
				between(2, happen);
				const { ledger, parts } = await sync('enterprise');
				assert.equal(parts.find(({ part }) => part === 'billed spend')?.state, 'done');
				const billed = await readBilled(ledger, '2026-11-19', '2026-11-20');
				assert.equal(billed.length, 2500);
				assert.equal(
					billed.reduce((sum, { amountMicros }) => sum + amountMicros, 0),
					2500 * 1_000_000,
				);
				const pages = server.paths('/analytics/cost').map(({ query }) => query.get('page') !== null);
				// Page one and a refusal, twice; then three pages.
				assert.deepEqual(pages, [false, true, false, true, false, true, true]);
			});
		}

		it('again and again: the day fails with the words of the server, and the rest is kept', async () => {
			enterprise(server, 2);
			between(99, () => server.changeFilters());
			const context = await anthropicContext(server, url, 'enterprise');
			await assert.rejects(
				syncAnthropic(context, { sinceDay: '2026-11-19', untilDay: '2026-11-20', clock }),
				/billed spend.*400 invalid_request_error: cursor does not match current query parameters/,
			);
			const ledger = await context.ledger();
			assert.equal((await readBilled(ledger, '2026-11-19', '2026-11-20')).length, 0);
			assert.equal((await valuesOf(ledger, 'effective-limit')).length, 2);
		});

		it('a run that resumes with other filters takes no cursor of the run before', async () => {
			enterprise(server, 1);
			const report = `${base}/analytics/user_cost_report`;
			server.listings.delete(`${base}/analytics/cost`);
			const context = await anthropicContext(server, url, 'enterprise');
			const cut = new AbortController();
			server.listings.set(report, () => {
				setImmediate(() => cut.abort(new Error('cut off')));
				return Array.from({ length: 2500 }, (_, index) => ({
					...(costRow('2026-11-19', index, 'x', '1')['cost'] as object),
					actor: { type: 'user_actor', user_id: userId(index) },
				}));
			});
			const span = { sinceDay: '2026-11-19', untilDay: '2026-11-20', clock };
			await assert.rejects(syncAnthropic({ ...context, signal: cut.signal }, span));
			// The organization has been given the newer report since: other filters, other cursors.
			server.listings.set(`${base}/analytics/cost`, () => rowsOf('2026-11-19'));
			const before = server.seen.length;
			await syncAnthropic(context, span);
			const later = server.seen.slice(before);
			assert.equal(later.filter(({ path }) => path === report).length, 0);
			assert.equal(later.find(({ path }) => path.endsWith('/cost'))?.query.get('page'), null);
			const billed = await readBilled(await context.ledger(), '2026-11-19', '2026-11-20');
			assert.deepEqual([billed.length, billed[0]?.source], [2500, 'analytics-cost']);
		});
	});
});
