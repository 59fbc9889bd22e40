import assert from 'node:assert/strict';
import { appendFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { EditorWindow } from '../harness/editorWindow.js';
import { Scene } from './scene.js';

describe('bad input', () => {
	let scene: Scene;
	let window: EditorWindow;

	before(async () => {
		scene = await Scene.make({ prepare: (claude) => claude.say({ outputTokens: 1_000_000 }) });
		await scene.limit(40);
		window = await scene.open();
		await shows('~$10.00 / $40 · Sonnet 5.5');
	});
	after(() => scene.end());

	const shows = (text: string): Promise<void> => window.statusItem.getByText(text, { exact: true }).waitFor();

	it('says which config is broken, keeps the last figure, and recovers without a reload', async () => {
		await writeFile(join(scene.workspace.folder, 'outlay.config.json'), '{ "budgets": [');
		await window.statusItem.locator('a[aria-label*="outlay.config.json"]').waitFor();
		await shows('~$10.00 / $40 · Sonnet 5.5');
		await window.command('Outlay: Open Sidebar');
		const why = window.view('Budget').getByText('outlay.config.json');
		await why.waitFor();
		assert.equal(await window.toasts(), 0);
		await scene.limit(20);
		await shows('~$10.00 / $20 · Sonnet 5.5');
		await why.waitFor({ state: 'hidden' });
	});

	it('takes a setting of a wrong type for its default', async () => {
		const broken = { 'outlay.claudeFolders': 'x', 'outlay.tagging': 7 };
		await scene.machineSettings({ ...broken, 'workbench.colorTheme': 'Dark Modern' });
		await window.page.locator('.monaco-workbench.vs-dark').waitFor();
		await scene.claude.say({ outputTokens: 100_000 });
		await shows('~$11.00 / $20 · Sonnet 5.5');
		assert.equal(await window.toasts(), 0);
		await scene.machineSettings({});
	});

	it('survives torn, foreign and binary lines in a transcript', async () => {
		await appendFile(
			scene.claude.transcript,
			'{"type":"assistant","message":{"usage"\n[1,2]\n\u0000\u0001\n"text"\n',
		);
		await scene.claude.say({ outputTokens: 100_000 });
		await shows('~$12.00 / $20 · Sonnet 5.5');
		assert.equal(await window.toasts(), 0);
	});

	it('goes on when the git extension is disabled and enabled', async () => {
		await scene.machineSettings({ 'git.enabled': false });
		await scene.claude.say({ outputTokens: 100_000 });
		await shows('~$13.00 / $20 · Sonnet 5.5');
		await scene.machineSettings({ 'git.enabled': true });
		await window.command('Outlay: Open Sidebar');
		await window.rows('Commits').filter({ hasText: 'Write rows' }).first().waitFor();
		assert.equal(await window.toasts(), 0);
	});
});

describe('an untrusted folder', () => {
	let scene: Scene;

	before(async () => {
		scene = await Scene.make({
			asksForTrust: true,
			prepare: (claude) => claude.say({ outputTokens: 1_000_000 }),
		});
	});
	after(() => scene.end());

	it('shows the budget, and says that no git runs there', async () => {
		const window = await scene.open();
		await window.statusItem.getByText(/\$10\.00 this month/).waitFor();
		await window.command('Outlay: Open Sidebar');
		await window
			.view('Commits')
			.getByText('This folder is not trusted, so Outlay runs no git here.')
			.waitFor();
	});
});
