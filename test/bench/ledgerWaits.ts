// Whether processes that share a ledger wait for one another: an editor window that reads, one that writes as a sync
// does, and a hook that opens, writes and ends, with nobody else and then all at once while the image is replaced over
// and over. `npm run bench -- ledgerWaits FOLDER` with a ledger that `ledgerGrowth` has kept.
import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { compact } from '../../src/ledger/compaction.js';
import { openLedger } from '../../src/ledger/openLedger.js';
import type { LedgerBatch } from '../../src/ledger/ledger.js';
import { callRow } from '../integration/ledger/rows.js';

const runMs = 12_000;

/** A value of some measurements: the part of them that is not above it. */
function quantile(values: readonly number[], part: number): number {
	const sorted = [...values].sort((one, two) => one - two);
	return Math.round((sorted[Math.ceil(sorted.length * part) - 1] ?? 0) * 10) / 10;
}

const row = (what: string, values: readonly number[]): string =>
	`| ${what} | ${values.length} | ${[0.5, 0.99, 1].map((part) => quantile(values, part)).join(' | ')} |`;

/** A turn of calls, and when it was written. */
const batch = (name: string, n: number): LedgerBatch => ({
	call: Array.from({ length: 20 }, (_, index) =>
		callRow(`${name}-${n}-${index}`, { orgId: 'acme', atMs: Date.now() }),
	),
	cursor: [{ orgId: 'acme', source: 'waits', key: name, value: String(Date.now()) }],
});

const roles: Record<string, (dir: string) => Promise<string>> = {
	/** An editor window: how long its thread was held up, and how old the news was. */
	async window(dir) {
		const ledger = await openLedger({ dir, orgId: 'acme', now: () => Date.now(), compaction: 'never' });
		const ages: number[] = [];
		let seen = '';
		const look = async (): Promise<void> => {
			const { value } = (await ledger.db
				.selectFrom('cursor')
				.select('value')
				.where('source', '=', 'waits')
				.where('key', '=', 'sync')
				.executeTakeFirst()) ?? { value: '' };
			if (value !== seen && value !== '') ages.push(Date.now() - Number(value));
			seen = value;
		};
		const stop = ledger.watch(
			() => void look(),
			(error) => console.error(error),
		);
		const delay = monitorEventLoopDelay({ resolution: 1 });
		await pause(500);
		delay.enable();
		await pause(runMs);
		delay.disable();
		stop();
		const held = [50, 99, 100].map((part) => Math.round((delay.percentile(part) / 1e6) * 10) / 10);
		await ledger.close();
		return `| window: its thread held up | ${delay.count} | ${held.join(' | ')} |\n${row('window: age of another’s news when shown', ages)}`;
	},
	/** A sync: how long a write takes until it is safe. */
	async sync(dir) {
		const ledger = await openLedger({ dir, orgId: 'acme', now: () => Date.now() });
		const waits: number[] = [];
		for (const end = performance.now() + runMs; performance.now() < end;) {
			const from = performance.now();
			await ledger.write(batch('sync', waits.length));
			waits.push(performance.now() - from);
			await pause(40);
		}
		await ledger.close();
		return row('sync: a write until it is safe', waits);
	},
	/** A hook that remembers one thing: from opening the spool to its end, without the start of Node. */
	async hook(dir) {
		const { spoolBatch } = await import('../../src/ledger/usageView.js');
		const waits: number[] = [];
		for (const end = performance.now() + runMs; performance.now() < end;) {
			const from = performance.now();
			await spoolBatch(dir, batch('hook', waits.length), 3, Date.now());
			waits.push(performance.now() - from);
			await pause(150);
		}
		return row('hook: open, write, end', waits);
	},
	/** Replaces the image over and over. */
	async compactor(dir) {
		const took: number[] = [];
		for (const end = performance.now() + runMs; performance.now() < end;) {
			const from = performance.now();
			const { outcome } = await compact({ dir, nowMs: Date.now() });
			if (outcome === 'done') took.push(performance.now() - from);
			await pause(20);
		}
		return row('replacing the image', took);
	},
};

async function together(program: string, dir: string, names: readonly string[]): Promise<string> {
	const folder = mkdtempSync(join(tmpdir(), 'outlay-waits-'));
	cpSync(dir, folder, { recursive: true });
	const said = await Promise.all(
		names.map(
			(name) =>
				new Promise<string>((resolve, reject) => {
					const child = spawn(process.execPath, [program, name, folder], {
						stdio: ['ignore', 'pipe', 'inherit'],
					});
					let text = '';
					child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
					child.once('error', reject);
					child.once('exit', () => resolve(text.trim()));
				}),
		),
	);
	rmSync(folder, { recursive: true });
	return said.join('\n');
}

async function main(): Promise<void> {
	const [, , first = '', second = ''] = process.argv;
	const role = roles[first];
	if (role !== undefined) {
		console.log(await role(second));
		return;
	}
	// Not part of the program that it builds from this very file.
	const { buildSync } = await import('esbuild');
	const out = mkdtempSync(join(tmpdir(), 'outlay-bench-'));
	const root = join(__dirname, '../..');
	const common = { bundle: true, platform: 'node', format: 'cjs' } as const;
	const worker = join(root, 'src/ledger/compaction.worker.ts');
	buildSync({ ...common, entryPoints: [__filename], outfile: join(out, 'bench.js'), external: ['esbuild'] });
	buildSync({ ...common, entryPoints: [worker], outfile: join(out, 'ledger-compaction.worker.js') });
	const wasm = join(root, 'node_modules/sql.js/dist/sql-wasm.wasm');
	writeFileSync(join(out, 'sql-wasm.wasm'), readFileSync(wasm));
	console.log('| milliseconds | times | median | p99 | most |\n|---|---|---|---|---|');
	const program = join(out, 'bench.js');
	for (const name of ['window', 'sync', 'hook']) {
		console.log(`| **${name} alone** | | | | |\n${await together(program, first, [name])}`);
	}
	const everybody = ['window', 'sync', 'hook', 'compactor'];
	console.log(`| **all at once** | | | | |\n${await together(program, first, everybody)}`);
	rmSync(out, { recursive: true });
}

void main();
