// Speed of `inspect usage` beside ccusage's, on a generated corpus, in one run.
// `npm run bench -- usage [runs] [folder for the corpus, kept between runs]`; needs `npm run build` first.
import { execFileSync } from 'node:child_process';
import {
	appendFileSync,
	existsSync,
	mkdirSync,
	mkdtempSync,
	openSync,
	rmSync,
	writeFileSync,
	writeSync,
} from 'node:fs';
import { availableParallelism, cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { standardCorpus, writeCorpus } from './usageInputs/corpus.js';
import { median, runInTurn, runOnce, type Run } from './usageInputs/measure.js';

const runs = Number(process.argv[2] ?? 7);
const root = process.argv[3] ?? mkdtempSync(join(tmpdir(), 'outlay-bench-'));
const cli = join(import.meta.dirname, '../../dist/cli.js');
const rival = ['ccusage@20.0.24', '@ccusage/ccusage-linux-x64@20.0.24'];

/** The corpus, made once for a folder. */
function corpus(): string {
	const folder = join(root, 'corpus');
	if (!existsSync(folder)) writeCorpus(folder, standardCorpus);
	return folder;
}

/** The rival, installed beside the corpus; it is no dependency of ours. */
function installedRival(): string {
	const folder = join(root, 'rival');
	const program = join(folder, 'node_modules/.bin/ccusage');
	if (!existsSync(program)) {
		mkdirSync(folder, { recursive: true });
		writeFileSync(join(folder, 'package.json'), '{"private":true}');
		execFileSync('npm', ['install', '--no-audit', '--no-fund', '--silent', ...rival], { cwd: folder });
	}
	return program;
}

const inspect = (folder: string, ...args: string[]): [string, ...string[]] => [
	...([process.execPath, cli, 'inspect', 'usage', '--format', 'json', '--claude-dir'] as const),
	folder,
	...args,
];

const wall = (all: readonly Run[]): string => `${median(all.map(({ wallMs }) => wallMs)).toFixed(0)} ms`;
const peak = (all: readonly Run[]): string =>
	`${Math.max(...all.map(({ peakMiB }) => peakMiB ?? NaN)).toFixed(0)} MiB`;

async function cold(folder: string): Promise<void> {
	const program = installedRival();
	const result = await runInTurn(
		runs,
		() => runOnce(inspect(folder, '--no-ledger')),
		() =>
			runOnce([process.execPath, program, 'claude', 'daily', '--json', '--offline', '--timezone', 'UTC'], {
				CLAUDE_CONFIG_DIR: folder,
			}),
	);
	console.log(
		`cold      ours ${wall(result.one)} (peak ${peak(result.one)}), ccusage ${wall(result.two)} (peak ${peak(result.two)}), ratio ${result.ratio.toFixed(2)} (target 0.50)`,
	);
}

async function warm(folder: string): Promise<void> {
	const ledger = join(root, 'ledger');
	rmSync(ledger, { recursive: true, force: true });
	await runOnce(inspect(folder, '--ledger', ledger));
	const added = join(folder, 'projects/-home-dev-code-app0/appended.jsonl');
	writeFileSync(added, '');
	let count = 0;
	const result = await runInTurn(
		runs,
		() => {
			count += 1;
			appendFileSync(added, `${JSON.stringify(appendedLine(count))}\n`);
			return runOnce(inspect(folder, '--ledger', ledger));
		},
		() => runOnce([process.execPath, '-e', '0']),
	);
	rmSync(added);
	const overMs =
		median(result.one.map(({ wallMs }) => wallMs)) - median(result.two.map(({ wallMs }) => wallMs));
	console.log(
		`warm      ours ${wall(result.one)} (peak ${peak(result.one)}), node -e 0 ${wall(result.two)}, over it ${overMs.toFixed(0)} ms (target 150 ms)`,
	);
}

const appendedLine = (count: number): object => ({
	type: 'assistant',
	sessionId: 'appended',
	timestamp: new Date(Date.UTC(2026, 10, 1) + count * 1000).toISOString(),
	message: {
		id: `msg_appended_${count}`,
		model: 'claude-opus-5-5',
		stop_reason: 'end_turn',
		usage: { input_tokens: 1, output_tokens: 2 },
	},
});

/** A file that no reader should have to meet, alone in its folder. */
async function ugly(name: string, write: (file: number) => void): Promise<void> {
	const folder = join(root, 'ugly');
	rmSync(folder, { recursive: true, force: true });
	mkdirSync(join(folder, 'projects/-p'), { recursive: true });
	const file = openSync(join(folder, 'projects/-p/session.jsonl'), 'w');
	write(file);
	const run = await runOnce(inspect(folder, '--no-ledger'));
	rmSync(folder, { recursive: true });
	console.log(`${name} ${run.wallMs.toFixed(0)} ms, peak ${peak([run])}, exit ${run.code ?? 'none'}`);
}

async function main(): Promise<void> {
	const processor = cpus()[0]?.model ?? 'unknown processor';
	const memory = (totalmem() / 2 ** 30).toFixed(0);
	console.log(
		`machine   ${processor}, ${availableParallelism()} cores, ${memory} GiB, ${process.platform}, Node ${process.version}, medians of ${runs} runs in turn`,
	);
	const folder = corpus();
	await cold(folder);
	await warm(folder);
	const block = Buffer.alloc(1_000_000, 'x');
	await ugly('700 MB line', (file) => {
		writeSync(file, '{"type":"file-history-snapshot","text":"');
		for (let written = 0; written < 700; written++) writeSync(file, block);
		writeSync(file, '"}\n');
	});
	const noise = Buffer.from(Array.from({ length: 1_000_000 }, (_, at) => (at * 2_654_435_761) >>> 24));
	await ugly('100 MB of binary', (file) => {
		for (let written = 0; written < 100; written++) writeSync(file, noise);
	});
	if (process.argv[3] === undefined) rmSync(root, { recursive: true });
}

void main();
