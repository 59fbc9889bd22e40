// Throws hostile coverage reports and archives at every parser: none may crash, hang or give unsound sums.
//
//   npm run bench -- coverageFuzz [COUNT]      default 100000
import fc from 'fast-check';
import { messageOf, OutlayError } from '../../src/core/errors.js';
import type { CoverageReport } from '../../src/core/outcomes/coverageReport.js';
import { resolvePaths } from '../../src/core/outcomes/coverageResolution.js';
import { readCoverage } from '../../src/sources/coverage/readCoverage.js';
import { readZippedReports } from '../../src/sources/coverage/zipReports.js';
import { hostileReport, hostileZip } from '../unit/coverage/hostileReports.js';

async function* once(bytes: Buffer): AsyncGenerator<Uint8Array> {
	yield await Promise.resolve(bytes);
}

interface Reading {
	readonly hostile: fc.Arbitrary<Buffer>;
	readonly read: (bytes: Buffer) => Promise<readonly CoverageReport[]>;
}

const readings: Readonly<Record<string, Reading>> = {
	reports: {
		hostile: hostileReport,
		read: async (bytes) => [await readCoverage('report', once(bytes))],
	},
	archives: { hostile: hostileZip, read: (bytes) => readZippedReports('artifact', bytes, []) },
};

async function fuzz(name: string, { hostile, read }: Reading, count: number): Promise<void> {
	let soundly = 0;
	let refused = 0;
	let slowestMs = 0;
	const formats = new Map<string, number>();
	const start = performance.now();
	const readOne = async (bytes: Buffer): Promise<void> => {
		const from = performance.now();
		try {
			for (const report of await read(bytes)) {
				for (const { coverable, covered } of resolvePaths(report, null, true).files) {
					if (!Number.isFinite(coverable) || covered < 0 || covered > coverable)
						throw new Error('unsound sums');
				}
				formats.set(report.format, (formats.get(report.format) ?? 0) + 1);
			}
			soundly++;
		} catch (error) {
			if (!OutlayError.is(error, 'environment')) throw error;
			refused++;
		}
		slowestMs = Math.max(slowestMs, performance.now() - from);
	};
	await fc.assert(fc.asyncProperty(hostile, readOne), { numRuns: count });
	const seconds = (performance.now() - start) / 1000;
	const counts = `${soundly} read, ${refused} refused, none crashed or hung`;
	console.log(`${count} hostile ${name} in ${seconds.toFixed(1)} s: ${counts}`);
	const byFormat = [...formats].sort().map(([format, read]) => `${format} ${read}`);
	console.log(`slowest ${slowestMs.toFixed(1)} ms; read by format: ${byFormat.join(', ')}`);
}

async function main(): Promise<void> {
	const count = Number(process.argv[2] ?? 100_000);
	for (const [name, reading] of Object.entries(readings)) await fuzz(name, reading, count);
}

main().catch((error: unknown) => {
	console.error(messageOf(error));
	process.exitCode = 1;
});
