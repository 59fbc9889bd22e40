import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaultConfig, type Config } from '../../../src/core/config.js';
import { readOrgRecords } from '../../../src/ledger/orgRecords.js';
import { auditSpend, type AuditResult } from '../../../src/outlay/audit.js';
import { raiseAlerts } from '../../../src/outlay/alerts.js';
import type { OutlayContext } from '../../../src/outlay/context.js';
import { decideRequest } from '../../../src/outlay/decideRequest.js';
import { syncAnthropic } from '../../../src/outlay/syncAnthropic.js';
import { auditJson, auditMarkdown, auditText } from '../../../src/present/audit.js';
import type { AuditView } from '../../../src/present/audit/view.js';
import { anthropicContext } from './anthropicContext.js';
import { AnthropicServer, FakeClock } from './anthropicServer.js';
import { costRow, effectiveRow, enterprise, userActor, userId } from './organization.js';

const now = Date.parse('2026-11-20T14:05:00Z');
const base = '/v1/organizations';
const span = { sinceDay: '2026-11-13', untilDay: '2026-11-20' };

const config: Config = {
	...defaultConfig,
	people: [
		{
			name: 'Ann',
			emails: ['ann@work.example'],
			githubLogins: [],
			anthropicEmails: ['p0@example.com'],
			team: 'core',
		},
	],
	teams: [{ name: 'core', costCenter: null, headcount: [] }],
	budgets: [
		{ scope: 'team', name: 'core', period: 'monthly', limitMicros: 30_000_000 },
		{ scope: 'organization', name: null, period: 'monthly', limitMicros: 10_000_000_000 },
	],
	models: { allowed: ['sonnet', 'haiku'], denied: [], default: null, teams: {} },
};

const request = (more: Record<string, unknown> = {}): Record<string, unknown> => ({
	id: 'slir_1',
	type: 'spend_limit_increase_request',
	status: 'pending',
	period: 'monthly',
	created_at: '2026-11-20T09:00:00Z',
	resolved_at: null,
	resolved_by: null,
	actor: userActor(1),
	spend_summary: effectiveRow(1, { period_to_date_spend: '50012.5' }),
	...more,
});

