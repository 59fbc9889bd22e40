// Weight of the extension in a real VS Code beside a large history. Sizes; then the extension host with Outlay and, in
// the same run, one without it: own activation work, longest task, processor time while idle. Last the packaged
// extension as a user sees it: from an appended transcript line to the figure in the status bar of two windows.
// `npm run package` first.
// npm run bench -- editor [megabytes of history, default 1000] [weight|latency]
import { mkdir, mkdtemp, readFile, stat, writeFile } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { runTests } from '@vscode/test-electron';
import { build } from 'esbuild';
import { version } from '../../package.json';
import { harnessHome, projectRoot } from '../harness/paths.js';
import { removeFolder } from '../harness/removeFolder.js';
import { standIn } from '../harness/standIn.js';
import { makeWorkspace } from '../harness/workspace.js';
import { writeHistory } from './editorInputs/history.js';
import { measureLatency } from './editorInputs/latency.js';
import type { HostWeight } from './editorInputs/measure.js';

const megabytes = Number(process.argv[2] ?? 1000);
const part = process.argv[3] ?? 'all';
const kilobytes = (bytes: number): string => `${(bytes / 1024).toFixed(0)} KB`;
const fixed = (value: number | null): string => (value === null ? '–' : value.toFixed(1));

/** An extension that does nothing, so that the host is the same but for Outlay. */
async function emptyExtension(): Promise<string> {
	const folder = join(harnessHome, 'bench/empty');
	await mkdir(folder, { recursive: true });
	const manifest = {
		name: 'empty',
		publisher: 'test',
		version: '1.0.0',
		engines: { vscode: '^1.100.0' },
		main: './main.js',
		extensionKind: ['workspace'],
		activationEvents: ['onStartupFinished'],
	};
	await writeFile(join(folder, 'package.json'), JSON.stringify(manifest));
	await writeFile(join(folder, 'main.js'), 'exports.activate = () => undefined;\n');
	return folder;
}

async function hostWeight(home: string, extension: string, workspace: string): Promise<HostWeight> {
	const result = join(home, 'result.json');
	const suite = join(harnessHome, 'bench/index.js');
	await build({
		entryPoints: [join(projectRoot, 'test/bench/editorInputs/measure.ts')],
		outfile: suite,
		bundle: true,
		platform: 'node',
		format: 'cjs',
		external: ['vscode'],
	});
	await runTests({
		vscodeExecutablePath: await standIn(),
		extensionDevelopmentPath: extension,
		extensionTestsPath: suite,
		launchArgs: [workspace],
		extensionTestsEnv: { OUTLAY_TEST_HOME: home, OUTLAY_TEST_RESULT: result },
	});
	return JSON.parse(await readFile(result, 'utf8')) as HostWeight;
}

async function sizes(): Promise<void> {
	const bytes = JSON.parse(await readFile(join(projectRoot, 'dist/sizes.json'), 'utf8')) as Record<
		string,
		number
	>;
	const vsix = await stat(join(projectRoot, `outlay-${version}.vsix`));
	console.log(
		`extension.js ${kilobytes(bytes['extension.js'] ?? 0)} (at most 400 KB), vsix ${vsix.size.toLocaleString('en-US')} bytes (at most 1,500,000)`,
	);
}

async function main(): Promise<void> {
	const home = await mkdtemp(join(tmpdir(), 'outlay-bench-'));
	try {
		console.log(
			`${cpus().length} × ${cpus()[0]?.model ?? '?'}, Node ${process.version}, ${megabytes} MB of history, load ${fixed(loadavg()[0] ?? 0)}`,
		);
		await sizes();
		await writeHistory(home, megabytes);
		const { folder } = await makeWorkspace(home);
		if (part !== 'latency') {
			const own = await hostWeight(home, projectRoot, folder);
			const other = await hostWeight(home, await emptyExtension(), folder);
			console.log(`own activation work ${fixed(own.activationMs)} ms (under 50)`);
			console.log(`budget known after ${fixed(own.readMs)} ms`);
			console.log(
				`longest task of Outlay in the extension host ${fixed(own.longestOwnMs)} ms (under 50); ` +
					`longest turn of the host, with everybody's work: ${fixed(own.longestTurnMs)} ms, without Outlay ${fixed(other.longestTurnMs)} ms`,
			);
			console.log(
				`idle: ${own.idlePercent.toFixed(2)} % of one core; without Outlay ${other.idlePercent.toFixed(2)} %`,
			);
			for (const [name, { threadsRest, ownTimers }] of Object.entries({ with: own, without: other })) {
				const { threads, cpuMs, wakeUps } = threadsRest;
				console.log(
					`the same minute, ${name} Outlay: ${threads} threads of its own, ${cpuMs.toFixed(1)} ms of processor, ` +
						`woken ${wakeUps} times; ${ownTimers} timers of its code in the host's thread`,
				);
			}
		}
		if (part !== 'weight') await measureLatency(home, folder, (line) => console.log(line));
	} finally {
		await removeFolder(home);
	}
}

void main();
