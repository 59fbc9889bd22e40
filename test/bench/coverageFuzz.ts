// Throws hostile coverage reports at every parser: none may crash, hang or give unsound sums.
//
//   npm run bench -- coverageFuzz [COUNT]      default 100000
import fc from 'fast-check';
import { messageOf, OutlayError } from '../../src/core/errors.js';
import { resolvePaths } from '../../src/core/outcomes/coverageResolution.js';
import { readCoverage } from '../../src/sources/coverage/readCoverage.js';
import { hostileReport } from '../unit/coverage/hostileReports.js';

async function* once(bytes: Buffer): AsyncGenerator<Uint8Array> {
	yield await Promise.resolve(bytes);
}

async function main(): Promise<void> {
	const count = Number(process.argv[2] ?? 100_000);
	let read = 0;
	let refused = 0;
	let slowestMs = 0;
	const formats = new Map<string, number>();
	const start = performance.now();
	await fc.assert(
		fc.asyncProperty(hostileReport, async (bytes) => {
			const from = performance.now();
			try {
				const report = resolvePaths(await readCoverage('report', once(bytes)), null, true);
				for (const { coverable, covered } of report.files) {
					if (!Number.isFinite(coverable) || covered < 0 || covered > coverable)
						throw new Error('unsound sums');
				}
				formats.set(report.format, (formats.get(report.format) ?? 0) + 1);
				read++;
			} catch (error) {
				if (!OutlayError.is(error, 'environment')) throw error;
				refused++;
			}
			slowestMs = Math.max(slowestMs, performance.now() - from);
		}),
		{ numRuns: count },
	);
	const seconds = (performance.now() - start) / 1000;
	console.log(
		`${count} hostile reports in ${seconds.toFixed(1)} s: ${read} read, ${refused} refused, none crashed or hung`,
	);
	console.log(
		`slowest ${slowestMs.toFixed(1)} ms; read by format: ${[...formats]
			.sort()
			.map(([name, n]) => `${name} ${n}`)
			.join(', ')}`,
	);
}

main().catch((error: unknown) => {
	console.error(messageOf(error));
	process.exitCode = 1;
});
