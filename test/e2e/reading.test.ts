import assert from 'node:assert/strict';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { slowableGit } from '../harness/slowableGit.js';
import { Scene } from './scene.js';

const nothing =
	/No commit on this branch|No pull request of yours|No Claude Code use|Sign in to GitHub|Nothing to tell/;

describe('what cannot be shown yet', () => {
	let scene: Scene;

	beforeEach(async () => {
		scene = await Scene.make({
			prepareHome: slowableGit,
			prepare: (claude) => claude.say({ outputTokens: 1_000_000 }),
		});
	});
	afterEach(() => scene.end());

	it('is being read, and nobody is told that there is nothing', async () => {
		const slow = join(scene.home, 'slow');
		await writeFile(slow, '');
		const window = await scene.open();
		await window.command('Outlay: Open Sidebar');
		for (const view of ['Budget', 'Insights']) {
			await window.view(view).getByText("Reading Claude Code's usage…").waitFor();
		}
		for (const view of ['Pull Requests', 'Commits']) await window.view(view).getByText('Reading…').waitFor();
		assert.equal(await window.page.locator('.pane').getByText(nothing).count(), 0);
		await rm(slow);
		await window.statusItem.getByText('~$10.00 this month · Sonnet 5.5', { exact: true }).waitFor();
		await window.rows('Commits').filter({ hasText: 'Write rows' }).first().waitFor();
		await window.view('Pull Requests').getByText('Sign in to GitHub to see').waitFor();
		await window.view('Insights').getByText('Nothing to tell this week.').waitFor();
		assert.equal(
			await window.page
				.locator('.pane')
				.getByText(/Reading/)
				.count(),
			0,
		);
	});

	it('could not be read: the ledger is named, without a toast, and it goes on once it is mended', async () => {
		const inTheWay = join(scene.home, 'ledger');
		await writeFile(inTheWay, 'not a folder');
		await scene.machineSettings({ 'outlay.ledgerFolder': inTheWay });
		const window = await scene.open();
		await window.command('Outlay: Open Sidebar');
		for (const view of ['Budget', 'Insights', 'Commits']) {
			await window.view(view).getByText(inTheWay).first().waitFor();
			assert.equal(await window.view(view).getByText(nothing).count(), 0, view);
		}
		await window.statusItem.locator(`a[aria-label*="${inTheWay}"]`).waitFor();
		assert.equal(await window.toasts(), 0);
		await rm(inTheWay);
		await window.statusItem.getByText('~$10.00 this month · Sonnet 5.5', { exact: true }).waitFor();
		await window.view('Budget').getByText(inTheWay).first().waitFor({ state: 'detached' });
		await window.rows('Commits').filter({ hasText: 'Write rows' }).first().waitFor();
	});
});
