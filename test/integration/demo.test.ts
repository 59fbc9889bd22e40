import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Report } from '../../src/core/report/model.js';
import stringWidth from 'string-width';
import { runCli } from './runCli.js';

describe('outlay demo', () => {
	it('runs the whole pipeline over the bundled team and leaves nothing behind', async () => {
		const home = mkdtempSync(join(tmpdir(), 'outlay-home-'));
		const { code, stdout, stderr } = await runCli(['demo', '--format', 'json'], {
			env: { HOME: home, TMPDIR: home },
		});
		assert.equal(code, 0, stderr);
		const report = JSON.parse(stdout) as Report;
		const { totalMicros, bridge } = report.spend;
		const parts = Object.values(bridge).map((micros) => micros ?? NaN);
		assert.ok(parts.every((micros) => micros > 0));
		assert.equal(
			parts.reduce((sum, micros) => sum + micros, 0),
			totalMicros,
		);
		for (const arm of [report.arms.ai, report.arms.none]) {
			assert.ok(arm.mergedPrs >= 5);
			assert.notEqual(arm.timeToFirstReviewHours.value, null);
			assert.notEqual(arm.defectRate30d.value, null);
			assert.notEqual(arm.coverageDelta.value, null);
		}
		assert.deepEqual(readdirSync(home), []);
		rmSync(home, { recursive: true });
	});

	it('gives the same bytes each time', async () => {
		const [one, two] = await Promise.all([
			runCli(['demo', '--format', 'json']),
			runCli(['demo', '--format', 'json']),
		]);
		assert.equal(one.stdout, two.stdout);
	});

	it('gives the same bytes in every process, whatever the zone and language of the machine', async () => {
		const machines = [
			{ TZ: 'UTC', LANG: 'C', LC_ALL: 'C' },
			{ TZ: 'Pacific/Auckland', LANG: 'de_DE.UTF-8', LC_ALL: 'de_DE.UTF-8' },
			{ TZ: 'America/St_Johns', LANG: 'ar_EG.UTF-8', LC_ALL: 'ar_EG.UTF-8' },
		];
		const printed = new Set<string>();
		for (const env of machines) {
			const { code, stdout, stderr } = await runCli(['demo', '--format', 'html'], { env });
			assert.equal(code, 0, stderr);
			printed.add(stdout);
		}
		assert.equal(printed.size, 1);
	});

	it('explains a figure: what it counts, what it leaves out, why, and by which rule', async () => {
		const { code, stdout, stderr } = await runCli(['demo', '--figure', 'defect-rate-ai', '--format', 'json']);
		assert.equal(code, 0, stderr);
		const found = JSON.parse(stdout) as {
			readonly schema: string;
			readonly figure: { readonly value: number; readonly pullRequests: number };
			readonly pullRequests: readonly { readonly isCounted: boolean; readonly value: number | null }[];
		};
		assert.equal(found.schema, 'outlay.figure/1');
		const counted = found.pullRequests.filter(({ isCounted }) => isCounted);
		assert.equal(counted.length, found.figure.pullRequests);
		const hit = counted.filter(({ value }) => value === 1).length;
		assert.ok(Math.abs(hit / counted.length - found.figure.value) < 1e-6);
		const unknown = await runCli(['demo', '--figure', 'nonsense']);
		assert.equal(unknown.code, 2);
		assert.match(unknown.stderr, /defect-rate-ai/);
	});

	it('ends with the line that runs it on one’s own repository', async () => {
		const { stdout } = await runCli(['demo']);
		assert.match(stdout.trimEnd().split('\n').at(-1) ?? '', /report --repo \. --prs git$/);
		assert.ok(
			stdout.split('\n').every((line) => stringWidth(line) <= 80 || line.includes('cli.js')),
			'fits 80 columns',
		);
	});
});
