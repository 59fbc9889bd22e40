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

	it('ends with the line that runs it on one’s own repository', async () => {
		const { stdout } = await runCli(['demo']);
		assert.match(stdout.trimEnd().split('\n').at(-1) ?? '', /report --repo \. --prs git$/);
		assert.ok(
			stdout.split('\n').every((line) => stringWidth(line) <= 80 || line.includes('cli.js')),
			'fits 80 columns',
		);
	});
});