describe('audit of an organization', () => {
	let clock: FakeClock;
	let server: AnthropicServer;
	let context: OutlayContext;
	let folder: string;

	beforeEach(async () => {
		folder = await mkdtemp(join(tmpdir(), 'outlay-audit-'));
		clock = new FakeClock(now);
		server = new AnthropicServer(clock);
		const url = await server.start();
		enterprise(server, 12);
		server.listings.set(`${base}/spend_limits/effective`, () => [
			effectiveRow(0, { period_to_date_spend: '37500' }),
			effectiveRow(1, { period_to_date_spend: '47500' }),
			effectiveRow(2, { period_to_date_spend: '50000' }),
			effectiveRow(3, { period_to_date_spend: '37499' }),
			effectiveRow(4, { amount: null, period_to_date_spend: '99999' }),
			effectiveRow(5, { period_to_date_spend: '40001' }),
		]);
		server.listings.set(`${base}/spend_limit_increase_requests`, () => [request()]);
		server.listings.set(`${base}/analytics/cost`, (query) => {
			const day = (query.get('starting_at') ?? '').slice(0, 10);
			const everybody = Array.from({ length: 12 }, (_, index) =>
				costRow(day, index, 'claude-sonnet-5-5', day === '2026-11-18' ? '2000' : '400'),
			);
			const gone = costRow(day, 77, 'claude-sonnet-5-5', '100', { actor: userActor(77, { deleted: true }) });
			return [...everybody, gone, costRow(day, 1, 'claude-opus-5-5', '50')];
		});
		context = await anthropicContext(server, url, 'both', { config, home: folder });
		server.idListings.set(`${base}/workspaces`, () => []);
		server.idListings.set(`${base}/api_keys`, () =>
			[
				{ id: 'apikey_1', name: 'ci', created_by: { id: userId(0), type: 'user' } },
				{ id: 'apikey_2', name: 'old bot', created_by: { id: userId(77), type: 'user' } },
				{ id: 'apikey_3', name: 'nobody', created_by: null },
				{ id: 'apikey_4', name: 'service', created_by: { id: 'svac_1', type: 'service_account' } },
				{ id: 'apikey_5', name: 'gone', created_by: null, status: 'inactive' },
			].map((key) => ({ status: 'active', created_at: '2026-01-01T00:00:00Z', ...key })),
		);
		server.listings.set(`${base}/rate_limits`, () => [
			{
				group_type: 'model_group',
				models: ['claude-sonnet-5-5'],
				limits: [{ type: 'requests_per_minute', value: 50 }],
			},
		]);
		server.listings.set(`${base}/usage_report/claude_code`, () => []);
		await syncAnthropic(context, { ...span, clock });
	});
	afterEach(async () => {
		await server.stop();
		await rm(folder, { recursive: true, force: true });
	});

	const view = (result: AuditResult, names = false): AuditView => ({
		audit: result.audit,
		...result.alerts,
		decisions: result.decisions,
		days: result.reconciliation?.days ?? [],
		invoices: result.reconciliation?.invoices ?? [],
		names,
	});

	it('raises each threshold once a period: people at 75 and 95 %, a team at 75 and 90 %', async () => {
		const first = await raiseAlerts(context);
		const facts = first.alerts.map(({ scope, id, threshold, level }) => [scope, id, threshold, level]);
		assert.deepEqual(facts, [
			// Ann's team: 6 days of $4 and one of $20 against $30.
			['team', 'core', 1, 'over'],
			['person', userId(0), 0.75, 'warning'],
			['person', userId(1), 0.95, 'critical'],
			['person', userId(2), 1, 'over'],
			['person', userId(5), 0.75, 'warning'],
		]);
		assert.ok(first.alerts.every(({ isNew }) => isNew));
		assert.ok((await raiseAlerts(context)).alerts.every(({ isNew }) => !isNew));
		assert.deepEqual(
			first.over80.map(({ id }) => id),
			[userId(1), userId(2), userId(5)],
		);
		assert.equal(first.requests[0]?.spentMicros, 500_125_000);
	});

	it('finds departed spenders, keys without an owner, stale keys, members without a limit, spikes', async () => {
		const { audit } = await auditSpend(context, span);
		assert.equal(audit.totalMicros, (12 * (6 * 400 + 2000) + 7 * 150) * 10_000);
		assert.deepEqual(
			audit.departed.map(({ actorId, email, costMicros }) => [actorId, email, costMicros]),
			[[userId(77), 'p77@example.com', 7_000_000]],
		);
		assert.equal(audit.activeKeys, 4);
		assert.deepEqual(
			audit.orphanKeys.map(({ name, why }) => [name, why]),
			[
				['old bot', 'its owner has left'],
				['nobody', 'no owner is recorded'],
			],
		);
		assert.equal(audit.staleKeys.length, 4);
		// Unlimited is no limit; six more members have no row at all.
		assert.deepEqual(audit.withoutLimit?.length, 7);
		assert.deepEqual(
			audit.spikes.map(({ day }) => day),
			['2026-11-18'],
		);
		assert.deepEqual(
			audit.outsidePolicy.map(({ model, spenders, costMicros }) => [model, spenders, costMicros]),
			[['claude-opus-5-5', 1, 3_500_000]],
		);
		const top = (5 * 44_000_000 + 3_500_000) / (12 * 44_000_000 + 3_500_000 + 7_000_000);
		assert.ok(Math.abs((audit.concentration.top5Share ?? 0) - top) < 1e-9);
	});

	it('names nobody unless asked, in every form', async () => {
		const result = await auditSpend(context, { ...span, withReconciliation: true });
		for (const text of [
			auditText(view(result)),
			auditMarkdown(view(result)),
			JSON.stringify(auditJson(view(result))),
		]) {
			assert.doesNotMatch(text, /@example\.com|Person \d|Ann/);
			assert.match(text, /slir.{1,2}1/);
		}
		const named = JSON.stringify(auditJson(view(result, true)));
		assert.match(named, /p77@example\.com/);
		assert.match(auditText(view(result, true)), /p0@example\.com/);
	});

	it('Markdown cannot be turned into markup by a name', async () => {
		const result = await auditSpend(context, span);
		const audit = { ...result.audit, byWorkspace: [{ name: '<img src=x>|[a](b)', costMicros: 1, share: 1 }] };
		assert.ok(auditMarkdown({ ...view(result), audit }).includes('\\<img src=x\\>\\|\\[a\\](b)'));
	});

	it('reconciles billed days, and holds an invoice against them', async () => {
		const file = join(folder, 'invoices.csv');
		await writeFile(file, 'month,amount,currency\n2026-11,539.00,USD\n2026-10,5.00,USD\n');
		const result = await auditSpend(context, { ...span, invoiceFile: file, withReconciliation: true });
		const days = result.reconciliation?.days ?? [];
		assert.equal(days.length, 13 * 7);
		const ann = days.find(({ person, day }) => person === 'Ann' && day === '2026-11-18');
		assert.deepEqual([ann?.billedMicros, ann?.listMicros, ann?.gapMicros], [20_000_000, null, null]);
		assert.match(ann?.explanations.join(' ') ?? '', /no transcripts of this person/);
		assert.deepEqual(
			result.reconciliation?.invoices.map(({ month, agrees, why }) => [month, agrees, why]),
			[
				['2026-11', true, 'agrees within 1 %'],
				['2026-10', false, 'no billed spend of the month is in the ledger'],
			],
		);
		await writeFile(file, 'month,amount\n11/2026,5\n');
		await assert.rejects(
			auditSpend(context, { ...span, invoiceFile: file }),
			/line 2, month: write a month as 2026-11/,
		);
	});

	it('needs a sync first', async () => {
		const empty = await anthropicContext(server, 'http://127.0.0.1:1', 'enterprise');
		await assert.rejects(
			auditSpend(empty, span),
			/Run outlay sync anthropic first|nothing of the organization/,
		);
	});

	describe('a decision on a request', () => {
		const decided: { path: string; body: string }[] = [];
		let writer: OutlayContext;
		beforeEach(() => {
			decided.length = 0;
			const { OUTLAY_ANTHROPIC_BASE_URL = '' } = context.env;
			writer = {
				...context,
				env: { OUTLAY_ANTHROPIC_BASE_URL, OUTLAY_ANTHROPIC_WRITE_KEY: server.key },
			};
			const path = `${base}/spend_limit_increase_requests/slir_1`;
			server.objects.set(path, () => request());
			for (const [verb, status] of [
				['approve', 'approved'],
				['deny', 'denied'],
			] as const) {
				server.objects.set(`${path}/${verb}`, ({ body, method }) => {
					assert.equal(method, 'POST');
					decided.push({ path: verb, body });
					return request({ status, spend_summary: null, resolved_at: '2026-11-20T15:00:00Z' });
				});
			}
		});

		it('is made after it was shown, with the amount in minor units, and recorded', async () => {
			let shown = 0;
			const decision = { requestId: 'slir_1', kind: 'approve', limitMicros: 750_000_000 } as const;
			const result = await decideRequest(
				writer,
				decision,
				(seen) => {
					shown = seen.spentMicros ?? 0;
					assert.equal(decided.length, 0);
					return Promise.resolve(true);
				},
				clock,
			);
			assert.equal(shown, 500_125_000);
			assert.equal(result?.after.status, 'approved');
			assert.deepEqual(decided, [{ path: 'approve', body: '{"amount":"75000"}' }]);
			const [record] = await readOrgRecords<Record<string, unknown>>(await writer.ledger(), 'decision');
			assert.equal(record?.value['limitMicros'], 750_000_000);
			assert.equal(record.value['previousLimitMicros'], 500_000_000);
		});

		it('is not made when it is not confirmed', async () => {
			const decision = { requestId: 'slir_1', kind: 'deny' } as const;
			assert.equal(await decideRequest(writer, decision, () => Promise.resolve(false), clock), null);
			assert.equal(decided.length, 0);
			assert.equal((await readOrgRecords(await writer.ledger(), 'decision')).length, 0);
		});

		it('is never tried twice after a failure of the server, and needs its own key', async () => {
			server.force('/deny', 500);
			const decision = { requestId: 'slir_1', kind: 'deny' } as const;
			await assert.rejects(
				decideRequest(writer, decision, () => Promise.resolve(true), clock),
				/500/,
			);
			assert.equal(server.paths('/deny').length, 1);
			await assert.rejects(
				decideRequest(context, decision, () => Promise.resolve(true), clock),
				/OUTLAY_ANTHROPIC_WRITE_KEY/,
			);
		});

		it('on a request that was decided before is refused', async () => {
			server.objects.set(`${base}/spend_limit_increase_requests/slir_1`, () =>
				request({ status: 'approved' }),
			);
			const decision = { requestId: 'slir_1', kind: 'deny' } as const;
			await assert.rejects(
				decideRequest(writer, decision, () => Promise.resolve(true), clock),
				/already approved/,
			);
		});
	});
});
