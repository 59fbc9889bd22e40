import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { AnthropicServer, errorBody, FakeClock } from '../anthropic/anthropicServer.js';
import { effectiveRow, enterprise } from '../anthropic/organization.js';
import { runCli, type CliResult } from '../runCli.js';
import { assistantLine } from '../usage/transcripts.js';

const base = '/v1/organizations';

interface BudgetDocument {
	readonly schema: string;
	readonly limitMicros: number | null;
	readonly spentMicros: number | null;
	readonly state: string;
	readonly limitSource: string;
	readonly basis: string;
	readonly period: string;
	readonly entitlement: Readonly<Record<string, unknown>>;
}

describe('the budget on the command line', () => {
	let home: string;
	beforeEach(async () => (home = await mkdtemp(join(tmpdir(), 'outlay-budget-'))));
	afterEach(() => rm(home, { recursive: true, force: true }));

	async function write(path: string, content: unknown): Promise<string> {
		const file = join(home, path);
		await mkdir(dirname(file), { recursive: true });
		await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content));
		return file;
	}
	/** A transcript with one call of $0.033 a given time ago. */
	const useNow = (model = 'claude-sonnet-4-5-20250929'): Promise<string> =>
		write(
			'.claude/projects/-app/s.jsonl',
			`${JSON.stringify(assistantLine({ at: new Date(Date.now() - 1000).toISOString(), model }))}\n`,
		);
	const run = (...args: string[]): Promise<CliResult> =>
		runCli(['budget', ...args], { cwd: home, env: { HOME: home } });
	async function json(...args: string[]): Promise<BudgetDocument> {
		const { code, stdout, stderr } = await run('--no-ledger', '--format', 'json', ...args);
		assert.equal(code, 0, stderr);
		return JSON.parse(stdout) as BudgetDocument;
	}

	it('works with nothing but transcripts: the estimate, no limit, no key', async () => {
		await useNow();
		const budget = await json();
		assert.equal(budget.schema, 'outlay.budget/1');
		assert.deepEqual(
			[budget.limitMicros, budget.spentMicros, budget.state, budget.limitSource, budget.basis],
			[null, 33_000, 'unknown', 'none', 'list'],
		);
		assert.equal(budget.entitlement['source'], 'none');
	});

	it('takes limits from the config, from --limit and from Claude Code, in that order', async () => {
		await useNow();
		const utilization = {
			extra_usage: {
				is_enabled: true,
				monthly_limit: 4000,
				used_credits: 3900,
				currency: 'USD',
				decimal_places: 2,
			},
		};
		const cachedUsageUtilization = { fetchedAtMs: Date.now() - 60_000, utilization };
		await write('.claude.json', { cachedUsageUtilization });
		const client = await json();
		assert.deepEqual([client.state, client.basis, client.limitMicros], ['critical', 'client', 40_000_000]);
		const own = await json('--limit', '0.04');
		assert.deepEqual([own.state, own.limitSource, own.limitMicros], ['warning', 'setting', 40_000]);
		const config = await write('outlay.config.json', {
			budgets: [{ scope: 'person', period: 'weekly', limit: 0.033 }],
		});
		const policy = await json('--limit', '0.04', '--config', config);
		assert.deepEqual([policy.state, policy.limitSource, policy.period], ['over', 'policy', 'weekly']);
	});

	it('knows the entitlement from settings, and says when the model in use is outside it', async () => {
		await useNow('claude-opus-4-5-20251101');
		await write('.claude/settings.json', { availableModels: ['sonnet'] });
		const { entitlement } = await json();
		assert.deepEqual(
			[entitlement['allowed'], entitlement['current'], entitlement['currentAllowed'], entitlement['source']],
			[['sonnet'], 'claude-opus-4-5-20251101', false, 'user'],
		);
		assert.match((await run('--no-ledger')).stdout, /Opus 4\.5 – not in your entitlement/);
	});

	it('exits 1 from the asked-for state on, and 2 for a limit that is none', async () => {
		await useNow();
		const over = await run('--no-ledger', '--limit', '0.01', '--fail-on', 'warning');
		assert.equal(over.code, 1);
		assert.match(over.stdout, /over the limit/);
		assert.equal((await run('--no-ledger', '--limit', '1', '--fail-on', 'warning')).code, 0);
		assert.equal((await run('--limit', 'much')).code, 2);
	});

	it('refuses a status without a pinned key', async () => {
		const { code, stderr } = await runCli(['budget', '--no-ledger'], {
			cwd: home,
			env: { HOME: home, OUTLAY_STATUS: 'https://status.example.com/x' },
		});
		assert.equal(code, 2);
		assert.match(stderr, /OUTLAY_STATUS_KEY/);
	});

	it('never reads credentials: a planted one appears nowhere', async () => {
		await useNow();
		await write('.claude/.credentials.json', { claudeAiOauth: { accessToken: 'sk-ant-oat01-planted' } });
		await write('.claude/settings.json', { env: { ANTHROPIC_API_KEY: 'sk-ant-api03-planted' } });
		const ledger = join(home, 'ledger');
		const { stdout, stderr } = await run('--ledger', ledger, '--format', 'json', '--verbose');
		assert.doesNotMatch(stdout + stderr + (await allText(ledger)), /planted/);
	});
});

/** Every byte below a folder, as text. */
async function allText(folder: string): Promise<string> {
	const entries = await readdir(folder, { recursive: true, withFileTypes: true });
	const files = entries.filter((entry) => entry.isFile());
	return (await Promise.all(files.map((file) => readFile(join(file.parentPath, file.name), 'latin1')))).join(
		'\n',
	);
}

