import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { commandIds } from '../../src/editor/ids.js';

describe('activation', () => {
	it('activates after startup and registers every command', async () => {
		const extension = vscode.extensions.getExtension('outlay.outlay');
		assert.ok(extension, 'the extension is not installed');
		await extension.activate();
		const known = await vscode.commands.getCommands(true);
		assert.deepEqual(
			Object.values(commandIds).filter((id) => !known.includes(id)),
			[],
		);
	});
});
