import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { commandIds } from '../../src/editor/ids.js';
import { outlay } from './outlayExtension.js';

describe('activation', () => {
	it('comes by itself after startup, and reads the first budget', async () => {
		const { extension, weight } = await outlay();
		await weight.settled();
		assert.equal(extension.isActive, true);
		assert.ok(weight.activationMs > 0);
	});

	it('registers every command that the manifest declares, and no other', async () => {
		const { extension } = await outlay();
		const manifest = extension.packageJSON as { contributes: { commands: { command: string }[] } };
		const declared = manifest.contributes.commands.map(({ command }) => command).sort();
		const known = (await vscode.commands.getCommands(true)).filter((id) => /^outlay\.[a-zA-Z]+$/.test(id));
		const ofViews = ['outlay.budget', 'outlay.pullRequests', 'outlay.commits', 'outlay.insights'];
		assert.deepEqual(known.filter((id) => !ofViews.includes(id)).sort(), declared);
		assert.deepEqual(Object.values(commandIds).sort(), declared);
	});

	it('runs on nothing but the end of the startup and its own panel', async () => {
		const { extension } = await outlay();
		const { activationEvents, extensionKind } = extension.packageJSON as Record<string, unknown>;
		assert.deepEqual(activationEvents, ['onStartupFinished', 'onWebviewPanel:outlay.report']);
		assert.deepEqual(extensionKind, ['workspace']);
	});
});
