// `npm run host`: the suite of test/host inside a real VS Code, started by @vscode/test-electron. A desktop VS Code
// is used where OUTLAY_VSCODE names one; on Linux x64 the npm host otherwise; elsewhere test-electron's download.
import { existsSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runTests } from '@vscode/test-electron';
import { build } from 'esbuild';
import { harnessHome, projectRoot } from './paths.js';
import { removeFolder } from './removeFolder.js';
import { standIn } from './standIn.js';
import { makeWorkspace } from './workspace.js';

/** Bundles the suite, so that the extension host loads plain JavaScript whatever Node it brings. */
async function bundleSuite(): Promise<string> {
	const outfile = join(harnessHome, 'suite/index.js');
	await build({
		entryPoints: [join(projectRoot, 'test/host/index.ts')],
		outfile,
		bundle: true,
		platform: 'node',
		format: 'cjs',
		target: 'node20',
		external: ['vscode', 'mocha'],
		logLevel: 'warning',
	});
	return outfile;
}

async function executable(): Promise<string | undefined> {
	const chosen = process.env['OUTLAY_VSCODE'];
	if (chosen !== undefined && chosen !== '') {
		if (existsSync(chosen)) return chosen;
		throw new Error(`OUTLAY_VSCODE names ${chosen}, which does not exist.`);
	}
	return process.platform === 'linux' && process.arch === 'x64' ? standIn() : undefined;
}

async function main(): Promise<void> {
	const suite = await bundleSuite();
	const vscodeExecutablePath = await executable();
	const home = await mkdtemp(join(tmpdir(), 'outlay-home-'));
	try {
		const workspace = await makeWorkspace(home);
		await runTests({
			...(vscodeExecutablePath === undefined ? {} : { vscodeExecutablePath }),
			extensionDevelopmentPath: projectRoot,
			extensionTestsPath: suite,
			launchArgs: [workspace.folder],
			extensionTestsEnv: { OUTLAY_TEST_HOME: home, CLAUDE_CONFIG_DIR: '' },
		});
	} finally {
		await removeFolder(home);
	}
}

main().catch((error: unknown) => {
	process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
	process.exitCode = 1;
});
