import { join } from 'node:path';
import type { Context } from 'mocha';
import { projectRoot } from '../harness/paths.js';
import { provideChromium } from '../harness/provideChromium.js';
import { provideHost } from '../harness/provideHost.js';
import { openWindows } from './scene.js';

const fetchMs = 15 * 60_000;

/**
 * What the suite needs from registries is fetched before the first test, so that a slow network is no test's time. A
 * failing test leaves pictures of every open window in `.vscode-test/failures`.
 */
export const mochaHooks = {
	async beforeAll(this: Context): Promise<void> {
		this.timeout(fetchMs);
		await provideHost('current');
		await provideHost('oldest');
		await provideChromium();
	},
	async afterEach(this: Context): Promise<void> {
		const test = this.currentTest;
		if (test === undefined || test.state !== 'failed') return;
		const name = test
			.fullTitle()
			.replaceAll(/[^a-z0-9]+/gi, '-')
			.slice(0, 80);
		for (const [index, window] of openWindows.entries()) {
			if (window.page.isClosed()) continue;
			await window.screenshot(join(projectRoot, '.vscode-test/failures', `${name}-${index}.png`));
		}
	},
};
