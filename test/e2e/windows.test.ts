import assert from 'node:assert/strict';
import { join } from 'node:path';
import { mkdir } from 'node:fs/promises';
import type { Locator } from 'playwright-core';
import { Scene } from './scene.js';

describe('two windows on one ledger', () => {
	let scene: Scene;

	before(async () => {
		scene = await Scene.make({ prepare: (claude) => claude.say({ outputTokens: 1_000_000 }) });
		await scene.limit(13);
	});
	after(() => scene.end());

	it('shows the same spend in both, and tells of a threshold in one alone', async () => {
		const [first, second] = [await scene.open(), await scene.open()];
		for (const window of [first, second]) {
			await window.statusItem.getByText('~$10.00 / $13, near limit · Sonnet 5.5', { exact: true }).waitFor();
		}
		const notice = 'You have used 75 % of the $13.00 for this month';
		// A toast goes by itself; the notification center keeps what was told.
		const heard: Locator[] = [];
		for (const window of [first, second]) {
			await window.command('Notifications: Show Notifications');
			await window.page.locator('.notifications-center.visible').waitFor();
			heard.push(window.page.locator('.notifications-center').getByText(notice));
		}
		await Promise.any(heard.map((one) => one.waitFor()));
		await second.page.waitForTimeout(2000);
		assert.deepEqual((await Promise.all(heard.map((one) => one.count()))).sort(), [0, 1]);
	});

	it('counts a line in both, once, and keeps it over a reload', async () => {
		const window = await scene.open();
		await scene.claude.say({ outputTokens: 100_000 });
		await window.statusItem.getByText('~$11.00 / $13, near limit · Sonnet 5.5', { exact: true }).waitFor();
		await window.reload();
		await window.statusItem.getByText('~$11.00 / $13, near limit · Sonnet 5.5', { exact: true }).waitFor();
		assert.equal(await window.notification('You have used 75 %').count(), 0);
	});

	it('shows the budget and says why there are no commits in a folder without a repository', async () => {
		const folder = join(scene.home, 'work/plain');
		await mkdir(folder, { recursive: true });
		const window = await scene.open(folder);
		await window.statusItem.getByText('~$11.00 this month · Sonnet 5.5', { exact: true }).waitFor();
		await window.command('Outlay: Open Sidebar');
		await window.view('Commits').getByText('There is no git repository in this window.').waitFor();
	});
});
