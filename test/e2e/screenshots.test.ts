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

	it('shows what became of the pull requests of the user, and of no one else', async () => {
		// A list holds the rows alone that are in sight.
		await window.page.setViewportSize({ width: 1280, height: 1600 });
		const rows = window.rows('Pull Requests');
		/** Opens a row and gives its description and what stands below it. */
		const told = async (title: string): Promise<string> => {
			await rows.filter({ hasText: title }).first().click();
			await window.page.keyboard.press('ArrowRight');
			await window.page.waitForTimeout(300);
			const all = await rows.allInnerTexts();
			const from = all.findIndex((text) => text.includes(title));
			await window.page.keyboard.press('ArrowLeft');
			return all.slice(from, from + 5).join('\n');
		};
		const open = await told('#418 Export to FOCUS');
		assert.match(open, /\$9\.10 · 1 session/);
		assert.match(open, /AI evidence: high \(trailer, session\)/);
		assert.match(open, /waiting for review 6 h/);
		const merged = await told('#414 Rename the ledger');
		assert.match(merged, /\$15\.60 · 1 session · merged \w+ \d+/);
		assert.match(merged, /100 % of added lines by Claude/);
		assert.match(merged, /first review 2 h/);
		assert.match(merged, /no defect so far \(19 of 30 days\)/);
		assert.match(merged, /coverage not known: There is no coverage report/);
		assert.doesNotMatch(
			(await rows.allInnerTexts()).join('\n'),
			/Sort invoices|Draw the bridge|Drop the old/,
		);
		await window.page.setViewportSize({ width: 1280, height: 800 });
		await rows.filter({ hasText: '#418' }).first().click();
		await window.page.keyboard.press('ArrowRight');
		await rows.filter({ hasText: 'waiting for review 6 h' }).waitFor();
	});

	it('shows every limit, the pace, and the models, in the sidebar and in the tooltip', async () => {
		const budget = (await window.rows('Budget').allInnerTexts()).join('\n');
		assert.match(budget, /~\$[\d.]+ of \$50\s+\d+ %/);
		assert.match(budget, /Forecast\s*~\$[\d.]+ \(\$[\d.]+–\$[\d.]+\)/);
		const text = await window.tooltip();
		await window.page.keyboard.press('Escape');
		for (const part of [
			/at this pace ~\$[\d.]+ by \w+ \d+ \(\$[\d.]+–\$[\d.]+\)/,
			/resets \w+ \d+/,
			/limit set in outlay\.config\.json · estimated at list prices, as of \d\d:\d\d/,
			/this branch \$9\.10 at list prices \(feat\/focus\)/,
			/Sonnet 5\.5 ● in use · Opus 5\.5/,
		]) {
			assert.match(text, part);
		}
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
