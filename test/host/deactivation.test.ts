import assert from 'node:assert/strict';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { outlay, until } from './outlayExtension.js';

const threads = (): number =>
	process.getActiveResourcesInfo().filter((kind) => kind === 'Worker' || kind === 'MessagePort').length;

/** Last, because nothing of the extension works afterwards. */
describe('deactivation', () => {
	it('ends the thread, can be repeated, and leaves commands that say so instead of hanging', async () => {
		const { extension, weight } = await outlay();
		await weight.settled();
		const before = threads();
		// The host has loaded this file already, so this is the running extension itself.
		const running = (await import(join(extension.extensionPath, 'dist/extension.js'))) as {
			deactivate(): Promise<void>;
		};
		await running.deactivate();
		await until(() => threads() < before);
		await running.deactivate();
		await vscode.commands.executeCommand('outlay.refresh');
		await new Promise((resolve) => setTimeout(resolve, 1500));
		assert.ok(threads() < before, 'a refresh brought the thread back');
	});
});
