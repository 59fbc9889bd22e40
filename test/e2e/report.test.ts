import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { EditorWindow } from '../harness/editorWindow.js';
import { Scene } from './scene.js';

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

	it('saves the report where the user says', async () => {
		await window.webview().getByRole('button', { name: 'html', exact: true }).click();
		const input = window.page.locator('.quick-input-widget input').first();
		await input.waitFor();
		await input.fill(join(scene.home, 'saved.html'));
		await window.page.getByRole('button', { name: 'OK', exact: true }).click();
		await window.notification('Saved the report to saved.html.').waitFor();
		const saved = await readFile(join(scene.home, 'saved.html'), 'utf8');
		assert.match(saved, /^<!doctype html>/);
		assert.doesNotMatch(saved, /<script/);
	});
});
