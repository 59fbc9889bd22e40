// A stand-in for the executable `code`: it takes the flags that @vscode/test-electron gives desktop VS Code and runs
// the same test module in the npm host, with a Chromium as its window. Exit code: the suite's.
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { format } from 'node:util';
import { chromium } from 'playwright-core';
import { harnessHome } from './paths.js';
import { browserFlags, provideChromium } from './provideChromium.js';
import { provideHost } from './provideHost.js';
import { removeFolder } from './removeFolder.js';
import { startServer } from './server.js';

const flag = (name: string): string | undefined =>
	process.argv.find((argument) => argument.startsWith(`--${name}=`))?.slice(name.length + 3);
const limitMs = 240_000;

async function main(): Promise<number> {
	const extension = flag('extensionDevelopmentPath');
	const tests = flag('extensionTestsPath');
	const folder = process.argv.slice(2).find((argument) => !argument.startsWith('-'));
	if (extension === undefined || tests === undefined || folder === undefined) {
		throw new Error('Expected a folder, --extensionDevelopmentPath and --extensionTestsPath.');
	}
	const home = await mkdtemp(join(tmpdir(), 'outlay-host-'));
	const inherited = Object.entries(process.env).filter(([name]) => name.startsWith('OUTLAY_'));
	const server = await startServer({
		host: await provideHost('current'),
		home,
		runsTestModule: true,
		env: {
			...(Object.fromEntries(inherited) as Record<string, string>),
			HOME: process.env['OUTLAY_TEST_HOME'] ?? home,
		},
	});
	const browser = await chromium.launch({ executablePath: await provideChromium(), args: browserFlags });
	const everything: string[] = [];
	try {
		const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
		const ended = new Promise<number>((resolve, reject) => {
			const timer = setTimeout(() => reject(new Error(`No result within ${limitMs / 1000} s.`)), limitMs);
			timer.unref();
			void page.exposeFunction('codeAutomationLog', (type: string, args: unknown[]) => {
				const line = `${format(...args)}\n`;
				everything.push(`${type} ${line}`);
				// The workbench speaks here too; its lines go to the file only.
				if (type !== 'error' && !line.startsWith('[')) process.stdout.write(line);
			});
			void page.exposeFunction('codeAutomationExit', (code: number) => resolve(code));
		});
		const remote = `vscode-remote://127.0.0.1:${server.port}`;
		await page.goto(
			server.url(folder, [
				['extensionDevelopmentPath', `${remote}${extension}`],
				['extensionTestsPath', `${remote}${tests}`],
				['enableProposedApi', ''],
			]),
		);
		return await ended;
	} finally {
		await browser.close();
		server.stop();
		await writeFile(join(harnessHome, 'host.log'), everything.join(''));
		await removeFolder(home);
	}
}

main().then(
	(code) => process.exit(code),
	(error: unknown) => {
		process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
		process.exit(1);
	},
);
