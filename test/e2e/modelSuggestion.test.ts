import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { EditorWindow } from '../harness/editorWindow.js';
import { Scene } from './scene.js';

describe('the suggestion of a smaller model', () => {
	let scene: Scene;
	let window: EditorWindow;

	before(async () => {
		scene = await Scene.make({ prepare: (claude) => claude.say({ outputTokens: 1_000_000 }) });
		await scene.limit(40);
		window = await scene.open();
		await window.statusItem.getByText('~$10.00 / $40 · Sonnet 5.5', { exact: true }).waitFor();
	});
	after(() => scene.end());

	it('comes once when the limit is near, and writes the setting only when the user says so', async () => {
		const suggestion = 'The limit is near. A smaller model than Sonnet 5.5 makes it last longer.';
		await scene.claude.say({ outputTokens: 2_850_000 });
		await window.statusItem.getByText('~$38.50 / $40').waitFor();
		await window.answer(suggestion, 'Change model…');
		await window.pick('Haiku');
		await window.notification('Wrote "model": "haiku" to .claude/settings.local.json.').waitFor();
		const settings = join(scene.workspace.folder, '.claude/settings.local.json');
		assert.deepEqual(JSON.parse(await readFile(settings, 'utf8')), { model: 'haiku' });

		await scene.claude.say({ outputTokens: 50_000 });
		await window.statusItem.getByText('~$39.00 / $40').waitFor();
		assert.equal(await window.notification(suggestion).count(), 0);
	});
});
