import { join } from 'node:path';
import type { Context } from 'mocha';
import { projectRoot } from '../harness/paths.js';
import { openWindows } from './scene.js';

/** A failing test leaves pictures of every open window in `.vscode-test/failures`. */
export const mochaHooks = {
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
