import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { runCli, type CliResult } from '../runCli.js';
import { assistantLine } from '../usage/transcripts.js';
import { AnthropicServer, FakeClock } from './anthropicServer.js';
import {
	costRow,
	effectiveRow,
	enterprise,
	managedSettings,
	usageRow,
	userActor,
	userId,
} from './organization.js';

const base = '/v1/organizations';
const readKey = 'sk-ant-api01-planted-read';
// Days that the vendor revises no more, whenever the test runs.
const firstDay = '2026-05-10';
const untilDay = '2026-05-14';
const span = ['--since', firstDay, '--until', untilDay];

interface AuditDocument {
	readonly totalMicros: number;
	readonly reconciliation: readonly Readonly<Record<string, unknown>>[];
	readonly invoices: readonly Readonly<Record<string, unknown>>[];
	readonly decisions: readonly Readonly<Record<string, unknown>>[];
	readonly alerts: readonly Readonly<Record<string, unknown>>[];
	readonly increaseRequests: readonly unknown[];
}

describe('the organization on the command line: audit and decisions', () => {
	let home: string;
	let server: AnthropicServer;
	let address: string;

	beforeEach(async () => {
		home = await mkdtemp(join(tmpdir(), 'outlay-org-'));
		server = new AnthropicServer(new FakeClock(Date.now()));
		server.key = readKey;
		address = await server.start();
		enterprise(server, 12);
	});
	afterEach(async () => {
		await server.stop();
		await rm(home, { recursive: true, force: true });
	});

	async function write(path: string, content: string): Promise<string> {
		const file = join(home, path);
		await mkdir(dirname(file), { recursive: true });
		await writeFile(file, content);
		return file;
	}
	const lines = (...values: readonly object[]): string =>
		values.map((value) => `${JSON.stringify(value)}\n`).join('');
	const run = (args: readonly string[], env: Record<string, string> = {}): Promise<CliResult> =>
		runCli([...args, '--ledger', join(home, 'ledger')], {
			cwd: home,
			env: { HOME: home, OUTLAY_ANTHROPIC_BASE_URL: address, ...env },
		});
	async function sync(...kinds: readonly ('ENTERPRISE' | 'ADMIN')[]): Promise<void> {
		// A new run finds the minute of the one before passed.
		server.clock.advance(61_000);
		const names = { ENTERPRISE: 'OUTLAY_ANTHROPIC_ENTERPRISE_KEY', ADMIN: 'OUTLAY_ANTHROPIC_ADMIN_KEY' };
		const env = Object.fromEntries(kinds.map((kind) => [names[kind], readKey]));
		const { code, stderr } = await run(['sync', 'anthropic', ...span], env);
		assert.equal(code, 0, stderr);
	}
	async function auditJson(...args: string[]): Promise<AuditDocument> {
		const { code, stdout, stderr } = await run(['audit', ...span, '--format', 'json', ...args]);
		assert.equal(code, 0, stderr);
		return JSON.parse(stdout) as AuditDocument;
	}

	/** What Claude Code left on this machine for p0: a day that agrees, one at a discount, one that is not billed. */
	async function writeTranscripts(): Promise<void> {
		const account = { accountUuid: 'u', emailAddress: 'p0@example.com' };
		await write('.claude.json', JSON.stringify({ oauthAccount: account }));
		for (const [session, day, dollars] of [
			['agrees', '2026-05-10', 0.033],
			['discount', '2026-05-11', 0.045],
			['included', '2026-05-12', 0.033],
		] as const) {
			const said = assistantLine({ sessionId: session, at: `${day}T12:00:00.000Z` });
			const total = { type: 'cost-state', sessionId: session, totalCostUSD: dollars };
			await write(`.claude/projects/-app/${session}.jsonl`, lines(said, total));
		}
		// A session that began before the span: only its later day's part belongs here.
		const days = ['2026-05-09', '2026-05-13'].map((day) =>
			assistantLine({ sessionId: 'long', at: `${day}T12:00:00.000Z` }),
		);
		const total = { type: 'cost-state', sessionId: 'long', totalCostUSD: 0.066 };
		await write('.claude/projects/-app/long.jsonl', lines(...days, total));
	}

	/** What the vendor bills for the same days, and for people whose transcripts lie elsewhere. */
	function bill(): void {
		const row = (index: number, day: string, amount: string, list: string, currency = 'USD'): object => {
			const made = costRow(day, index, 'claude-sonnet-4-5', amount);
			return { ...made, cost: { amount, list_amount: list, currency, requests: 3 } };
		};
		const rows: Record<string, object[]> = {
			'2026-05-10': [row(0, '2026-05-10', '3.300000', '3.300000'), row(1, '2026-05-10', '100', '100')],
			'2026-05-11': [row(0, '2026-05-11', '2.640000', '3.300000')],
			'2026-05-13': [row(2, '2026-05-13', '250.5', '300', 'EUR')],
		};
		server.listings.set(`${base}/analytics/cost`, (query) => {
			const found = rows[(query.get('starting_at') ?? '').slice(0, 10)] ?? [];
			return found as Record<string, unknown>[];
		});
	}

	it('puts list, client and billed side by side by person and day, says why they differ, and adds no currencies', async () => {
		await writeTranscripts();
		bill();
		await sync('ENTERPRISE');
		const { reconciliation } = await auditJson('--reconcile', '--names');
		const facts = reconciliation.map((day) => [
			day['day'],
			day['person'],
			day['currency'],
			day['listMicros'],
			day['clientMicros'],
			day['billedMicros'],
			day['gapMicros'],
		]);
		assert.deepEqual(facts, [
			['2026-05-10', 'p0@example.com', 'USD', 33_000, 33_000, 33_000, 0],
			['2026-05-10', 'p1@example.com', 'USD', null, null, 1_000_000, null],
			['2026-05-11', 'p0@example.com', 'USD', 33_000, 45_000, 26_400, -6_600],
			['2026-05-12', 'p0@example.com', 'USD', 33_000, 33_000, null, null],
			['2026-05-13', 'p0@example.com', 'USD', 33_000, 33_000, null, null],
			['2026-05-13', 'p2@example.com', 'EUR', null, null, 2_505_000, null],
		]);
		const why = reconciliation.map((day) => (day['explanations'] as string[]).join('; '));
		assert.equal(why[0], '');
		assert.match(why[1] ?? '', /no transcripts of this person/);
		assert.match(why[2] ?? '', /helper calls.*contract discount/);
		assert.match(why[3] ?? '', /reports no spend for this person and day/);
		assert.match(why[5] ?? '', /billed in EUR; list prices are USD, and nothing is converted/);

		const text = (await run(['audit', ...span, '--reconcile'])).stdout;
		assert.match(
			text,
			/2026-05-11 {2}person 1: list \$0\.03, client \$0\.05, billed \$0\.03, gap −?-?\$0\.01/,
		);
		assert.match(text, /2026-05-13 {2}person 3: list –, client –, billed €2\.51/);
		assert.doesNotMatch(text, /p0@example|p1@example/);
	});

	it('checks invoices of two currencies against the billed days, and fails the job that asks for it', async () => {
		bill();
		await sync('ENTERPRISE');
		const right = await write('right.csv', 'month,amount,currency\n2026-05,1.06,USD\n2026-05,2.51,EUR\n');
		const { invoices } = await auditJson('--invoice', right);
		assert.deepEqual(
			invoices.map((one) => [one['currency'], one['agrees'], one['billedMicros'], one['why']]),
			[
				['USD', true, 1_059_400, 'agrees within 1 %'],
				['EUR', true, 2_505_000, 'agrees within 1 %'],
			],
		);
		const wrong = await write('wrong.csv', 'month,amount,currency\n2026-05,2.51,USD\n2026-05,9,GBP\n');
		const off = await run(['audit', ...span, '--invoice', wrong, '--fail-on', 'over']);
		assert.equal(off.code, 1);
		assert.match(
			off.stdout,
			/2026-05: invoice \$2\.51, billed \$1\.06, difference \$1\.45 – only 4 of 31 days/,
		);
		assert.match(off.stdout, /2026-05: invoice £9\.00, billed – – no billed spend of the month/);
		assert.match(off.stderr, /An invoice does not agree/);
		const broken = await run([
			'audit',
			...span,
			'--invoice',
			await write('x.csv', 'month,amount\n2026-05,1,000\n'),
		]);
		assert.equal(broken.code, 2);
		assert.match(broken.stderr, /x\.csv/);
	});

	it('has every part of the audit in text, JSON and Markdown', async () => {
		managedSettings(server, 'rbac_groups', { rbac_1: { availableModels: ['haiku'] } }, null);
		const gone = userActor(77, { deleted: true });
		server.listings.set(`${base}/analytics/cost`, (query) => {
			const day = (query.get('starting_at') ?? '').slice(0, 10);
			if (query.getAll('group_by[]').includes('api_key_id'))
				return [costRow(new Date().toISOString().slice(0, 10), 0, 'x', '700', { api_key_id: 'apikey_1' })];
			const cents = day === '2026-05-11' ? '90000' : '1000';
			const everybody = Array.from({ length: 12 }, (_, index) =>
				costRow(day, index, 'claude-sonnet-5-5', cents, { workspace_id: 'wrkspc_1' }),
			);
			return [...everybody, costRow(day, 77, 'claude-opus-5-5', '100', { actor: gone, product: 'chat' })];
		});
		server.listings.set(`${base}/analytics/usage`, (query) =>
			query.get('time_bucket_width') === '1h'
				? [usageRow('2026-05-11T09:00:00Z', { model: 'claude-sonnet-5-5' }, { requests: 240_000 })]
				: [],
		);
		server.idListings.set(`${base}/workspaces`, () => [
			{ id: 'wrkspc_1', name: 'Claude Code', archived_at: null },
		]);
		server.idListings.set(`${base}/api_keys`, () =>
			[
				{ id: 'apikey_1', name: 'ci', created_by: { id: userId(0), type: 'user' } },
				{ id: 'apikey_2', name: 'left behind', created_by: { id: userId(77), type: 'user' } },
				{ id: 'apikey_3', name: 'stranger', created_by: { id: 'user_never', type: 'user' } },
			].map((key) => ({ status: 'active', created_at: '2026-01-01T00:00:00Z', ...key })),
		);
		server.listings.set(`${base}/rate_limits`, () => [
			{
				group: { type: 'model_group', display_name: 'Sonnet 5' },
				models: ['claude-sonnet-5-5'],
				limits: [{ type: 'requests_per_minute', value: 5000 }],
			},
		]);
		server.listings.set(`${base}/workspaces/wrkspc_1/rate_limits`, () => []);
		server.listings.set(`${base}/usage_report/claude_code`, () => []);
		server.listings.set(`${base}/spend_limits/effective`, () => [
			...Array.from({ length: 10 }, (_, index) => effectiveRow(index)),
			effectiveRow(10, { source: { type: 'rbac_group', rbac_group_id: 'rbac_1' }, amount: '90000' }),
		]);
		await sync('ENTERPRISE', 'ADMIN');

		const parts: readonly (readonly [clause: string, text: RegExp])[] = [
			['people over 80 %', /0 people above 80 % of the limit/],
			['pending requests', /Increase requests waiting: 0/],
			['inherited limits', /seat tier enterprise_standard: \$500\.00 monthly, 10 members/],
			['inherited limits of a group', /rbac group Platform: \$900\.00 monthly, 1 member/],
			['by workspace', /By workspace\n {2}\$11,160\.00 {2}100 % {2}Claude Code/],
			['by model', /By model\n {2}\$11,160\.00 {2}100 % {2}Sonnet 5\.5\n {2}\$4\.00 {2}0 % {2}Opus 5\.5/],
			['by product', /By product\n {2}\$11,160\.00 {2}100 % {2}claude_code\n {2}\$4\.00 {2}0 % {2}chat/],
			['concentration', /Concentration: the top 5 of 13 people spend 42 %\n\n/],
			['orphan keys', /Keys without an owner: 2 of 3 active keys/],
			['owner left', /left behind \(apikey_2\): its owner has left, no use in 90 days/],
			['owner never was', /stranger \(apikey_3\): its owner is no member and was never seen as one/],
			['stale keys', /Stale keys: 2\n/],
			['spend by key', /Spend by key\n {2}ci \(apikey_1\): active, \$\d+\.00 in 90 days, last used/],
			['departed', /Departed members who still spend: 1\n {2}user_00077: \$4\.00, last on 2026-05-13/],
			['rate limits', /Sonnet 5: requests per minute 5,000; busiest hour 4,000 a minute, 80 % of it/],
			['without a limit', /Members without a limit: 1\n {2}user_00011/],
			[
				'against the entitlement',
				/Models outside the entitlement: 1\n {2}Sonnet 5\.5: \$930\.00 by 1 spender, not allowed by the managed settings of Platform/,
			],
			[
				'spikes',
				/Days over twice the daily average: 1\n {2}2026-05-11: \$10,801\.00, 3\.9 times the average/,
			],
			['seats', /3,200 people active of 5,000 seats \(64 %\), 1,500 with Claude Code/],
		];
		const text = (await run(['audit', ...span])).stdout;
		for (const [clause, pattern] of parts) assert.match(text, pattern, clause);
		assert.doesNotMatch(text, /@example\.com/);

		const named = (await run(['audit', ...span, '--names'])).stdout;
		assert.match(named, /spend 42 %\n {2}p0@example\.com: \$930\.00/);
		assert.match(named, /p77@example\.com: \$4\.00/);

		const markdown = (await run(['audit', ...span, '--format', 'md'])).stdout;
		const titles = text
			.split('\n\n')
			.slice(1)
			.map((part) => part.split('\n')[0] ?? '');
		const headings = markdown.split('\n').filter((line) => line.startsWith('## '));
		assert.deepEqual(
			headings.map((line) => line.slice(3)),
			titles,
		);

		const json = (await auditJson()) as unknown as Record<string, unknown>;
		for (const field of [
			'byWorkspace byModel byProduct concentration orphanKeys staleKeys keySpend departed rateLimits limitSources',
			'withoutLimit outsidePolicy spikes seats activity alerts over80 increaseRequests decisions',
		].flatMap((names) => names.split(' '))) {
			assert.ok(field in json, field);
		}
		assert.deepEqual((json['rateLimits'] as object[])[0], {
			group: 'Sonnet 5',
			workspace: null,
			type: 'requests_per_minute',
			limit: 5000,
			orgLimit: null,
			busiestHourMean: 4000,
			usedShare: 0.8,
		});
	});

	it('raises each threshold of a person, a team and the organization once a period, over runs', async () => {
		// The budgets' month is the running one, and its open day is read in every run. The server's clock is ahead, so
		// that the day has an hour that is over whenever the test runs.
		const today = new Date().toISOString().slice(0, 10);
		const now = ['--since', today];
		server.skewMs = 2 * 3_600_000;
		const people = [{ name: 'Ann', emails: ['p0@example.com'], team: 'core' }];
		const config = await write(
			'outlay.config.json',
			JSON.stringify({
				people,
				teams: [{ name: 'core' }],
				budgets: [
					{ scope: 'team', name: 'core', period: 'monthly', limit: 100 },
					{ scope: 'organization', period: 'monthly', limit: 100 },
				],
			}),
		);
		let spentCents = '7500';
		let own = '37500';
		server.listings.set(`${base}/spend_limits/effective`, () => [
			effectiveRow(0, { period_to_date_spend: own }),
		]);
		server.listings.set(`${base}/analytics/cost`, (query) =>
			query.get('starting_at')?.startsWith(today) === true
				? [costRow(today, 0, 'claude-sonnet-5-5', spentCents)]
				: [],
		);
		const check = async (): Promise<readonly string[]> => {
			server.clock.advance(61_000);
			const env = { OUTLAY_ANTHROPIC_ENTERPRISE_KEY: readKey };
			const synced = await run(['sync', 'anthropic', ...now], env);
			assert.equal(synced.code, 0, synced.stderr);
			const options = ['--fail-on', 'warning', '--config', config, '--format', 'json'];
			const { code, stdout, stderr } = await run(['audit', ...now, ...options]);
			const { alerts } = JSON.parse(stdout) as AuditDocument;
			const fresh = alerts
				.filter(({ isNew }) => isNew === true)
				.map(({ scope, threshold }) => `${String(scope)} ${String(threshold)}`);
			assert.equal(code, fresh.length > 0 ? 1 : 0, stderr);
			return fresh;
		};
		assert.deepEqual(await check(), ['team 0.75', 'organization 0.75', 'person 0.75']);
		assert.deepEqual(await check(), []);
		[spentCents, own] = ['9400', '47500'];
		assert.deepEqual(await check(), ['team 0.9', 'organization 0.9', 'person 0.95']);
		assert.deepEqual(await check(), []);
		// Put right downwards: what was passed before is not raised a second time.
		[spentCents, own] = ['8000', '40000'];
		assert.deepEqual(await check(), []);
	});

	describe('a decision', () => {
		const requestPath = `${base}/spend_limit_increase_requests/slir_1`;
		const writer = { OUTLAY_ANTHROPIC_WRITE_KEY: readKey };
		let status: string;
		const request = (): Record<string, unknown> => ({
			id: 'slir_1',
			status,
			period: 'monthly',
			created_at: '2026-11-20T09:00:00Z',
			resolved_at: status === 'pending' ? null : '2026-11-20T15:00:00Z',
			resolved_by: status === 'pending' ? null : { type: 'scoped_api_key_actor', scoped_api_key_id: 'key_w' },
			actor: userActor(1),
			spend_summary: status === 'pending' ? effectiveRow(1, { period_to_date_spend: '50012.5' }) : null,
		});
		beforeEach(() => {
			status = 'pending';
			server.objects.set(requestPath, request);
			server.listings.set(`${base}/spend_limit_increase_requests`, () => [request()]);
			for (const [verb, after] of [
				['approve', 'approved'],
				['deny', 'denied'],
			] as const) {
				server.objects.set(`${requestPath}/${verb}`, ({ body }) => {
					status = after;
					const { amount } = JSON.parse(body) as { amount?: string };
					if (amount === undefined) return request();
					const limit = {
						type: 'spend_limit',
						id: 'spl_new',
						created_at: '2026-11-20T15:00:00Z',
						updated_at: '2026-11-20T15:00:00Z',
						scope: { type: 'user', user_id: userId(1) },
						amount,
						currency: 'USD',
						period: 'monthly',
						is_enabled: true,
					};
					return { ...request(), spend_limit: limit };
				});
			}
		});
		const decide = (args: readonly string[], env: Record<string, string> = writer): Promise<CliResult> =>
			run(['audit', ...args], env);

		it('is refused without a terminal, and shows what would be decided', async () => {
			for (const args of [
				['approve', 'slir_1', '--limit', '750'],
				['deny', 'slir_1'],
			]) {
				const { code, stderr } = await decide(args);
				assert.equal(code, 2);
				assert.match(stderr, /for p1@example\.com: \$500\.1\d of \$500\.00 monthly spent/);
				assert.match(stderr, /Nobody is there to confirm\. Nothing was changed\./);
			}
			assert.ok(server.seen.every(({ method }) => method === 'GET'));
		});

		it('is refused when the command line names another member', async () => {
			const { code, stderr } = await decide(['deny', 'slir_1', '--confirm', 'p2@example.com']);
			assert.equal(code, 2);
			assert.match(stderr, /slir_1 is not from p2@example\.com/);
			assert.ok(server.seen.every(({ method }) => method === 'GET'));
		});

		it('takes the key of its own variable alone, never one that reads', async () => {
			const reader = { OUTLAY_ANTHROPIC_ENTERPRISE_KEY: readKey, OUTLAY_ANTHROPIC_ADMIN_KEY: readKey };
			const { code, stderr } = await decide(['deny', 'slir_1', '--confirm', 'p1@example.com'], reader);
			assert.equal(code, 2);
			assert.match(stderr, /OUTLAY_ANTHROPIC_WRITE_KEY/);
			assert.equal(server.seen.length, 0);
		});

		it('is one request at a time: a second id is an error of usage', async () => {
			const { code } = await decide(['deny', 'slir_1', 'slir_2', '--confirm', 'p1@example.com']);
			assert.equal(code, 2);
			assert.equal(server.seen.length, 0);
		});

		it('is made, recorded with who decided, shown by the audit, and waits no more', async () => {
			await sync('ENTERPRISE');
			const approve = ['approve', 'slir_1', '--limit', '750', '--confirm', 'P1@example.com'];
			const { code, stdout, stderr } = await decide(approve);
			assert.equal(code, 0, stderr);
			assert.match(stdout, /slir_1 is approved/);
			const written = server.seen.filter(({ method }) => method === 'POST');
			assert.deepEqual(
				written.map(({ path, body }) => [path.slice(path.lastIndexOf('/')), body]),
				[['/approve', '{"amount":"75000"}']],
			);
			const tomorrow = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
			const audit = await run(['audit', '--since', firstDay, '--until', tomorrow, '--format', 'json']);
			const { decisions, increaseRequests } = JSON.parse(audit.stdout) as AuditDocument;
			assert.deepEqual(increaseRequests, []);
			const [decision] = decisions;
			assert.deepEqual(
				[
					decision?.['kind'],
					decision?.['previousLimitMicros'],
					decision?.['limitMicros'],
					decision?.['decidedBy'],
				],
				['approve', 500_000_000, 750_000_000, 'key_w'],
			);
			const text = (await run(['audit', '--since', firstDay, '--until', tomorrow])).stdout;
			assert.match(text, /slir_1 of user_00001 approved: \$500\.00 to \$750\.00, by key_w/);
			// Decided once: a second try changes nothing.
			const again = await decide(approve);
			assert.equal(again.code, 2);
			assert.match(again.stderr, /already approved/);
			assert.equal(server.seen.filter(({ method }) => method === 'POST').length, 1);
		});

		it('neither sends nor repeats what is no id of a request, such as a pasted key', async () => {
			const { code, stdout, stderr } = await decide(['deny', readKey, '--confirm', 'p1@example.com']);
			assert.equal(code, 2);
			assert.match(stderr, /no id of an increase request/);
			assert.doesNotMatch(stdout + stderr, /planted|sk-ant/);
			assert.equal(server.seen.length, 0);
		});

		it('refuses a limit that is no whole number of cents, before anything is written', async () => {
			const options = ['--limit', '750.005', '--confirm', 'p1@example.com'];
			const { code, stderr } = await decide(['approve', 'slir_1', ...options]);
			assert.equal(code, 2);
			assert.match(stderr, /whole number of the smallest unit of USD/);
			assert.ok(server.seen.every(({ method }) => method === 'GET'));
		});

		it('leaves the key out of output, ledger and errors', async () => {
			const { stdout, stderr } = await decide(['deny', 'slir_1', '--confirm', 'p1@example.com', '--verbose']);
			const files = await readdir(join(home, 'ledger'), { recursive: true, withFileTypes: true });
			const texts = await Promise.all(
				files
					.filter((file) => file.isFile())
					.map((file) => readFile(join(file.parentPath, file.name), 'latin1')),
			);
			assert.ok(texts.length > 0);
			for (const text of [stdout, stderr, ...texts]) assert.doesNotMatch(text, /planted|sk-ant/);
		});
	});
});
