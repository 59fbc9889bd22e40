import assert from 'node:assert/strict';
import fc from 'fast-check';
import { OutlayError } from '../../../src/core/errors.js';
import type { CoverageReport } from '../../../src/core/outcomes/coverageReport.js';
import { resolvePaths } from '../../../src/core/outcomes/coverageResolution.js';
import { readCoverage } from '../../../src/sources/coverage/readCoverage.js';
import { readZippedReports } from '../../../src/sources/coverage/zipReports.js';
import { hostileReport, hostileZip, seeds } from './hostileReports.js';

async function* once(bytes: Buffer): AsyncGenerator<Uint8Array> {
	yield await Promise.resolve(bytes);
}

/** Sums that no report may break. */
function checkSound(report: CoverageReport): void {
	for (const { path, coverable, covered } of resolvePaths(report, null, true).files) {
		assert.ok(Number.isFinite(coverable) && covered >= 0 && covered <= coverable);
		assert.ok(!path.split('/').includes('..') && !path.includes('\0'));
	}
}

describe('hostile coverage reports, at random', () => {
	it('reads every seed, so that the fuzzing starts from what works', async () => {
		for (const seed of seeds) assert.equal((await readCoverage('seed', once(Buffer.from(seed)))).files.length, 1, seed);
	});

	it('either reads a report soundly or refuses it by name; 100,000 more by "npm run bench -- coverageFuzz"', async () => {
		await fc.assert(
			fc.asyncProperty(hostileReport, async (bytes) => {
				try {
					checkSound(await readCoverage('report', once(bytes)));
				} catch (error) {
					if (!OutlayError.is(error, 'environment')) throw error;
					assert.match(error.message, /^Coverage report report was refused: /);
				}
			}),
			{ numRuns: 1500 },
		);
	});

	it('either reads an archive soundly or refuses it by name', async () => {
		await fc.assert(
			fc.asyncProperty(hostileZip, async (bytes) => {
				try {
					for (const report of await readZippedReports('artifact', bytes, [])) checkSound(report);
				} catch (error) {
					if (!OutlayError.is(error, 'environment')) throw error;
					assert.match(error.message, /^Coverage report artifact was refused: /);
				}
			}),
			{ numRuns: 500 },
		);
	});
});
