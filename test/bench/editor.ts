// Weight of the extension: sizes; own activation work, longest task and idle CPU of the extension host beside a large
// history, in a real VS Code. `npm run package` first.
// npm run bench -- editor [megabytes of history, default 1000]
import { mkdir, mkdtemp, readFile, stat, writeFile } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { runTests } from '@vscode/test-electron';
import { build } from 'esbuild';
import { version } from '../../package.json';
import { harnessHome, projectRoot } from '../harness/paths.js';
import { standIn } from '../harness/standIn.js';
import { makeWorkspace } from '../harness/workspace.js';
import { removeFolder } from '../harness/removeFolder.js';

const megabytes = Number(process.argv[2] ?? 1000);
const kilobytes = (bytes: number): string => `${(bytes / 1024).toFixed(0)} KB`;

/** Transcripts of one megabyte each: 40 % of the lines are answers, the rest tool output. */
async function history(home: string): Promise<void> {
	const folder = join(home, '.claude/projects/-work-app');
	await mkdir(folder, { recursive: true });
	const filler = 'x'.repeat(2000);
	for (let file = 0; file < megabytes; file++) {
		const lines: string[] = [];
		for (let line = 0; line < 450; line++) {
			const base = {
				uuid: `u-${file}-${line}`,
				sessionId: `s-${file}`,
				timestamp: new Date(Date.now() - (megabytes - file) * 3_600_000).toISOString(),
				cwd: '/home/dev/app',
				version: '2.1.280',
			};
			const usage = { input_tokens: 10, output_tokens: 500, cache_read_input_tokens: 20_000 };
			const message = {
				id: `m-${file}-${line}`,
				model: 'claude-sonnet-5-5',
				stop_reason: 'end_turn',
				usage,
				content: filler,
			};
			const isAnswer = line % 5 < 2;
			lines.push(
				JSON.stringify(
					isAnswer ? { ...base, type: 'assistant', message } : { ...base, type: 'user', content: filler },
				),
			);
		}
		await writeFile(join(folder, `s-${file}.jsonl`), `${lines.join('\n')}\n`);
	}
}

async function main(): Promise<void> {
	const home = await mkdtemp(join(tmpdir(), 'outlay-bench-'));
	try {
		await history(home);
		const { folder } = await makeWorkspace(home);
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
			extensionDevelopmentPath: projectRoot,
			extensionTestsPath: suite,
			launchArgs: [folder],
			extensionTestsEnv: { OUTLAY_TEST_HOME: home, OUTLAY_TEST_RESULT: result },
		});
		const measured = JSON.parse(await readFile(result, 'utf8')) as Record<string, number>;
		const sizes = JSON.parse(await readFile(join(projectRoot, 'dist/sizes.json'), 'utf8')) as Record<
			string,
			number
		>;
		const vsix = await stat(join(projectRoot, `outlay-${version}.vsix`));
		console.log(
			`${cpus().length} × ${cpus()[0]?.model ?? '?'}, Node ${process.version}, ${megabytes} MB of history`,
		);
		console.log(
			`extension.js ${kilobytes(sizes['extension.js'] ?? 0)} (at most 400 KB), vsix ${kilobytes(vsix.size)} (at most 1,536 KB)`,
		);
		for (const [name, value] of Object.entries(measured)) console.log(`${name} ${value.toFixed(1)}`);
	} finally {
		await removeFolder(home);
	}
}

void main();
