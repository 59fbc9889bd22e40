import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import type { Report } from '../../../src/core/report/model.js';
import { AnthropicServer, FakeClock } from '../anthropic/anthropicServer.js';
import { costRow, enterprise } from '../anthropic/organization.js';
import { runCli, type CliResult } from '../runCli.js';
import { assistantLine } from '../usage/transcripts.js';

const readKey = 'sk-ant-api01-planted-read';
// Days that the vendor revises no more, whenever the test runs.
const span = ['--since', '2026-05-10', '--until', '2026-05-14', '--timezone', 'UTC'];

/** A line of the bill, amounts in cents as the vendor writes them. */
function billLine(day: string, person: number, amount: string, list: string, currency = 'USD'): object {
	const cost = { amount, list_amount: list, currency, requests: 3 };
	return { ...costRow(day, person, 'claude-sonnet-4-5', amount), cost };
}

const bill: Readonly<Record<string, readonly object[]>> = {
	'2026-05-10': [billLine('2026-05-10', 0, '3.3', '3.3'), billLine('2026-05-10', 1, '100', '100')],
	'2026-05-11': [billLine('2026-05-11', 0, '2.64', '3.3')],
	'2026-05-13': [billLine('2026-05-13', 2, '250.5', '300', 'EUR')],
};

describe('the bill beside the report', () => {
	const home = mkdtempSync(join(tmpdir(), 'outlay-billed-'));
	const server = new AnthropicServer(new FakeClock(Date.now()));
	let address = '';

	const run = (args: readonly string[], env: Record<string, string> = {}): Promise<CliResult> =>
		runCli([...args, ...span, '--ledger', join(home, 'ledger')], {
			cwd: home,
			env: { HOME: home, OUTLAY_ANTHROPIC_BASE_URL: address, ...env },
		});

	before(async () => {
		server.key = readKey;
		address = await server.start();
		enterprise(server, 12);
		server.listings.set('/v1/organizations/analytics/cost', (query) => {
			const day = (query.get('starting_at') ?? '').slice(0, 10);
			return [...(bill[day] ?? [])] as Record<string, unknown>[];
		});
		mkdirSync(join(home, '.claude/projects/-app'), { recursive: true });
		for (const day of ['2026-05-10', '2026-05-11', '2026-05-12']) {
			const line = assistantLine({ sessionId: day, id: day, at: `${day}T12:00:00.000Z` });
			writeFileSync(join(home, `.claude/projects/-app/${day}.jsonl`), `${JSON.stringify(line)}\n`);
		}
		const people = [{ name: 'Ana', emails: [], anthropicEmails: ['p0@example.com'] }];
		writeFileSync(join(home, 'outlay.config.json'), JSON.stringify({ people }));
		const synced = await run(['sync', 'anthropic'], { OUTLAY_ANTHROPIC_ENTERPRISE_KEY: readKey });
		assert.equal(synced.code, 0, synced.stderr);
	});
	after(async () => {
		await server.stop();
		rmSync(home, { recursive: true, force: true });
	});

	const asked = ['--prs', 'git', '--config', join(home, 'outlay.config.json')];
	async function billedOf(...args: string[]): Promise<Report['spend']['billed']> {
		const { code, stdout, stderr } = await run(['report', ...asked, '--format', 'json', ...args]);
		assert.equal(code, 0, stderr);
		return (JSON.parse(stdout) as Report).spend.billed;
	}
	async function exported(kind: string, column: string, ...args: string[]): Promise<number> {
		const { code, stdout, stderr } = await run(['export', kind, ...asked, ...args]);
		assert.equal(code, 0, stderr);
		const rows: Record<string, string>[] = parse(stdout, { columns: true });
		return rows
			.filter((row) => (row['BillingCurrency'] ?? 'USD') === 'USD')
			.reduce((sum, row) => sum + Math.round(Number(row[column]) * 1e6), 0);
	}

	it('leads from list prices to the bill by use outside the report and the discount', async () => {
		assert.deepEqual(await billedOf(), {
			listMicros: 99_000,
			outsideMicros: 967_000,
			discountMicros: -6_600,
			otherProductsMicros: 0,
			billedMicros: 1_059_400,
			daysRead: 4,
			days: 4,
			otherCurrencies: [{ currency: 'EUR', amountMicros: 2_505_000 }],
		});
		const { stdout } = await run(['report', ...asked]);
		assert.match(stdout, /The vendor billed \$1\.06 for these days\./);
		assert.match(stdout, /Claude Code outside this report\s+\$0\.97/);
	});

	it('narrows to one person, and every finance file has the same total', async () => {
		const own = ['--author', 'Ana'];
		assert.equal((await billedOf(...own))?.billedMicros, 59_400);
		assert.equal(await exported('focus', 'BilledCost', ...own), 59_400);
		assert.equal(await exported('focus', 'BilledCost', '--focus', '1.2'), 1_059_400);
		assert.equal(await exported('datadog', 'BilledCost', ...own), 59_400);
		assert.equal(await exported('cloudzero', 'cost/cost', ...own), 59_400);
	});
});
