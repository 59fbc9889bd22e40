import assert from 'node:assert/strict';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { EditorWindow } from '../harness/editorWindow.js';
import { standInExtension } from '../harness/standInExtension.js';
import { Scene } from './scene.js';

/** A workspace that is on no disk, as a window on a remote repository has it. */
const virtualFiles = (): Promise<string> =>
	standInExtension(
		'virtual-files',
		{ activationEvents: ['onFileSystem:memory'] },
		`const vscode = require('vscode');
const changed = new vscode.EventEmitter();
const folder = { type: vscode.FileType.Directory, ctime: 0, mtime: 0, size: 0 };
exports.activate = (context) => context.subscriptions.push(vscode.workspace.registerFileSystemProvider('memory', {
	onDidChangeFile: changed.event,
	watch: () => ({ dispose() {} }),
	stat: (uri) => { if (uri.path === '/app') return folder; throw vscode.FileSystemError.FileNotFound(uri); },
	readDirectory: () => [],
	readFile: (uri) => { throw vscode.FileSystemError.FileNotFound(uri); },
	createDirectory() {}, writeFile() {}, delete() {}, rename() {},
}, { isReadonly: true }));
`,
	);

describe('states that a user meets', () => {
	let scene: Scene;
	let window: EditorWindow;

	before(async () => {
		scene = await Scene.make({ extensions: [await virtualFiles()] });
		window = await scene.open();
	});
	after(() => scene.end());

	const shows = (text: string): Promise<void> => window.statusItem.getByText(text, { exact: true }).waitFor();

	it('greets somebody who has never used Claude Code, and counts from the first line on', async () => {
		await shows('no Claude Code use yet');
		await window.command('Outlay: Open Sidebar');
		await window.view('Budget').getByText('No Claude Code use was found on this machine yet.').waitFor();
		await window.view('Insights').getByText('Nothing to tell this week.').waitFor();
		await scene.claude.say({ outputTokens: 1_000_000 });
		await shows('~$10.00 this month · Sonnet 5.5');
		await window.rows('Budget').filter({ hasText: 'Sonnet 5.5' }).first().waitFor();
		await window.view('Budget').getByText('~ at list prices').waitFor();
	});

	it('walks through five steps, each with one thing to do', async () => {
		await window.command('Outlay: Get Started');
		const steps = [
			'See your budget',
			'Set a limit',
			'Join spend with pull requests',
			'Record evidence on commits',
			'Open the Team Outcome Report',
		];
		for (const title of steps) {
			const step = window.page.locator('.getting-started-step').filter({ hasText: title }).first();
			await step.waitFor();
			await step.click();
			await step.locator('.button-container').first().waitFor();
		}
		await window.command('View: Close All Editors');
	});

	it('keeps a key where only VS Code can read it', async () => {
		const key = 'a-private-key-of-somebody';
		await window.command('Outlay: Store Key of Organization Status…');
		const input = window.page.locator('.quick-input-widget input').first();
		await window.page.getByText('Kept in the secret storage of VS Code').waitFor();
		assert.equal(await input.getAttribute('type'), 'password');
		await input.fill(key);
		await window.page.keyboard.press('Enter');
		await window.page.getByText('Kept in the secret storage of VS Code').waitFor({ state: 'hidden' });
		await window.page.waitForTimeout(1000);
		const files = await readdir(scene.home, { recursive: true, withFileTypes: true });
		for (const file of files.filter((one) => one.isFile() && !one.parentPath.includes('/extensions/'))) {
			const text = await readFile(join(file.parentPath, file.name), 'latin1');
			assert.ok(!text.includes(key), `${file.parentPath}/${file.name} holds the key`);
		}
		await window.command('Outlay: Forget Key of Organization Status');
		assert.equal(await window.toasts(), 0);
	});

	it('comes back right after it was disabled and enabled', async function () {
		this.timeout(240_000);
		await window.command('Extensions: Disable All Installed Extensions');
		await window.remembers('extensionsIdentifiers/disabled', 'outlay.outlay');
		await window.reload(false);
		assert.equal(await window.statusItem.count(), 0);
		await scene.claude.say({ outputTokens: 100_000 });
		await window.command('Extensions: Enable All Extensions');
		await window.statusItem.waitFor({ timeout: 60_000 });
		await shows('~$11.00 this month · Sonnet 5.5');
	});

	it('shows the budget in a folder that is on no disk, and says what is missing there', async () => {
		const file = join(scene.home, 'virtual.code-workspace');
		await writeFile(file, JSON.stringify({ folders: [{ uri: 'memory:/app', name: 'app' }] }));
		window = await scene.open(file);
		await window.hasFolders('app');
		await shows('~$11.00 this month · Sonnet 5.5');
		await window.command('Outlay: Open Sidebar');
		for (const view of ['Commits', 'Pull Requests']) {
			await window
				.view(view)
				.getByText("This folder is not on this machine's disk, so there is no git to ask.")
				.waitFor();
		}
		assert.equal(await window.toasts(), 0);
	});
});
