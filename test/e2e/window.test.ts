import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { version } from '../../package.json';
import { EditorWindow, launchBrowser } from '../harness/editorWindow.js';
import { projectRoot } from '../harness/paths.js';
import { provideHost, type HostVersion } from '../harness/provideHost.js';
import { startServer, type Server } from '../harness/server.js';
import { makeWorkspace } from '../harness/workspace.js';

const vsix = join(projectRoot, `outlay-${version}.vsix`);

for (const host of ['current', 'oldest'] as const satisfies readonly HostVersion[]) {
	describe(`the packaged extension in the ${host} VS Code`, () => {
		let home: string;
		let server: Server;
		let browser: Browser;

		before(async () => {
			home = await mkdtemp(join(tmpdir(), 'outlay-e2e-'));
			browser = await launchBrowser();
			server = await startServer({
				host: await provideHost(host),
				home,
				extensions: [vsix],
				bare: host === 'oldest',
			});
		});

		after(async () => {
			await browser.close();
			server.stop();
			await rm(home, { recursive: true, force: true, maxRetries: 5 });
		});

		it('shows its item in the status bar', async () => {
			const { folder } = await makeWorkspace(home);
			const window = await EditorWindow.open(browser, server.url(folder));
			await window.statusItem.getByText('no Claude Code use yet').waitFor();
			await window.screenshot(join(projectRoot, '.vscode-test/screenshots', `first-${host}.png`));
		});
	});
}
