import assert from 'node:assert/strict';
import type { EditorWindow } from '../harness/editorWindow.js';
import { GithubServer } from '../integration/github/githubServer.js';
import { pullRequestOf, worldOf } from '../integration/github/world.js';
import { Scene } from './scene.js';
import { standInProvider } from './signInProvider.js';

const hour = 3_600_000;

describe('sign-in', () => {
	let scene: Scene;
	let server: GithubServer;
	let window: EditorWindow;

	before(async () => {
		const now = Date.now();
		const open = {
			...pullRequestOf(418, { reviews: 0 }),
			title: 'Export to FOCUS',
			author: { login: 'ada', type: 'User' as const },
			createdMs: now - 6 * hour,
			updatedMs: now - 6 * hour,
			mergedMs: null,
			closedMs: null,
			events: [],
			issues: [],
		};
		server = new GithubServer({ ...worldOf(0), pullRequests: [open] });
		server.tokens = new Set(['token-of-ada']);
		const url = await server.listen();
		scene = await Scene.make({
			extensions: [await standInProvider()],
			prepare: (claude) => claude.say(),
		});
		await scene.config({ people: [{ name: 'Ada', emails: ['ada@example.com'], githubLogins: ['ada'] }] });
		await scene.machineSettings({ 'outlay.github.apiUrl': url });
	});
	after(async () => {
		await scene.end();
		await server.close();
	});

	it('asks nobody until the user asks for it, then shows the pull requests that wait', async () => {
		window = await scene.open();
		await window.command('Outlay: Open Sidebar');
		await window.view('Pull Requests').getByText('Sign in to GitHub to see').waitFor();
		assert.equal(server.seen.filter(({ authorization }) => authorization !== undefined).length, 0);
		await window.command('Outlay: Sign in to GitHub');
		await window.page.getByRole('button', { name: 'Allow', exact: true }).click();
		await window.rows('Pull Requests').filter({ hasText: '#418 Export to FOCUS' }).first().waitFor();
		await window.rows('Pull Requests').filter({ hasText: '#418' }).first().click();
		await window.page.keyboard.press('ArrowRight');
		await window.rows('Pull Requests').filter({ hasText: 'waiting for review' }).first().waitFor();
	});

	it('keeps what it knows when GitHub refuses, says what to do, and goes on once that is done', async () => {
		server.tokens = new Set(['new-token-of-ada']);
		await window.command('Outlay: Fetch Pull Requests');
		await window
			.notification(/refused the token of VS Code.*Sign in again: run "Outlay: Sign in to GitHub"\./)
			.waitFor();
		await window.rows('Pull Requests').filter({ hasText: '#418 Export to FOCUS' }).first().waitFor();
		await window.command('Notifications: Clear All Notifications');
		await window.command('Outlay: Sign in to GitHub');
		const dialog = window.page.locator('.monaco-dialog-box');
		await dialog.getByText('Sign in again if GitHub refused it.').waitFor();
		await dialog.getByRole('button', { name: 'Allow', exact: true }).click();
		await window.rows('Pull Requests').filter({ hasText: '#418 Export to FOCUS' }).first().waitFor();
		for (
			let tries = 0;
			!server.seen.some(({ authorization }) => authorization?.includes('new-token'));
			tries++
		) {
			assert.ok(tries < 50, 'GitHub never saw the new token');
			await window.page.waitForTimeout(200);
		}
		await window.page.waitForTimeout(1000);
		assert.equal(await window.toasts(), 0);
	});
});
