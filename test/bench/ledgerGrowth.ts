// Years of a heavy user in one ledger: how long it takes to open, what memory it takes, and how long the main thread
// is held up while the image is saved. `npm run bench -- ledgerGrowth [calls] [folder to keep]`
import { buildSync } from 'esbuild';
import { spawnSync } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { cp, mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { compact } from '../../src/ledger/compaction.js';
import { ledgerPaths } from '../../src/ledger/ledgerPaths.js';
import { writeLedgerSettings } from '../../src/ledger/ledgerSettings.js';
import { openLedger } from '../../src/ledger/openLedger.js';
import type { CallRow } from '../../src/ledger/schema.js';
import { callRow } from '../integration/ledger/rows.js';

const firstMs = Date.UTC(2023, 0, 1);
const models = ['claude-opus-5-5', 'claude-sonnet-5-5', 'claude-haiku-5-5'];

/** A call of a heavy user: a hundred to a session, 75 people, 40 folders. */
function nthCall(n: number, sessions: readonly string[]): CallRow {
	const session = Math.floor(n / 100);
	const isSub = n % 100 > 70;
	return callRow(`msg_01${createHash('md5').update(String(n)).digest('base64url')}`, {
		orgId: 'acme',
		sessionId: sessions[session] ?? '',
		origin: isSub ? 'subagent' : 'main',
		atMs: firstMs + n * 45_000,
		model: models[isSub ? 2 : session % 2] ?? '',
		inputTokens: n % 37,
		outputTokens: (n * 7919) % 4000,
		cacheWrite1hTokens: (n * 104_729) % 30_000,
		cacheReadTokens: (n * 1_299_709) % 190_000,
		cwd: `/home/person-${session % 75}/app-${session % 40}`,
		branch: `feat/work-${session % 500}`,
	});
}

async function fill(dir: string, calls: number): Promise<void> {
	const sessions = Array.from({ length: Math.ceil(calls / 100) }, () => randomUUID());
	const ledger = await openLedger({ dir, orgId: 'acme', now: () => Date.now() });
	for (let from = 0; from < calls; from += 2000) {
		await ledger.write({
			call: Array.from({ length: 2000 }, (_, index) => nthCall(from + index, sessions)),
			session:
				from % 20_000 === 0
					? sessions.slice(from / 100, from / 100 + 200).map((sessionId, index) => ({
							orgId: 'acme',
							sessionId,
							personId: `person-${index % 75}`,
							firstAtMs: firstMs,
							lastAtMs: firstMs,
							cwds: '[]',
							entrypoint: 'cli',
							clientCostMicros: null,
							clientCostHasUnknownModel: null,
						}))
					: [],
		});
	}
	await ledger.close();
	await compact({ dir, nowMs: Date.now() });
}

/** New calls while it is measured. */
const [batches, batch] = [200, 100];

/** Memory of the processes that this one has started; 0 where Linux does not tell. */
function rssMbOfChildren(): number {
	const children = `/proc/self/task/${process.pid}/children`;
	if (!existsSync(children)) return 0;
	const pages = readFileSync(children, 'utf8')
		.split(' ')
		.filter((pid) => existsSync(`/proc/${pid}/statm`) && pid !== '')
		.map((pid) => Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1] ?? 0));
	return Math.round((pages.reduce((sum, count) => sum + count, 0) * 4096) / 1e6);
}

