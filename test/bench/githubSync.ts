// What a first sync with GitHub, and an idle one after it, take at most of memory, by the number of pull requests.
// The CLI runs as a child process against a local server that checks each query by GitHub's schema.
// npm run build, then npm run bench -- githubSync [number …]   (default 20000 50000 100000)
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GithubDesk, secret } from '../integration/github/githubDesk.js';
import { pullRequestOf, worldOf, type World } from '../integration/github/world.js';
import { cliPath } from '../integration/runCli.js';

const megabyte = 1_000_000;
const places = mkdtempSync(join(tmpdir(), 'outlay-bench-'));
/** Loaded into the child: says its peak memory when it ends. Kilobytes. */
const probe = join(places, 'probe.cjs');
writeFileSync(
	probe,
	"process.on('exit', () => process.stderr.write(`peak ${process.resourceUsage().maxRSS}\\n`));",
);

function bigWorld(count: number): World {
	const pullRequests = Array.from({ length: count }, (_, index) =>
		pullRequestOf(index + 1, index % 40 === 0 ? { reviews: 45, commits: 60 } : { reviews: 3, commits: 3 }),
	);
	return { ...worldOf(0), isFixed: true, pullRequests };
}

/** Runs one sync; gives its peak memory in MB. */
function peakOf(desk: GithubDesk): Promise<number> {
	return new Promise((resolve, reject) => {
		const child = spawn(
			process.execPath,
			['--require', probe, cliPath, ...desk.argumentsOf('sync', 'github')],
			{
				env: { PATH: process.env['PATH'] ?? '', HOME: desk.folder, GITHUB_TOKEN: secret },
				stdio: ['ignore', 'ignore', 'pipe'],
			},
		);
		let told = '';
		child.stderr.on('data', (chunk: Buffer) => (told += chunk.toString()));
		child.on('close', (code) => {
			const peak = /peak (\d+)/.exec(told)?.[1];
			if (code === 0 && peak !== undefined) resolve((Number(peak) * 1024) / megabyte);
			else reject(new Error(`exit ${code ?? 'by a signal'}: ${told}`));
		});
	});
}

function sizeOf(folder: string): number {
	return readdirSync(folder, { recursive: true, withFileTypes: true })
		.filter((one) => one.isFile())
		.reduce((sum, one) => sum + statSync(join(one.parentPath, one.name)).size, 0);
}

async function main(): Promise<void> {
	const given = process.argv.slice(2).map(Number);
	for (const count of given.length > 0 ? given : [20_000, 50_000, 100_000]) {
		const desk = await GithubDesk.open(bigWorld(count));
		desk.server.budget = null;
		const fill = await peakOf(desk);
		const idle = await peakOf(desk);
		const ledger = sizeOf(desk.ledger) / megabyte;
		const round = (value: number): string => value.toFixed(0).padStart(4);
		console.log(
			`${String(count).padStart(7)} pull requests: first sync ${round(fill)} MB, idle sync ${round(idle)} MB at most, ` +
				`ledger ${round(ledger)} MB; the first sync takes ${round(fill - idle)} MB more than opening what it wrote`,
		);
		await desk.close();
	}
	rmSync(places, { recursive: true });
}

void main();
