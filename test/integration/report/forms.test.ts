import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import type { Report } from '../../../src/core/report/model.js';
import { callMicros, World } from './world.js';

describe('forms, thresholds and exports from the command line', () => {
	let world: World;
	before(() => (world = new World()));
	after(() => world.remove());

	it('writes one HTML file, a CSV a table, and the same spend in each', async () => {
		const html = join(world.folder, 'report.html');
		const folder = join(world.folder, 'tables');
		const args = ['report', '--prs', 'git', '--compare-previous'];
		assert.equal((await world.run([...args, '--format', 'html', '--out', html])).code, 0);
		assert.equal((await world.run([...args, '--format', 'csv', '--out', folder])).code, 0);
		assert.match(readFileSync(html, 'utf8'), /^<!doctype html>[\s\S]*Content-Security-Policy[\s\S]*<svg/);
		assert.ok(readdirSync(folder).includes('pull-requests.csv'));
		const bridge: Record<string, string>[] = parse(readFileSync(join(folder, 'bridge.csv'), 'utf8'), {
			columns: true,
		});
		const { spend } = await world.report();
		assert.equal(Number(bridge.at(-1)?.['cost_usd']) * 1_000_000, spend.totalMicros);
	});

	it('exits 1 after the report when a threshold is crossed, and 2 for one it cannot read', async () => {
		const args = ['report', '--prs', 'git', '--format', 'json'];
		const failed = await world.run([...args, '--fail-on', 'loaded-cost > 0', '--fail-on', 'spend > 1000']);
		assert.equal(failed.code, 1);
		assert.equal((JSON.parse(failed.stdout) as Report).schema, 'outlay.report/1');
		assert.match(failed.stderr, /loaded-cost > 0/);
		assert.doesNotMatch(failed.stderr, /spend > 1000/);
		assert.equal((await world.run([...args, '--fail-on', 'spend > 1000'])).code, 0);
		assert.equal((await world.run([...args, '--fail-on', 'happiness < 3'])).code, 2);
	});

	it('exports estimates with the report’s total, never as billed', async () => {
		const { spend } = await world.report();
		assert.equal(spend.totalMicros, 3 * callMicros);
		const json = await world.run(['export', 'json', '--prs', 'git']);
		assert.equal(json.code, 0, json.stderr);
		assert.equal((JSON.parse(json.stdout) as { totalMicros: number }).totalMicros, spend.totalMicros);
		const focus = await world.run(['export', 'focus', '--prs', 'git', '--focus', '1.2']);
		const rows: Record<string, string>[] = parse(focus.stdout, { columns: true });
		const sum = rows.reduce((total, row) => total + Math.round(Number(row['x_EstimatedCost']) * 1e6), 0);
		assert.equal(sum, spend.totalMicros);
		assert.ok(rows.every((row) => row['BilledCost'] === '0' && row['ProviderName'] === 'Anthropic'));
		assert.match(focus.stderr, /estimates/);
		const datadog = await world.run(['export', 'datadog', '--prs', 'git']);
		assert.equal(datadog.code, 3);
		assert.match(datadog.stderr, /sync anthropic/);
	});

	it('names people in shared files by pseudonyms, with a salt that lies outside the ledger', async () => {
		const config = join(world.folder, 'outlay.config.json');
		const people = [{ name: 'Dana', emails: ['dana@example.com'] }];
		writeFileSync(config, JSON.stringify({ people, privacy: { pseudonyms: true } }));
		const home = join(world.folder, 'home');
		const exported = async (env: Record<string, string>): Promise<string> => {
			const args = ['export', 'csv', '--prs', 'git', '--config', config];
			const { code, stdout, stderr } = await world.run(args, env);
			assert.equal(code, 0, stderr);
			return stdout;
		};
		const one = await exported({ HOME: home });
		const name = /p-[0-9a-f]{20}/.exec(one)?.[0];
		assert.ok(name, one);
		assert.doesNotMatch(one, /dana/i);
		assert.equal(await exported({ HOME: home }), one);
		const salts = readdirSync(home, { recursive: true, withFileTypes: true }).filter((entry) =>
			entry.isFile(),
		);
		assert.deepEqual(
			salts.map((entry) => [entry.name, statSync(join(entry.parentPath, entry.name)).mode & 0o077]),
			[['salt', 0]],
		);
		const others = await exported({ HOME: home, OUTLAY_PSEUDONYM_SALT: 'of the organisation' });
		assert.ok(!others.includes(name) && /p-[0-9a-f]{20}/.test(others));
	});
});
