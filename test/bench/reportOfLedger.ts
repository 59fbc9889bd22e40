// The whole `outlay report` from a ledger of a large team, as a user runs it: wall time, processor time, peak memory, size.
//
//   npm run build && npm run bench -- reportOfLedger [pull requests of the quarter] [of all time] [calls] [folder to keep]
//
// Default: 10,000 pull requests and 2,000,000 calls of a quarter. `reportOfLedger 4000 100000 0` measures a quarter of a
// ledger with 100,000 pull requests. The first run reads what git knows and remembers it; it is told apart.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeQuarter } from './reportInputs/quarter.js';

const cli = join(__dirname, '../../dist/cli.js');
const [inQuarter = 10_000, inAll = inQuarter, calls = 2_000_000] = process.argv.slice(2, 5).map(Number);
const kept = process.argv[5];

/** Runs the program once; prints its time, its peak and the size of what it wrote. */
function run(dir: string, name: string, args: readonly string[], format: string): void {
	const out = join(dir, `report.${format}`);
	const peak = join(dir, 'peak.cjs');
	writeFileSync(
		peak,
		`process.on('exit', () => require('node:fs').writeFileSync(${JSON.stringify(join(dir, 'peak'))},
			JSON.stringify(process.resourceUsage())))`,
	);
	const from = performance.now();
	const { status, stderr } = spawnSync(
		process.execPath,
		['--require', peak, cli, 'report', ...args, '--format', format, '--out', out],
		{ encoding: 'utf8' },
	);
	if (status !== 0) throw new Error(`The report ended with ${status}: ${stderr}`);
	const seconds = ((performance.now() - from) / 1000).toFixed(2);
	const used = JSON.parse(readFileSync(join(dir, 'peak'), 'utf8')) as NodeJS.ResourceUsage;
	const cpu = ((used.userCPUTime + used.systemCPUTime) / 1e6).toFixed(2);
	const mib = Math.round(used.maxRSS / 1024);
	const kib = Math.round(statSync(out).size / 1024);
	console.log(`${name.padEnd(16)} ${seconds.padStart(7)} s  ${cpu} s of processor  ${mib} MiB  ${kib} KiB`);
}

async function main(): Promise<void> {
	if (!existsSync(cli)) throw new Error('Run npm run build first.');
	console.log(`${cpus()[0]?.model ?? ''} × ${cpus().length}, load ${loadavg()[0]?.toFixed(1) ?? ''}`);
	console.log(`${inQuarter} pull requests of ${inAll} in the quarter, ${calls} calls`);
	const dir = kept ?? mkdtempSync(join(tmpdir(), 'outlay-report-'));
	const list = join(dir, 'arguments.json');
	if (!existsSync(list)) {
		writeFileSync(list, JSON.stringify(await makeQuarter(dir, { inQuarter, inAll, calls })));
	}
	const args = JSON.parse(readFileSync(list, 'utf8')) as string[];
	run(dir, 'html, first run', args, 'html');
	for (const format of ['html', 'json', 'md']) {
		for (let round = 0; round < 3; round++) run(dir, format, args, format);
	}
	if (kept === undefined) rmSync(dir, { recursive: true });
}

void main();