describe('the organization on the command line', () => {
	const key = 'sk-ant-api01-planted-read';
	let home: string;
	let server: AnthropicServer;
	let env: Record<string, string>;

	beforeEach(async () => {
		home = await mkdtemp(join(tmpdir(), 'outlay-org-'));
		server = new AnthropicServer(new FakeClock(Date.now()));
		server.key = key;
		const url = await server.start();
		enterprise(server, 3);
		server.listings.set(`${base}/spend_limits/effective`, () => [
			effectiveRow(0, { period_to_date_spend: '47500' }),
			effectiveRow(1, { currency: 'EUR' }),
		]);
		env = { HOME: home, OUTLAY_ANTHROPIC_BASE_URL: url, OUTLAY_ANTHROPIC_ENTERPRISE_KEY: key };
	});
	afterEach(async () => {
		await server.stop();
		await rm(home, { recursive: true, force: true });
	});
	const run = (...args: string[]): Promise<CliResult> =>
		runCli([...args, '--ledger', join(home, 'ledger')], { cwd: home, env });
	const day = (back: number): string => new Date(Date.now() - back * 86_400_000).toISOString().slice(0, 10);

	it('goes from sync to audit to a published status that its person reads, and no key is left anywhere', async function () {
		this.timeout(120_000);
		server.force('/analytics/users', 403, {
			body: errorBody('permission_error', `${key} lacks a scope`),
			times: 9,
		});
		const since = ['--since', day(3), '--until', day(0)];
		const sync = await run('sync', 'anthropic', ...since, '--verbose');
		assert.equal(sync.code, 0, sync.stderr);
		assert.match(sync.stdout, /billed spend: 27 read/);
		assert.match(sync.stderr, /\[key removed\] lacks a scope/);
		delete env['OUTLAY_ANTHROPIC_ENTERPRISE_KEY'];

		const summary = join(home, 'summary.md');
		const audit = await run(
			'audit',
			...since,
			'--fail-on',
			'warning',
			'--format',
			'md',
			'--summary',
			summary,
		);
		assert.equal(audit.code, 1, audit.stderr);
		assert.match(audit.stdout, /new {2}critical: person user\\_00000 at 95 %/);
		assert.match(await readFile(summary, 'utf8'), /^# \$33\.33 billed/);
		const again = await run('audit', ...since, '--fail-on', 'warning', '--format', 'json');
		assert.equal(again.code, 0, again.stderr);
		assert.equal((JSON.parse(again.stdout) as { schema: string }).schema, 'outlay.audit/1');

		const keys = await runCli(['publish', 'keys', '--out', join(home, 'publish.env')], { env });
		assert.equal(keys.code, 0, keys.stderr);
		const pinned = /OUTLAY_STATUS_KEY=(\S+)/.exec(keys.stdout)?.[1] ?? '';
		const secrets = (await readFile(join(home, 'publish.env'), 'utf8')).trim().split('\n');
		const publisherEnv = Object.fromEntries(secrets.map((line) => line.split('=') as [string, string]));
		Object.assign(env, publisherEnv);
		const out = join(home, 'out');
		const links = join(home, 'links.json');
		const published = await run('publish', '--to', out, '--links', links, '--format', 'json');
		assert.equal(published.code, 0, published.stderr);
		const files = JSON.parse(await readFile(links, 'utf8')) as Record<string, string>;

		const person = { HOME: join(home, 'jo'), OUTLAY_STATUS_KEY: pinned };
		const status = join(out, files['p0@example.com'] ?? '');
		const mine = await runCli(['budget', '--no-ledger', '--format', 'json'], {
			env: { ...person, OUTLAY_STATUS: status },
		});
		assert.equal(mine.code, 0, mine.stderr);
		const budget = JSON.parse(mine.stdout) as BudgetDocument;
		assert.deepEqual(
			[budget.state, budget.basis, budget.limitSource, budget.spentMicros],
			['critical', 'billed', 'seat-tier', 475_000_000],
		);

		const everything = [sync, audit, again, keys, published, mine].map(
			({ stdout, stderr }) => stdout + stderr,
		);
		const written = (await allText(join(home, 'ledger'))) + (await allText(out));
		const signing = publisherEnv['OUTLAY_PUBLISH_SIGNING_KEY'] ?? '';
		for (const text of [...everything, written]) {
			assert.doesNotMatch(text, /planted|sk-ant/);
			assert.ok(!text.includes(signing));
		}
	});

	it('says in its help which variables hold keys, and takes none as an option', async () => {
		const { stdout } = await runCli(['sync', 'anthropic', '--help'], { env });
		assert.match(stdout, /OUTLAY_ANTHROPIC_ENTERPRISE_KEY/);
		for (const command of [['sync', 'anthropic'], ['audit'], ['publish'], ['audit', 'approve']]) {
			const help = (await runCli([...command, '--help'], { env })).stdout;
			assert.doesNotMatch(help, /--(?:api-?)?(?:key|token|secret)\b/);
		}
	});

	it('decides nothing without somebody who confirms', async () => {
		server.objects.set(`${base}/spend_limit_increase_requests/slir_1`, () => ({
			id: 'slir_1',
			status: 'pending',
			period: 'monthly',
			created_at: '2026-11-20T09:00:00Z',
			resolved_at: null,
			actor: { type: 'user_actor', user_id: 'user_1', email_address: 'p1@example.com' },
			spend_summary: effectiveRow(1),
		}));
		env['OUTLAY_ANTHROPIC_WRITE_KEY'] = key;
		const { code, stderr } = await run('audit', 'approve', 'slir_1', '--limit', '750');
		assert.equal(code, 2);
		assert.match(stderr, /Approve a limit of \$750\.00 for p1@example\.com: \$314\.03 of \$500\.00/);
		assert.equal(server.paths('approve').length, 0);
	});
});
