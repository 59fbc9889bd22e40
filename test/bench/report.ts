// How long the report takes to compute and to render, and how much memory that needs.
//
//   npm run bench -- report [--prs N] [--calls N]
//
// A made-up quarter (default: 10,000 pull requests, 2,000,000 calls of 600 people) as the inputs that gathering hands
// over: calls are summed to slices of session, day and model there, so the slices are what is computed from. Each step
// is timed after one warm-up on a tenth; the ratio to plainly serialising the report shows how busy the machine is.
import { performance } from 'node:perf_hooks';
import { defaultConfig } from '../../src/core/config.js';
import { computeReport } from '../../src/core/report/computeReport.js';
import type { ReportInputs, SpendSlice } from '../../src/core/report/inputs.js';
import { reportCsv } from '../../src/present/report/csv.js';
import { reportHtml } from '../../src/present/report/html.js';
import { reportMarkdown } from '../../src/present/report/markdown.js';
import { reportText } from '../../src/present/report/text.js';
import { exampleTeam } from '../unit/report/exampleInputs.js';

const option = (name: string, fallback: number): number => {
	const index = process.argv.indexOf(`--${name}`);
	return index === -1 ? fallback : Number(process.argv[index + 1]);
};

/** The inputs with their calls scaled so that they sum to about `calls`. */
function quarter(pullRequests: number, calls: number): ReportInputs {
	const inputs = exampleTeam({ developers: 600, pullRequests, sessionsPerPullRequest: 3, seed: 11 });
	const known = inputs.spend.reduce((sum, slice) => sum + slice.calls, 0);
	const factor = calls / known;
	return {
		...inputs,
		spend: inputs.spend.map((slice): SpendSlice => ({ ...slice, calls: Math.round(slice.calls * factor) })),
	};
}

const pullRequests = option('prs', 10_000);
const calls = option('calls', 2_000_000);
const small = quarter(Math.ceil(pullRequests / 10), calls / 10);
const warm = computeReport(small, defaultConfig);
for (const form of [reportText, reportMarkdown, reportHtml]) form(warm);

const inputs = quarter(pullRequests, calls);
const timed = <Result>(name: string, work: () => Result): Result => {
	const start = performance.now();
	const before = process.cpuUsage();
	const result = work();
	const { user, system } = process.cpuUsage(before);
	const wall = (performance.now() - start).toFixed(0).padStart(7);
	console.log(`${name.padEnd(28)} ${wall} ms  (${((user + system) / 1000).toFixed(0)} ms of processor)`);
	return result;
};
console.log(
	`${pullRequests} pull requests, ${calls} calls in ${inputs.spend.length} slices, ${inputs.links.length} sessions`,
);
const report = timed('compute', () => computeReport(inputs, defaultConfig));
timed('text', () => reportText(report));
timed('Markdown', () => reportMarkdown(report));
const html = timed('HTML', () => reportHtml(report));
timed('CSV', () => reportCsv(report));
timed('JSON (the yardstick)', () => JSON.stringify(report));
console.log(`HTML ${(Buffer.byteLength(html) / 1024).toFixed(0)} KiB`);
console.log(
	`peak resident memory ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MiB, inputs included`,
);