/** What a window does: open, write while the image is saved in a worker, and count. */
async function measure(dir: string): Promise<void> {
	const mb = (): number => Math.round(process.memoryUsage().rss / 1e6);
	const bare = mb();
	const from = performance.now();
	const ledger = await openLedger({ dir, orgId: 'acme', now: () => Date.now() });
	const openMs = performance.now() - from;
	const opened = mb();
	let rows = 0;
	const scanned = performance.now();
	for (const block of ledger.calls.blocksIn(ledger.orgId)) rows += block.rows - block.gone.size;
	const scanMs = performance.now() - scanned;
	const delay = monitorEventLoopDelay({ resolution: 5 });
	let [most, mostOfSaver] = [mb(), 0];
	const watch = setInterval(() => {
		most = Math.max(most, mb());
		mostOfSaver = Math.max(mostOfSaver, rssMbOfChildren());
	}, 20);
	delay.enable();
	const before = statSync(ledgerPaths(dir).image).mtimeMs;
	// Days of calls, enough for a new image, as they come: some at a time. close() waits for the worker that
	// writes it.
	for (let n = 0; n < batches; n++) {
		const call = Array.from({ length: batch }, (_, index) => nthCall(9e6 + n * batch + index, ['new']));
		await ledger.write({ call });
		await pause(10);
	}
	const saving = performance.now();
	await ledger.close();
	const saveMs = performance.now() - saving;
	delay.disable();
	clearInterval(watch);
	const isSaved = statSync(ledgerPaths(dir).image).mtimeMs > before;
	console.log(
		JSON.stringify({
			rows,
			imageMb: Math.round(statSync(ledgerPaths(dir).image).size / 1e6),
			openMs: Math.round(openMs),
			scanMs: Math.round(scanMs),
			rssMbBare: bare,
			rssMbOpen: opened,
			rssMbMostWhileSaving: most,
			rssMbOfSaver: mostOfSaver,
			saveMs: Math.round(saveMs),
			isSaved,
			longestPauseMs: Math.round(delay.max / 1e6),
			p99PauseMs: Math.round(delay.percentile(99) / 1e6),
		}),
	);
}

/** Runs `measure` as the product runs: bundled, in a process of its own, with the worker bundled beside it. */
function measureBundled(dir: string): void {
	const out = mkdtempSync(join(tmpdir(), 'outlay-bench-'));
	const root = join(__dirname, '../..');
	const common = { bundle: true, platform: 'node', format: 'cjs', minify: true } as const;
	buildSync({ ...common, entryPoints: [__filename], outfile: join(out, 'bench.js'), external: ['esbuild'] });
	buildSync({
		...common,
		entryPoints: [join(root, 'src/ledger/compaction.worker.ts')],
		outfile: join(out, 'ledger-compaction.worker.js'),
	});
	writeFileSync(
		join(out, 'sql-wasm.wasm'),
		readFileSync(join(root, 'node_modules/sql.js/dist/sql-wasm.wasm')),
	);
	spawnSync(process.execPath, [join(out, 'bench.js'), 'measure', dir], {
		stdio: 'inherit',
		env: { ...process.env, NODE_PATH: join(root, 'node_modules') },
	});
	rmSync(out, { recursive: true });
}

async function main(): Promise<void> {
	if (process.argv[2] === 'measure') return measure(process.argv[3] ?? '');
	const calls = Number(process.argv[2] ?? 2_000_000);
	const kept = process.argv[3];
	const dir = join(mkdtempSync(join(tmpdir(), 'outlay-growth-')), 'ledger');
	if (kept !== undefined && existsSync(kept)) await cp(kept, dir, { recursive: true });
	else {
		await mkdir(dir);
		await writeLedgerSettings(ledgerPaths(dir), { rollUpAfterDays: null });
		const from = performance.now();
		await fill(dir, calls);
		console.log(`filled with ${calls} calls in ${Math.round((performance.now() - from) / 1000)} s`);
		if (kept !== undefined) await cp(dir, kept, { recursive: true });
	}
	measureBundled(dir);
	await writeLedgerSettings(ledgerPaths(dir), { rollUpAfterDays: 60 });
	const rolling = performance.now();
	const { outcome } = await compact({ dir, nowMs: firstMs + calls * 45_000 + 86_400_000 });
	console.log(`rolled up (${outcome}) in ${Math.round(performance.now() - rolling)} ms`);
	measureBundled(dir);
	rmSync(join(dir, '..'), { recursive: true });
}

void main();
