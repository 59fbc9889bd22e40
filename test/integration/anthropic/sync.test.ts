import assert from 'node:assert/strict';
import type {
	ClaudeCodeDay,
	EffectiveLimit,
	KeyDay,
	Member,
} from '../../../src/core/organization/records.js';
import { readBilled } from '../../../src/ledger/billed.js';
import { readOrgRecords } from '../../../src/ledger/orgRecords.js';
import { syncAnthropic } from '../../../src/outlay/syncAnthropic.js';
import { anthropicContext } from './anthropicContext.js';
import { AnthropicServer, errorBody, FakeClock } from './anthropicServer.js';
import { costRow, effectiveRow, enterprise, userActor } from './organization.js';

const now = Date.parse('2026-11-20T14:05:00Z');
const base = '/v1/organizations';

describe('sync anthropic', () => {
	let clock: FakeClock;
	let server: AnthropicServer;
	let url: string;
	const week = (): { sinceDay: string; untilDay: string; clock: FakeClock } => ({
		sinceDay: '2026-11-13',
		untilDay: '2026-11-20',
		clock,
	});
	beforeEach(async () => {
		clock = new FakeClock(now);
		server = new AnthropicServer(clock);
		url = await server.start();
	});
	afterEach(() => server.stop());

	it('takes a week of 5,000 members within 60 requests a minute', async function () {
		this.timeout(240_000);
		enterprise(server, 5000, 2);
		const context = await anthropicContext(server, url, 'enterprise');
		const { parts } = await syncAnthropic(context, week());
		assert.equal(server.tooFast, 0);
		assert.ok(parts.every(({ state }) => state === 'done'));
		const ledger = await context.ledger();
		assert.equal((await readOrgRecords(ledger, 'effective-limit')).length, 5000);
		const billed = await readBilled(ledger, '2026-11-13', '2026-11-20');
		assert.equal(billed.length, 5000 * 2 * 7);
		assert.equal(
			billed.reduce((sum, { amountMicros }) => sum + amountMicros, 0),
			5000 * 2 * 7 * 1_234_500,
		);
		// 5 pages each of members, limits and activity, 10 a day of spend, and six short listings.
		assert.equal(server.seen.length, 5 + 5 + 5 + 6 + 70);
		assert.ok(clock.now() - now < 2 * 60_000, `took ${String((clock.now() - now) / 60_000)} minutes`);
	});

	it('asks as the documents say: version, bracketed lists, beta header, whole days up to now', async () => {
		enterprise(server, 2);
		await syncAnthropic(await anthropicContext(server, url, 'enterprise'), {
			sinceDay: '2026-11-19',
			untilDay: '2026-11-21',
			clock,
		});
		const [first, second] = server.paths('/analytics/cost');
		assert.equal(first?.headers['anthropic-version'], '2026-10-21');
		assert.equal(first.headers['anthropic-beta'], 'analytics-usage-cost-2026-08-24');
		assert.deepEqual(first.query.getAll('group_by[]'), ['actor', 'model', 'product', 'workspace_id']);
		assert.equal(first.query.get('starting_at'), '2026-11-19T00:00:00.000Z');
		assert.equal(first.query.get('ending_at'), '2026-11-20T00:00:00.000Z');
		assert.equal(second?.query.get('ending_at'), '2026-11-20T14:00:00.000Z');
		assert.equal(server.paths('/spend_limits/effective')[0]?.query.get('limit'), '1000');
	});

	it('a second run changes nothing and reads only what is still open', async () => {
		enterprise(server, 3);
		const context = await anthropicContext(server, url, 'enterprise');
		await syncAnthropic(context, { sinceDay: '2026-10-01', untilDay: '2026-11-20', clock });
		const ledger = await context.ledger();
		const before = await readBilled(ledger, '2026-01-01', '2027-01-01');
		const asked = server.paths('/analytics/cost').length;
		await syncAnthropic(context, { sinceDay: '2026-10-01', untilDay: '2026-11-20', clock });
		assert.deepEqual(await readBilled(ledger, '2026-01-01', '2027-01-01'), before);
		// Only 19 November may still grow; older days are read again tomorrow, settled ones never.
		assert.equal(server.paths('/analytics/cost').length - asked, 1);
		clock.advance(21 * 3_600_000);
		await syncAnthropic(context, { sinceDay: '2026-10-01', untilDay: '2026-11-20', clock });
		const again = server.paths('/analytics/cost').length - asked - 1;
		assert.ok(again < 50 - 19 && again > 20, String(again));
	});

	it('goes on after a run that was cut off, without asking for what it has', async () => {
		enterprise(server, 3);
		const context = await anthropicContext(server, url, 'enterprise');
		server.listings.set(`${base}/analytics/cost`, (query) => {
			if (query.get('starting_at')?.startsWith('2026-11-16') === true) throw new Error('cut');
			return [costRow(query.get('starting_at')?.slice(0, 10) ?? '', 0, 'claude-opus-5-5', '100')];
		});
		server.force('/analytics/cost', 403, { body: errorBody('permission_error', 'no') });
		await syncAnthropic(context, week());
		assert.equal((await readBilled(await context.ledger(), '2026-11-13', '2026-11-20')).length, 0);
		enterprise(server, 3);
		const cut = new AbortController();
		const asked = server.paths('/analytics/cost').length;
		const original = server.listings.get(`${base}/analytics/cost`)!;
		server.listings.set(`${base}/analytics/cost`, (query, seen) => {
			if (server.paths('/analytics/cost').length - asked === 4) cut.abort(new Error('cut off'));
			return original(query, seen);
		});
		await assert.rejects(syncAnthropic({ ...context, signal: cut.signal }, week()));
		const kept = await readBilled(await context.ledger(), '2026-11-13', '2026-11-20');
		assert.equal(new Set(kept.map(({ day }) => day)).size, 3);
		server.listings.set(`${base}/analytics/cost`, original);
		const soFar = server.paths('/analytics/cost').length;
		await syncAnthropic(context, week());
		assert.equal(server.paths('/analytics/cost').length - soFar, 4);
		assert.equal((await readBilled(await context.ledger(), '2026-11-13', '2026-11-20')).length, 7 * 9);
	});

	it('puts a revised day right: what the vendor took back counts no more', async () => {
		enterprise(server, 1);
		const day = '2026-11-19';
		const only = { sinceDay: day, untilDay: '2026-11-20', clock };
		const context = await anthropicContext(server, url, 'enterprise');
		await syncAnthropic(context, only);
		server.listings.set(`${base}/analytics/cost`, () => [costRow(day, 0, 'claude-opus-5-5', '500.5')]);
		await syncAnthropic(context, only);
		const billed = await readBilled(await context.ledger(), day, '2026-11-20');
		assert.equal(
			billed.reduce((sum, { amountMicros }) => sum + amountMicros, 0),
			5_005_000,
		);
		assert.equal(billed.find(({ model }) => model === 'claude-opus-5-5')?.rawAmount, '500.5');
	});

	it('falls back to the older Enterprise report, with its older names', async () => {
		enterprise(server, 1);
		server.listings.delete(`${base}/analytics/cost`);
		server.listings.set(`${base}/analytics/user_cost_report`, (query) => [
			{
				actor: { type: 'user_actor', user_id: 'user_a', email: 'a@example.com', name: null, deleted: true },
				amount: '41280.000000',
				list_amount: '45000.000000',
				currency: 'USD',
				product: 'claude-in-slack',
				model: 'claude-opus-9-preview',
				requests: null,
				starting_at: query.get('starting_at'),
				surprise: { future: true },
			},
		]);
		const context = await anthropicContext(server, url, 'enterprise');
		await syncAnthropic(context, { sinceDay: '2026-11-19', untilDay: '2026-11-20', clock });
		const [row] = await readBilled(await context.ledger(), '2026-11-19', '2026-11-20');
		assert.equal(row?.amountMicros, 412_800_000);
		assert.equal(row.listMicros, 450_000_000);
		assert.deepEqual(
			[row.product, row.model, row.source],
			['claude_tag', 'claude-opus-9-preview', 'user-cost-report'],
		);
		const [actor] = await readOrgRecords<{ email: string; isDeleted: boolean }>(
			await context.ledger(),
			'actor',
		);
		assert.deepEqual([actor?.value.email, actor?.value.isDeleted], ['a@example.com', true]);
	});

	it('waits as retry-after says, in seconds or as a date on a server whose clock is off', async () => {
		enterprise(server, 1);
		server.skewMs = 3_600_000;
		const at = new Date(now + server.skewMs + 17_000).toUTCString();
		server.force('/users', 429, { headers: { 'retry-after': '7' } });
		server.force('/effective', 429, { headers: { 'retry-after': at } });
		server.force('/rbac_groups', 429, { times: 2 });
		await syncAnthropic(await anthropicContext(server, url, 'enterprise'), week());
		// The date header has whole seconds, so the wait to a date may be a few seconds shorter.
		assert.deepEqual(clock.slept.slice(0, 1), [7000]);
		assert.ok((clock.slept[1] ?? 0) >= 9000 && (clock.slept[1] ?? 0) <= 17_000, String(clock.slept[1]));
		assert.deepEqual(clock.slept.slice(2, 4), [2000, 4000]);
		assert.equal(server.tooFast, 0);
	});

	it('gives up on a limit that does not lift, names the request, and keeps the rest', async () => {
		enterprise(server, 2);
		server.force('/effective', 429, { times: 99 });
		const context = await anthropicContext(server, url, 'enterprise');
		await assert.rejects(syncAnthropic(context, week()), /spend limits.*429 api_error.*request id req_/);
		assert.equal((await readBilled(await context.ledger(), '2026-11-13', '2026-11-20')).length, 2 * 3 * 7);
		assert.equal((await readOrgRecords(await context.ledger(), 'member')).length, 2);
	});

	it('tries again after 500, 529 and a broken connection', async () => {
		enterprise(server, 1);
		server.force('/users', 500);
		server.force('/users', 529);
		const context = await anthropicContext(server, url, 'enterprise');
		await syncAnthropic(context, week());
		assert.equal(server.paths('/users').filter(({ path }) => path.endsWith('organizations/users')).length, 3);
		await server.stop();
		await assert.rejects(syncAnthropic(context, week()), /could not be reached/);
	});

	it('starts a listing over when its cursor goes stale (410)', async () => {
		enterprise(server, 2500);
		server.force('/analytics/users', 410, { body: errorBody('invalid_request_error', 'stale page') });
		const context = await anthropicContext(server, url, 'enterprise');
		await syncAnthropic(context, { sinceDay: '2026-11-19', untilDay: '2026-11-20', clock });
		assert.equal((await readOrgRecords(await context.ledger(), 'activity')).length, 2500);
	});

	it('skips what the key has no scope for, names the scope, and goes on', async () => {
		enterprise(server, 1);
		const message = 'This key requires read:spend_limits';
		server.force('/effective', 403, { body: errorBody('permission_error', message), times: 9 });
		const context = await anthropicContext(server, url, 'enterprise');
		const { parts } = await syncAnthropic(context, week());
		assert.equal(parts.find(({ part }) => part === 'spend limits')?.state, 'skipped');
		assert.ok(context.problems.some(({ what }) => what.includes('read:spend_limits')));
		assert.equal(parts.find(({ part }) => part === 'billed spend')?.state, 'done');
	});

	it('stops at a key that is not accepted and says which variable holds it', async () => {
		enterprise(server, 1);
		const context = await anthropicContext(server, url, 'enterprise');
		server.key = 'another';
		await assert.rejects(syncAnthropic(context, week()), (error: Error & { hint?: string }) => {
			assert.match(error.message, /401 authentication_error/);
			assert.match(error.hint ?? '', /OUTLAY_ANTHROPIC_ENTERPRISE_KEY/);
			assert.doesNotMatch(error.message + (error.hint ?? ''), /sk-ant/);
			return true;
		});
	});

	it('names a missing field and lets new ones and new values pass', async () => {
		enterprise(server, 1);
		const strange = { period: 'fortnightly', source: { type: 'galaxy', galaxy_id: 1 }, extra: [1] };
		const rows = [effectiveRow(0, strange)];
		server.listings.set(`${base}/spend_limits/effective`, () => rows);
		const context = await anthropicContext(server, url, 'enterprise');
		await syncAnthropic(context, week());
		const [limit] = await readOrgRecords<EffectiveLimit>(await context.ledger(), 'effective-limit');
		assert.deepEqual([limit?.value.period, limit?.value.source], ['fortnightly', 'galaxy']);
		delete rows[0]!['period_to_date_spend'];
		await assert.rejects(syncAnthropic(context, week()), /data\[0\]\.period_to_date_spend/);
	});

	it('keeps currencies apart, unlimited and zero as they are', async () => {
		enterprise(server, 0);
		server.listings.set(`${base}/spend_limits/effective`, () => [
			effectiveRow(1, { currency: 'EUR', amount: '75000' }),
			effectiveRow(2, { currency: 'JPY', amount: '75000', period_to_date_spend: '1200' }),
			effectiveRow(3, { amount: null }),
			effectiveRow(4, { amount: '0', period_to_date_spend: '0' }),
		]);
		const context = await anthropicContext(server, url, 'enterprise');
		await syncAnthropic(context, { sinceDay: '2026-11-19', untilDay: '2026-11-20', clock });
		const limits = await readOrgRecords<EffectiveLimit>(await context.ledger(), 'effective-limit');
		assert.deepEqual(
			limits.map(({ value }) => [value.currency, value.limitMicros, value.spentMicros]),
			[
				['EUR', 750_000_000, 314_025_000],
				['JPY', 75_000_000_000, 1_200_000_000],
				['USD', null, 314_025_000],
				['USD', 0, 0],
			],
		);
	});

	it('asks activity again up to the day that Anthropic has', async () => {
		enterprise(server, 1);
		const message = 'Data is available through 2026-11-18';
		server.force('/analytics/users', 400, { body: errorBody('invalid_request_error', message) });
		await syncAnthropic(await anthropicContext(server, url, 'enterprise'), week());
		const asked = server.paths('/analytics/users').map(({ query }) => query.get('ending_date'));
		assert.deepEqual(asked, ['2026-11-20', '2026-11-18']);
	});

	it('writes down who left between two readings', async () => {
		enterprise(server, 3);
		const context = await anthropicContext(server, url, 'enterprise');
		await syncAnthropic(context, week());
		clock.advance(86_400_000);
		enterprise(server, 2);
		await syncAnthropic(context, week());
		const ledger = await context.ledger();
		const departed = await readOrgRecords<Member & { lastSeenMs: number }>(ledger, 'departed');
		assert.deepEqual(
			departed.map(({ value }) => [value.email, value.lastSeenMs]),
			[['p2@example.com', now]],
		);
		assert.equal((await readOrgRecords(ledger, 'member', 'fromLastSweep')).length, 2);
	});

	it('holds nobody to have left because another key was not asked', async () => {
		enterprise(server, 3);
		const both = await anthropicContext(server, url, 'both');
		const { OUTLAY_ANTHROPIC_ENTERPRISE_KEY: key = '' } = both.env;
		const env = (name: string): Record<string, string> => ({ OUTLAY_ANTHROPIC_BASE_URL: url, [name]: key });
		const enterpriseOnly = { ...both, env: env('OUTLAY_ANTHROPIC_ENTERPRISE_KEY') };
		const consoleOnly = { ...both, env: env('OUTLAY_ANTHROPIC_ADMIN_KEY') };
		await syncAnthropic(enterpriseOnly, week());
		// The other organization lists other people.
		server.idListings.set(`${base}/users`, () => [
			{ id: 'user_c', type: 'user', email: 'c@example.com', name: null, role: 'developer', added_at: null },
		]);
		clock.advance(3_600_000);
		await syncAnthropic(consoleOnly, week());
		const ledger = await both.ledger();
		assert.equal((await readOrgRecords(ledger, 'member', 'fromLastSweep')).length, 4);
		assert.equal((await readOrgRecords(ledger, 'departed')).length, 0);
		server.idListings.set(`${base}/users`, () => []);
		clock.advance(3_600_000);
		await syncAnthropic(consoleOnly, week());
		const departed = await readOrgRecords<Member>(ledger, 'departed');
		assert.deepEqual(
			departed.map(({ value }) => value.userId),
			['user_c'],
		);
	});

	describe('of a Console organization', () => {
		beforeEach(() => {
			server.idListings.set(`${base}/users`, () => [
				{ id: 'user_1', type: 'user', email: 'A@example.com', name: 'A', role: 'developer', added_at: null },
			]);
			server.idListings.set(`${base}/workspaces`, () => [
				{ id: 'wrkspc_1', name: 'Claude Code', archived_at: null, created_at: '2026-01-01T00:00:00Z' },
			]);
			server.idListings.set(`${base}/api_keys`, () => [
				{
					id: 'apikey_1',
					type: 'api_key',
					name: 'ci',
					status: 'active',
					created_at: '2026-02-01T00:00:00Z',
					expires_at: null,
					partial_key_hint: 'sk-ant-api03-R2D...igAA',
					created_by: { id: 'user_9', type: 'user' },
					principal: null,
					scope: { type: 'workspace', workspace_id: 'wrkspc_1' },
				},
			]);
			server.listings.set(`${base}/rate_limits`, () => [
				{
					type: 'rate_limit',
					id: 'rl_1',
					group: { type: 'model_group', id: 'rlg_1', display_name: 'Opus 5' },
					models: ['claude-opus-5'],
					limits: [{ type: 'requests_per_minute', value: 4000 }],
				},
			]);
			server.listings.set(`${base}/usage_report/claude_code`, (query) => {
				const record = (terminal: string, cents: number): Record<string, unknown> => ({
					date: `${query.get('starting_at') ?? ''}T00:00:00Z`,
					actor: { type: 'user_actor', email_address: 'a@example.com' },
					customer_type: 'api',
					terminal_type: terminal,
					core_metrics: {
						num_sessions: 2,
						lines_of_code: { added: 10, removed: 1 },
						commits_by_claude_code: 1,
						pull_requests_by_claude_code: 1,
					},
					tool_actions: {},
					model_breakdown: [
						{ model: 'claude-opus-5', tokens: {}, estimated_cost: { currency: 'USD', amount: cents } },
					],
				});
				return [record('vscode', 141), record('tmux', 59.5)];
			});
		});

		it('falls back to the older cost and usage reports, and adds a person’s records of a day', async () => {
			server.listings.set(`${base}/cost_report`, (query) => [
				{
					starting_at: query.get('starting_at'),
					ending_at: query.get('ending_at'),
					results: ['123.45', '0.55'].map((amount) => ({
						amount,
						currency: 'USD',
						cost_type: 'tokens',
						description: 'Claude Opus 5 Usage',
						model: 'claude-opus-5',
						token_type: 'output_tokens',
						workspace_id: null,
					})),
				},
			]);
			server.listings.set(`${base}/usage_report/messages`, () => [
				{
					starting_at: '2026-11-19T00:00:00Z',
					ending_at: '2026-11-20T00:00:00Z',
					results: [
						{
							api_key_id: 'apikey_1',
							uncached_input_tokens: 1500,
							cache_creation: { ephemeral_1h_input_tokens: 1000, ephemeral_5m_input_tokens: 500 },
							cache_read_input_tokens: 200,
							output_tokens: 500,
						},
					],
				},
			]);
			const context = await anthropicContext(server, url, 'console');
			const { parts } = await syncAnthropic(context, {
				sinceDay: '2026-11-19',
				untilDay: '2026-11-20',
				clock,
			});
			assert.deepEqual(
				parts.filter(({ state }) => state !== 'done'),
				[],
			);
			const ledger = await context.ledger();
			const [billed] = await readBilled(ledger, '2026-11-19', '2026-11-20');
			assert.deepEqual(
				[billed?.amountMicros, billed?.workspaceId, billed?.source],
				[1_240_000, 'none', 'cost-report'],
			);
			const [code] = await readOrgRecords<ClaudeCodeDay>(ledger, 'claude-code-day');
			assert.deepEqual(
				[code?.value.actor, code?.value.sessions, code?.value.estimateMicros],
				['a@example.com', 4, 2_005_000],
			);
			const keyDays = await readOrgRecords<KeyDay>(ledger, 'key-day');
			assert.equal(keyDays[0]?.value.tokens, 3700);
			assert.doesNotMatch(JSON.stringify(await readOrgRecords(ledger, 'api-key')), /sk-ant/);
		});

		it('prefers the new report, which knows people and keys', async () => {
			server.listings.set(`${base}/analytics/cost`, (query) => {
				const day = (query.get('starting_at') ?? '').slice(0, 10);
				if (query.getAll('group_by[]').includes('api_key_id')) {
					return [costRow(day, 0, 'x', '250', { api_key_id: 'apikey_1' })];
				}
				const actor = { type: 'api_actor', api_key_id: 'apikey_1' };
				return [
					costRow(day, 0, 'claude-opus-5', '99.5', { actor }),
					costRow(day, 1, 'claude-opus-5', '1', { actor: null }),
				];
			});
			const context = await anthropicContext(server, url, 'console');
			await syncAnthropic(context, { sinceDay: '2026-11-19', untilDay: '2026-11-20', clock });
			const ledger = await context.ledger();
			const billed = await readBilled(ledger, '2026-11-19', '2026-11-20');
			assert.deepEqual(
				billed.map(({ actorId, amountMicros }) => [actorId, amountMicros]),
				[
					['apikey_1', 995_000],
					['none', 10_000],
				],
			);
			assert.equal((await readOrgRecords<KeyDay>(ledger, 'key-day'))[0]?.value.amountMicros, 2_500_000);
		});
	});

	it('never writes the key anywhere', async () => {
		enterprise(server, 2);
		server.key = 'sk-ant-api01-very-secret';
		server.force('/effective', 403, {
			body: errorBody('permission_error', 'key sk-ant-api01-very-secret lacks a scope'),
			times: 9,
		});
		const context = await anthropicContext(server, url, 'enterprise');
		await syncAnthropic(context, week());
		const ledger = await context.ledger();
		const tables = ['orgRecord', 'billedUsage', 'cursor'] as const;
		for (const table of tables) {
			const rows = await ledger.db.selectFrom(table).selectAll().execute();
			assert.ok(rows.length > 0);
			assert.doesNotMatch(JSON.stringify(rows), /secret|sk-ant/);
		}
		assert.doesNotMatch(JSON.stringify([context.problems, context.lines]), /secret/);
		assert.ok(server.seen.every(({ query }) => !query.toString().includes('secret')));
	});

	it('refuses keys that cannot be meant, and any server but Anthropic’s or this machine', async () => {
		const context = await anthropicContext(server, url, 'enterprise');
		const withEnv = (env: Record<string, string>): Promise<unknown> =>
			syncAnthropic({ ...context, env }, week());
		const variable = 'OUTLAY_ANTHROPIC_ENTERPRISE_KEY';
		await assert.rejects(withEnv({ [variable]: 'sk-ant-oat01-x' }), /sign-in token/);
		await assert.rejects(withEnv({ [variable]: 'sk-ant-api03-x' }), /ordinary API key/);
		await assert.rejects(withEnv({}), /OUTLAY_ANTHROPIC_ENTERPRISE_KEY or OUTLAY_ANTHROPIC_ADMIN_KEY/);
		await assert.rejects(
			withEnv({ [variable]: 'k', OUTLAY_ANTHROPIC_BASE_URL: 'https://evil.example.com' }),
			/only name a server on this machine/,
		);
		assert.equal(userActor(1)['type'], 'user_actor');
		assert.equal(server.seen.length, 0);
	});
});
