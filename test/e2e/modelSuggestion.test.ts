import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { EditorWindow } from '../harness/editorWindow.js';
import { Scene } from './scene.js';

const suggestion = 'The limit is near. A smaller model than Sonnet 5.5 makes it last longer.';
const threshold = /You have used 95 % of the \$40\.00 for this month/;

describe('the suggestion of a smaller model', () => {
	let scene: Scene;
	let window: EditorWindow;
	let other: EditorWindow;
	let first: EditorWindow;
	let folder: string;
	let file: string;

	before(async () => {
		scene = await Scene.make({ prepare: (claude) => claude.say({ outputTokens: 1_000_000 }) });
		folder = join(scene.workspace.folder, '.claude');
		file = join(folder, 'settings.local.json');
		await scene.limit(40);
		[first, other] = [await scene.open(), await scene.open()];
		window = first;
		for (const one of [window, other]) {
			await one.statusItem.getByText('~$10.00 / $40 · Sonnet 5.5', { exact: true }).waitFor();
		}
	});
	after(() => scene.end());

	/** Everything that a window was told, those that went by themselves too. */
	async function told(one: EditorWindow, text: string | RegExp): Promise<number> {
		await one.command('Notifications: Show Notifications');
		await one.page.locator('.notifications-center.visible').waitFor();
		return one.page.locator('.notifications-center').getByText(text).count();
	}
	const choose = async (label: string): Promise<void> => {
		await window.command('Outlay: Change Model for This Workspace…');
		await window.pick(label);
	};
	const undo = async (): Promise<void> => {
		await window.command('Outlay: Undo Model Change');
		await window.page.getByText('The model setting is as it was.').waitFor();
		await window.page.getByText('The model setting is as it was.').waitFor({ state: 'detached' });
	};
	const written = async (model: string): Promise<void> => {
		for (let tries = 0; !existsSync(file) || !(await readFile(file, 'utf8')).includes(model); tries++) {
			assert.ok(tries < 100, `${file} does not name ${model}`);
			await window.page.waitForTimeout(100);
		}
	};

	it('comes once when the limit is near, beside the notice, in one of two windows', async () => {
		await scene.claude.say({ outputTokens: 2_850_000 });
		for (const one of [window, other]) await one.statusItem.getByText('~$38.50 / $40').waitFor();
		await window.page.waitForTimeout(2000);
		for (const text of [suggestion, threshold]) {
			const counts = [await told(window, text), await told(other, text)];
			assert.deepEqual(counts.sort(), [0, 1], String(text));
		}
	});

	it('does not come again in the period, neither with more use nor over the limit nor after a reload', async () => {
		const [has, hasNot] = (await told(window, suggestion)) === 1 ? [window, other] : [other, window];
		await has.answer(suggestion, 'Change model…');
		await has.pick('Haiku');
		await has.notification('Wrote "model": "haiku" to .claude/settings.local.json.').waitFor();
		assert.deepEqual(JSON.parse(await readFile(file, 'utf8')), { model: 'haiku' });
		await scene.claude.say({ outputTokens: 200_000 });
		for (const one of [window, other]) await one.statusItem.getByText('~$40.50 / $40, over').waitFor();
		await hasNot.reload();
		await hasNot.statusItem.getByText('~$40.50 / $40, over').waitFor();
		await hasNot.page.waitForTimeout(2000);
		assert.deepEqual([await told(has, suggestion), await told(hasNot, suggestion)], [0, 0]);
		window = has;
	});

	it('takes the change back after a reload too: the file that it made, and its folder', async () => {
		await window.remembers('outlay.outlay', 'modelChanges');
		await window.reload();
		await undo();
		assert.equal(existsSync(folder), false);
	});

	it('takes back one change after the other, each byte for byte', async () => {
		const before = Buffer.from('\uFEFF{\r\n\t"model": "opus",\r\n\t"cleanupPeriodDays": 90\r\n}');
		await mkdir(folder);
		await writeFile(file, before);
		await choose('Haiku');
		await written('haiku');
		await choose('Opus');
		await written('opus');
		await undo();
		assert.match(await readFile(file, 'utf8'), /"model": "haiku"/);
		await undo();
		assert.deepEqual(await readFile(file), before);
	});

	it('leaves a model that somebody chose in the meantime, and says so', async () => {
		await choose('Haiku');
		await written('haiku');
		await writeFile(file, '{ "model": "sonnet" }');
		await window.command('Outlay: Undo Model Change');
		await window.page
			.getByText('The model was changed since by somebody else, so it was left as it is.')
			.waitFor();
		assert.equal(await readFile(file, 'utf8'), '{ "model": "sonnet" }');
	});

	it('touches nothing that it cannot write back as it was, and says which file and why', async () => {
		const commented = '{\n\t// mine\n\t"model": "opus"\n}\n';
		await writeFile(file, commented);
		await choose('Haiku');
		await window.notification('settings.local.json is not valid JSON, so nothing was changed').waitFor();
		assert.equal(await readFile(file, 'utf8'), commented);
		await window.command('Notifications: Clear All Notifications');
		const binary = Buffer.from([0x7b, 0xff, 0xfe, 0x7d]);
		await writeFile(file, binary);
		await choose('Haiku');
		const unusable = window.notification('settings.local.json cannot be used, so nothing was changed');
		await unusable.waitFor();
		assert.deepEqual(await readFile(file), binary);
		await window.command('Notifications: Clear All Notifications');
		await rm(file);
		await mkdir(file);
		await choose('Haiku');
		await unusable.waitFor();
	});

	it('names a model outside the entitlement, in one window, and is silent for good when told so', async () => {
		await rm(folder, { recursive: true });
		await window.command('Notifications: Clear All Notifications');
		const outside = 'Sonnet 5.5 is not in your entitlement. Change the model for this workspace?';
		await scene.claude.settings({ availableModels: ['haiku'] });
		const windows = [window, window === other ? first : other];
		for (const one of windows) await one.statusItem.getByText(/Sonnet 5\.5 not allowed/).waitFor();
		await window.page.waitForTimeout(2000);
		const counts = [await told(windows[0]!, outside), await told(windows[1]!, outside)];
		assert.deepEqual([...counts].sort(), [0, 1]);
		await windows[counts.indexOf(1)]!.answer(outside, "Don't show again");
		const kept = join(scene.home, 'data/User/settings.json');
		for (
			let tries = 0;
			!(await readFile(kept, 'utf8')).includes('"outlay.modelSuggestions": false');
			tries++
		) {
			assert.ok(tries < 50, 'the choice was not kept');
			await window.page.waitForTimeout(100);
		}
	});
});
