import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { EditorWindow } from '../harness/editorWindow.js';
import { Scene } from './scene.js';

describe('sidebar', () => {
	let scene: Scene;
	let window: EditorWindow;

	before(async () => {
		scene = await Scene.make({
			prepare: async (claude) => {
				await claude.say({ outputTokens: 1_000_000 });
				await claude.say({ outputTokens: 200_000, model: 'claude-opus-5-5' });
			},
		});
		window = await scene.open();
		await window.command('Outlay: Open Sidebar');
	});
	after(() => scene.end());

	const row = (view: string, text: string | RegExp): Promise<void> =>
		window.rows(view).filter({ hasText: text }).first().waitFor();

	it('shows the month with its models, today and this branch', async () => {
		await row('Budget', /this month|November|\$\d+/);
		await row('Budget', /Sonnet 5\.5\s*~\$10\.00/);
		await row('Budget', 'Today');
		await row('Budget', /This branch.*feat\/export/);
	});

	it('gives every row a sentence for a screen reader', async () => {
		const labels = await window
			.rows('Budget')
			.evaluateAll((found: { ariaLabel: string | null }[]) => found.map(({ ariaLabel }) => ariaLabel ?? ''));
		assert.ok(labels.length >= 4);
		for (const label of labels) assert.match(label, /.+: .+/);
	});

	it('shows the commits of the branch, and one that a terminal makes', async () => {
		await row('Commits', 'Write rows');
		await writeFile(join(scene.workspace.folder, 'more.ts'), 'export const more = 1;\n');
		await scene.workspace.git('add', '.');
		await scene.workspace.git('commit', '-q', '-m', 'Add more rows');
		await row('Commits', 'Add more rows');
	});

	it('is walked through with the keyboard alone', async () => {
		await window.rows('Budget').first().click();
		await window.page.keyboard.press('ArrowDown');
		const focused = window.rows('Budget').and(window.page.locator('.focused'));
		assert.match((await focused.first().getAttribute('aria-label')) ?? '', /\$|Sonnet|Opus/);
	});

	it('explains what to do while nobody is signed in', async () => {
		await window
			.view('Pull Requests')
			.getByText('Sign in to GitHub to see what your pull requests cost')
			.waitFor();
	});

	it('tells of the threshold once, with a way to hear no more of it', async () => {
		await scene.limit(18);
		const notice = window.notification(/You have used 75 % of the \$18\.00 for this month/);
		await notice.waitFor();
		await notice.getByRole('button', { name: 'Show', exact: true }).waitFor();
		assert.ok((await window.toasts()) > 0);
		await window.answer(/You have used 75 %/, "Don't show again");
		const settings = join(scene.home, 'data/User/settings.json');
		await assert.doesNotReject(async () => {
			for (
				let tries = 0;
				!(await readFile(settings, 'utf8')).includes('"outlay.notifications": false');
				tries++
			) {
				if (tries > 50) throw new Error('The choice was not kept.');
				await new Promise((resolve) => setTimeout(resolve, 100));
			}
		});
	});

	it('tells a near limit as an insight, and stays silent about a dismissed one', async () => {
		await row('Insights', /\d+ % of the limit used/);
		await window.rows('Insights').filter({ hasText: 'of the limit used' }).first().hover();
		await window.view('Insights').getByRole('button', { name: 'Dismiss' }).first().click();
		await window.rows('Insights').filter({ hasText: 'of the limit used' }).waitFor({ state: 'detached' });
	});

	it('changes the model for this workspace, shows what it wrote, and takes it back', async () => {
		const file = join(scene.workspace.folder, '.claude/settings.local.json');
		await window.command('Outlay: Change Model for This Workspace…');
		await window.pick('Haiku');
		await window.notification('Wrote "model": "haiku" to .claude/settings.local.json.').waitFor();
		assert.deepEqual(JSON.parse(await readFile(file, 'utf8')), { model: 'haiku' });
		await window.answer('Wrote "model": "haiku"', 'Undo');
		await window.page.getByText('The model setting is as it was.').waitFor();
		assert.equal(existsSync(file), false);
	});

	it('refuses to touch a settings file that is broken, and says which', async () => {
		const folder = join(scene.workspace.folder, '.claude');
		await mkdir(folder, { recursive: true });
		await writeFile(join(folder, 'settings.local.json'), '{ "model": ');
		await window.command('Outlay: Change Model for This Workspace…');
		await window.pick('Haiku');
		await window.notification('settings.local.json is not valid JSON, so nothing was changed').waitFor();
		await rm(folder, { recursive: true });
	});

	it('copies a request with the figures for whoever sets the limit', async () => {
		await window.command('Outlay: Ask for More Budget');
		await window.answer('A request with your figures is on the clipboard', 'Open as a text');
		await window.page.locator('.monaco-editor').getByText('I would like a higher limit').waitFor();
	});
});
