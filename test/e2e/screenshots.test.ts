import assert from 'node:assert/strict';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { EditorWindow } from '../harness/editorWindow.js';
import { projectRoot } from '../harness/paths.js';
import { GithubServer } from '../integration/github/githubServer.js';
import { worldOf } from '../integration/github/world.js';
import { Scene } from './scene.js';
import { standInProvider } from './signInProvider.js';
import { makeTeamHistory } from './teamHistory.js';

const usual = join(projectRoot, '.vscode-test/screenshots');
const chosen = process.env['OUTLAY_SCREENSHOTS'];
const themes = {
	light: 'Light Modern',
	dark: 'Dark Modern',
	'high-contrast': 'Default High Contrast',
	'high-contrast-light': 'Default High Contrast Light',
} as const;
const kinds = {
	light: 'vs',
	dark: 'vs-dark',
	'high-contrast': 'hc-black',
	'high-contrast-light': 'hc-light',
} as const;

/** A quarter of a small team, with its forge: what the README shows. */
describe('pictures for the README', () => {
	let scene: Scene;
	let window: EditorWindow;
	let server: GithubServer;
	let url: string;

	before(async () => {
		scene = await Scene.make({ extensions: [await standInProvider()] });
		const pullRequests = await makeTeamHistory(scene.workspace, scene.claude);
		server = new GithubServer({ ...worldOf(0), pullRequests });
		server.tokens = new Set(['token-of-ada']);
		await scene.config({
			people: ['Ada', 'Bo', 'Chi'].map((name) => ({
				name,
				emails: [`${name.toLowerCase()}@example.com`],
				githubLogins: [name.toLowerCase()],
			})),
			budgets: [{ scope: 'person', period: 'monthly', limit: 50 }],
		});
		url = await server.listen();
		await scene.machineSettings({ 'outlay.github.apiUrl': url });
		window = await scene.open();
		await window.command('Outlay: Open Sidebar');
		await window.command('Outlay: Sign in to GitHub');
		await window.page.getByRole('button', { name: 'Allow', exact: true }).click();
		await window.rows('Pull Requests').filter({ hasText: 'Export to FOCUS' }).first().click();
		await window.page.keyboard.press('ArrowRight');
		await window.rows('Commits').filter({ hasText: 'Export to FOCUS' }).first().waitFor();
	});
	after(async () => {
		await scene.end();
		await server.close();
	});

	for (const name of ['light', 'dark', 'high-contrast', 'high-contrast-light'] as const) {
		it(`takes the sidebar with the tooltip, and the report, in ${name}`, async () => {
			// The README shows light and dark; high contrast is for whoever looks at the run.
			const isShown = chosen !== undefined && !name.startsWith('high-contrast');
			const folder = isShown ? join(projectRoot, chosen) : usual;
			await scene.machineSettings({ 'workbench.colorTheme': themes[name], 'outlay.github.apiUrl': url });
			await window.page.locator(`.monaco-workbench.${kinds[name]}`).waitFor();
			await window.command('Outlay: Team Outcome Report');
			await window.webview().locator('svg').first().waitFor({ timeout: 60_000 });
			await window.screenshot(join(folder, `report-${name}.png`));
			await window.command('View: Close All Editors');
			await window.tooltip();
			await window.screenshot(join(folder, `budget-${name}.png`));
			await window.page.keyboard.press('Escape');
			for (const picture of ['report', 'budget']) {
				const { size } = await stat(join(folder, `${picture}-${name}.png`));
				assert.ok(size > 20_000, `${picture}-${name}.png is ${size} bytes`);
			}
		});
	}
});
