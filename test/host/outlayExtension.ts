import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Weight } from '../../src/extension.js';
import { extensionId } from '../../src/editor/ids.js';

/** The extension under test, active. */
export async function outlay(): Promise<{ extension: vscode.Extension<Weight>; weight: Weight }> {
	const extension = vscode.extensions.getExtension<Weight>(extensionId);
	assert.ok(extension, 'the extension is not installed');
	return { extension, weight: await extension.activate() };
}

/** Waits until something is true; fails after ten seconds. */
export async function until(isTrue: () => boolean | Promise<boolean>): Promise<void> {
	for (let tries = 0; !(await isTrue()); tries++) {
		assert.ok(tries < 200, 'it did not become true within ten seconds');
		await new Promise((resolve) => setTimeout(resolve, 50));
	}
}
