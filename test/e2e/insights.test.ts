import assert from 'node:assert/strict';
import { join } from 'node:path';
import { newSigningKeys } from '../../src/sources/organizationStatus/envelope.js';
import type { Locator } from 'playwright-core';
import type { EditorWindow } from '../harness/editorWindow.js';
import { Scene } from './scene.js';

/** What each insight says, and the one thing that can be done about it. */
const insights: readonly (readonly [says: RegExp, action: string])[] = [
	[/\d+ % of the limit used/, 'Change Model for This Workspace…'],
	[/3 small sessions ran on Opus 5\.5\s*about \$\d/, 'Change Model for This Workspace…'],
	[/Cache hit rate 0 % this week\s*about \$\d/, 'Team Outcome Report'],
	[/No price for claude-nobody-knows-1/, 'Open outlay.config.json'],
	[/Output of \d+ % of calls not fully recorded/, 'Team Outcome Report'],
	[/Some data is missing/, 'Show Log'],
];

describe('insights', () => {
	let scene: Scene;
	let window: EditorWindow;

	before(async () => {
		scene = await Scene.make({
			prepare: async (claude) => {
				await claude.say({ outputTokens: 100_000 });
				for (let session = 0; session < 3; session++) {
					claude.newSession();
					await claude.say({ model: 'claude-opus-5-5', cacheWriteTokens: 1_000_000 });
				}
				claude.newSession();
				await claude.say({ model: 'claude-nobody-knows-1' });
				await claude.say({ outputTokens: 5, stopReason: null });
			},
		});
		await scene.limit(20);
		await scene.machineSettings({
			'outlay.organizationStatus.place': join(scene.home, 'nowhere/status.json'),
			'outlay.organizationStatus.publicKey': newSigningKeys().publicKey,
		});
		window = await scene.open();
		// All rows of the last view at once.
		await window.page.setViewportSize({ width: 1280, height: 1200 });
		await window.command('Outlay: Open Sidebar');
	});
	after(() => scene.end());

	const rowOf = (says: RegExp): Locator => window.rows('Insights').filter({ hasText: says }).first();
	/** The buttons of a row, as they come when it is pointed at. */
	const buttons = async (says: RegExp): Promise<string[]> => {
		await rowOf(says).hover();
		const labels = await rowOf(says)
			.locator('.actions .action-label')
			.evaluateAll((found: { ariaLabel: string | null }[]) => found.map(({ ariaLabel }) => ariaLabel ?? ''));
		return labels.filter((label) => label !== '');
	};
	const press = async (says: RegExp, button: string): Promise<void> => {
		await rowOf(says).hover();
		await rowOf(says).getByRole('button', { name: button }).first().click();
	};

	for (const [says, action] of insights) {
		it(`tells "${says.source}" with one action, "${action}", and a way to dismiss it`, async () => {
			await rowOf(says).waitFor();
			assert.deepEqual(await buttons(says), [action, 'Dismiss']);
		});
	}

	it('says why when a row is opened', async () => {
		const [says] = insights[2] ?? [/^$/];
		await rowOf(says).click();
		await window.page.keyboard.press('ArrowRight');
		await window
			.rows('Insights')
			.filter({ hasText: /went into cache writes/ })
			.first()
			.waitFor();
		await window.page.keyboard.press('ArrowLeft');
	});

	it('does what each action says', async () => {
		for (const [says] of insights.slice(0, 2)) {
			await press(says, 'Change Model for This Workspace…');
			await window.page.locator('.quick-input-list .monaco-list-row').filter({ hasText: 'Haiku' }).waitFor();
			await window.page.keyboard.press('Escape');
		}
		await press(/No price for/, 'Open outlay.config.json');
		await window.page.locator('.tab').filter({ hasText: 'outlay.config.json' }).waitFor();
		await press(/Some data is missing/, 'Show Log');
		// This host keeps no log files, so the channel is all there is to see.
		const channel = window.page.locator('.part.panel select option:checked');
		await channel
			.filter({ hasText: /^Outlay$/ })
			.first()
			.waitFor({ state: 'attached' });
		await window.command('View: Toggle Panel Visibility');
		await press(/Cache hit rate/, 'Team Outcome Report');
		await window.webview().locator('.answer').first().waitFor();
		await window.command('View: Close All Editors');
	});

	it('stays silent about a dismissed one over a reload, and tells it again when asked', async function () {
		this.timeout(240_000);
		const [says] = insights[3] ?? [/^$/];
		await press(says, 'Dismiss');
		await rowOf(says).waitFor({ state: 'detached' });
		await window.remembers('outlay.outlay', 'unpriced-model:claude-nobody-knows-1');
		await window.reload();
		await window.command('Outlay: Open Sidebar');
		await rowOf(/Some data is missing/).waitFor();
		assert.equal(await rowOf(says).count(), 0);
		await window.command('Outlay: Show Dismissed Insights');
		await rowOf(says).waitFor();
	});

	it('completes the keys of outlay.config.json', async () => {
		await window.command('Outlay: Open outlay.config.json');
		const editor = window.page.locator('.monaco-editor').first();
		await editor.click();
		await window.page.keyboard.press('ControlOrMeta+a');
		await window.page.keyboard.type('{ ');
		const offered = window.page.locator('.suggest-widget.visible .monaco-list-row');
		// VS Code's own JSON language starts with the first file; until then there is nothing to offer.
		for (let tries = 0; tries < 20 && (await offered.filter({ hasText: 'budgets' }).count()) === 0; tries++) {
			await window.page.keyboard.press('Escape');
			await window.page.keyboard.press('ControlOrMeta+Space');
			await window.page.waitForTimeout(1000);
		}
		for (const key of ['budgets', 'people', 'prices']) {
			await offered.filter({ hasText: key }).first().waitFor();
		}
	});
});
