import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { EditorWindow } from '../harness/editorWindow.js';
import { projectRoot } from '../harness/paths.js';
import { Scene } from './scene.js';

const axeSource = join(projectRoot, 'node_modules/axe-core/axe.min.js');
const themes = {
	'vscode-light': 'Light Modern',
	'vscode-dark': 'Dark Modern',
	'vscode-high-contrast-light': 'Default High Contrast Light',
	'vscode-high-contrast': 'Default High Contrast',
} as const;

interface AxeResult {
	readonly violations: readonly {
		readonly id: string;
		readonly nodes: readonly { readonly html: string }[];
	}[];
	readonly passes: readonly unknown[];
}

describe('report panel', () => {
	let scene: Scene;
	let window: EditorWindow;

	before(async () => {
		scene = await Scene.make({
			prepare: async (claude) => {
				await claude.writes('src/focus.ts', [
					'export function focusRows(): string[] {',
					"\treturn ['a', 'b'];",
					'}',
				]);
				await claude.say({ outputTokens: 1_000_000 });
			},
		});
		const { git } = scene.workspace;
		await git('add', '.');
		await git('commit', '-q', '-m', 'Write FOCUS rows\n\nCo-Authored-By: Claude <noreply@anthropic.com>');
		await git('switch', '-q', 'main');
		await git('merge', '-q', '--no-ff', 'feat/export', '-m', 'Merge pull request #418 from acme/feat/export');
		window = await scene.open();
		await window.command('Outlay: Team Outcome Report');
	});
	after(() => scene.end());

	it('answers in one sentence, with the same model the command line prints', async () => {
		const report = window.webview();
		await report.locator('.answer').first().waitFor();
		assert.match(await report.locator('.answer').first().innerText(), /merged|pull request|PR/i);
		await report.locator('svg').first().waitFor();
		assert.ok((await report.locator('table').count()) > 3);
	});

	for (const [name, theme] of Object.entries(themes)) {
		it(`has no accessibility violation, contrast included, in the ${name} theme`, async () => {
			await scene.machineSettings({ 'workbench.colorTheme': theme });
			const frame = window.page
				.frames()
				.find((one) => one.name() === 'active-frame' || one.url().includes('fake.html'));
			assert.ok(frame, 'the panel has no frame');
			await frame.locator(`body[data-vscode-theme-kind="${name}"]`).waitFor();
			await frame.evaluate(await readFile(axeSource, 'utf8'));
			const result = await frame.evaluate<AxeResult>('axe.run(document)');
			assert.ok(result.passes.length > 10);
			assert.deepEqual(
				result.violations.map(
					({ id, nodes }) =>
						`${id}: ${nodes
							.map(({ html }) => html)
							.slice(0, 3)
							.join(' | ')}`,
				),
				[],
			);
		});
	}

	it('keeps the chosen period over a reload', async () => {
		const select = window.webview().getByRole('combobox', { name: 'Period' });
		await select.selectOption({ label: 'last 30 days' });
		await window.webview().locator('.subtitle').filter({ hasText: 'Oct' }).waitFor();
		// In a browser, VS Code writes its state down every five seconds.
		await window.page.waitForTimeout(6000);
		await window.reload();
		await window.webview().locator('.answer').first().waitFor({ timeout: 60_000 });
		const shown = window.webview().getByRole('combobox', { name: 'Period' }).locator('option:checked');
		assert.equal(await shown.innerText(), 'last 30 days');
	});

	it('saves the report where the user says', async () => {
		await window.webview().getByRole('button', { name: 'html', exact: true }).click();
		await window.saveAs(join(scene.home, 'saved.html'));
		await window.notification('Saved the report to saved.html.').waitFor();
		const saved = await readFile(join(scene.home, 'saved.html'), 'utf8');
		assert.match(saved, /^<!doctype html>/);
		assert.doesNotMatch(saved, /<script/);
	});
});
