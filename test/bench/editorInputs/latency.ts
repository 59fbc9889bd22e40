import { join } from 'node:path';
import { version } from '../../../package.json';
import { ClaudeHome } from '../../harness/claudeHome.js';
import { EditorWindow, launchBrowser } from '../../harness/editorWindow.js';
import { projectRoot } from '../../harness/paths.js';
import { provideHost } from '../../harness/provideHost.js';
import { startServer } from '../../harness/server.js';

const appends = 21;
const outputTokens = 1_000_000;

const median = (values: readonly number[]): number =>
	[...values].sort((one, two) => one - two)[Math.floor(values.length / 2)] ?? 0;

/** Resolves with the time at which the page's status bar shows another text than now. */
function nextText(window: EditorWindow): Promise<number> {
	return window.page.evaluate<number>(`new Promise((resolve) => {
		const item = document.querySelector('.statusbar-item[id="outlay.outlay.budget"]');
		const before = item.textContent;
		const observer = new MutationObserver(() => {
			if (item.textContent === before) return;
			observer.disconnect();
			resolve(Date.now());
		});
		observer.observe(item, { subtree: true, childList: true, characterData: true });
	})`);
}

/** From an appended transcript line to the new figure in the status bars of two windows, several times. */
export async function measureLatency(
	home: string,
	folder: string,
	print: (line: string) => void,
): Promise<void> {
	const claude = new ClaudeHome(home, folder);
	const vsix = join(projectRoot, `outlay-${version}.vsix`);
	const server = await startServer({ host: await provideHost('current'), home, extensions: [vsix] });
	const browser = await launchBrowser();
	try {
		const windows = [
			await EditorWindow.open(browser, server.url(folder)),
			await EditorWindow.open(browser, server.url(folder)),
		];
		for (const window of windows) {
			await window.statusItem.getByText(/\$[\d,.]+ this month/).waitFor({ timeout: 90_000 });
		}
		await windows[0]?.page.waitForTimeout(5000);
		const waits: number[][] = windows.map(() => []);
		for (let time = 0; time < appends; time++) {
			const changes = windows.map((window) => nextText(window));
			const wroteMs = Date.now();
			await claude.say({ outputTokens });
			const shownMs = await Promise.all(changes);
			shownMs.forEach((atMs, index) => waits[index]?.push(atMs - wroteMs));
			await windows[0]?.page.waitForTimeout(1500);
		}
		for (const [index, window] of waits.entries()) {
			print(
				`window ${index + 1}: a transcript line is in the status bar after ${median(window)} ms (median of ${appends}), ` +
					`${Math.max(...window)} ms at most (under 2000)`,
			);
		}
	} finally {
		await browser.close();
		server.stop();
	}
}
