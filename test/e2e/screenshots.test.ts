import assert from 'node:assert/strict';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { EditorWindow } from '../harness/editorWindow.js';
import { projectRoot } from '../harness/paths.js';
import { Scene } from './scene.js';

const folder = join(projectRoot, process.env['OUTLAY_SCREENSHOTS'] ?? '.vscode-test/screenshots');
const themes = { light: 'Light Modern', dark: 'Dark Modern' } as const;
const dayMs = 86_400_000;

describe('pictures for the README', () => {
	let scene: Scene;
	let window: EditorWindow;

	before(async () => {
		scene = await Scene.make({
			prepare: async (claude) => {
				for (let day = 18; day > 0; day--) {
					claude.newSession();
					const at = new Date(Date.now() - day * dayMs);
					await claude.say({ at, outputTokens: 600_000 + (day % 5) * 250_000, branch: 'main' });
					if (day % 3 === 0)
						await claude.say({ at, model: 'claude-opus-5-5', outputTokens: 300_000, branch: 'main' });
				}
				claude.newSession();
				await claude.writes('src/focus.ts', [
					'export function focusRows(rows: string[]): string {',
					"\treturn rows.join(',');",
					'}',
				]);
				await claude.say({ outputTokens: 450_000 });
			},
		});
		await scene.workspace.git('add', '.');
		await scene.workspace.git('commit', '-q', '-m', 'Write FOCUS rows');
		await scene.limit(500);
		window = await scene.open();
		await window.command('Outlay: Open Sidebar');
		await window.rows('Budget').filter({ hasText: 'Sonnet 5.5' }).first().waitFor();
		await window.rows('Commits').filter({ hasText: 'Write FOCUS rows' }).first().waitFor();
	});
	after(() => scene.end());

	for (const [name, theme] of Object.entries(themes)) {
		it(`takes the sidebar with the tooltip, and the report, in ${name}`, async () => {
			await scene.machineSettings({ 'workbench.colorTheme': theme });
			const kind = name === 'dark' ? 'vs-dark' : 'vs';
			await window.page.locator(`.monaco-workbench.${kind}`).waitFor();
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
