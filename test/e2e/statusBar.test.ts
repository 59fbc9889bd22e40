import assert from 'node:assert/strict';
import { newSigningKeys, signingKey, signStatus } from '../../src/sources/organizationStatus/envelope.js';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { EditorWindow } from '../harness/editorWindow.js';
import { Scene } from './scene.js';

const dollars = (amount: number): number => amount * 1_000_000;
const dayMs = 86_400_000;

describe('status bar', () => {
	let scene: Scene;
	let window: EditorWindow;
	const keys = newSigningKeys();
	const email = 'ada@example.com';

	before(async () => {
		scene = await Scene.make({
			// Ten dollars on Sonnet 5.5, before the window opens.
			prepare: (claude) => claude.say({ outputTokens: 1_000_000 }),
		});
		window = await scene.open();
	});
	after(() => scene.end());

	const shows = (text: string): Promise<void> => window.statusItem.getByText(text, { exact: true }).waitFor();
	const label = async (): Promise<string> =>
		(await window.statusItem.locator('a').getAttribute('aria-label')) ?? '';

	it('shows the spend of the month, marked as an estimate, when no limit is known', async () => {
		await shows('~$10.00 this month · Sonnet 5.5');
		assert.match(await label(), /no limit known/);
		assert.equal(await window.page.locator('.statusbar-item[id^="outlay."]').count(), 1);
	});

	it('follows the config while it runs: a limit that is far, near, almost reached and over', async () => {
		await scene.limit(20);
		await shows('~$10.00 / $20 · Sonnet 5.5');
		assert.equal(await window.statusBackground(), 'none');
		await scene.limit(13);
		await shows('~$10.00 / $13, near limit · Sonnet 5.5');
		assert.equal(await window.statusBackground(), 'warning');
		assert.match(await label(), /near the limit/);
		await scene.limit(10.4);
		await shows('~$10.00 / $10.40, almost used up · Sonnet 5.5');
		assert.equal(await window.statusBackground(), 'error');
		assert.match(await label(), /almost at the limit/);
		await scene.limit(8);
		await shows('~$10.00 / $8, over · Sonnet 5.5');
		assert.equal(await window.statusBackground(), 'error');
		assert.match(await label(), /over the limit/);
	});

	it('tells no limit and included use apart from an unknown limit', async () => {
		await scene.limit(null);
		await shows('~$10.00, no limit · all models');
		await scene.limit(0);
		await shows('included use only · all models');
	});

	it('counts a new transcript line without a reload', async () => {
		await scene.limit(40);
		await shows('~$10.00 / $40 · Sonnet 5.5');
		await scene.claude.say({ outputTokens: 500_000 });
		await shows('~$15.00 / $40 · Sonnet 5.5');
	});

	it('counts at the contract prices that Claude Code was given, and says so', async () => {
		const given = join(scene.claude.folder, 'remote-settings.json');
		await writeFile(given, '{"modelPricing": {"multiplier": 0.5}}');
		await shows('~$7.50 / $40 · Sonnet 5.5');
		assert.match(await label(), /estimated at the organization's contract prices/);
		await rm(given);
		await shows('~$15.00 / $40 · Sonnet 5.5');
	});

	it('says when the model in use is outside the entitlement', async () => {
		await scene.claude.settings({ availableModels: ['haiku'] });
		await shows('~$15.00 / $40 · Sonnet 5.5 not allowed');
		assert.equal(await window.statusBackground(), 'warning');
		await scene.claude.settings({});
		await shows('~$15.00 / $40 · Sonnet 5.5');
	});

	it('prefers what the organisation signed, billed, and says when it is old', async () => {
		const place = join(scene.home, 'status.json');
		const publish = async (asOfMs: number, spent: number): Promise<void> => {
			const limit = {
				limitMicros: dollars(500),
				isUnlimited: false,
				limitSource: 'seat-tier' as const,
				spentMicros: dollars(spent),
				zeroMayBeMissing: false,
				basis: 'billed' as const,
				currency: 'USD',
				period: 'monthly' as const,
				timezone: 'UTC',
				resetsAtMs: Date.now() + 9 * dayMs,
				asOfMs,
			};
			const status = { email, issuedAtMs: asOfMs, expiresAtMs: Date.now() + 30 * dayMs, limits: [limit] };
			await writeFile(place, signStatus(status, signingKey(keys.privateKey, 'private', 'the test key')));
		};
		await scene.config({
			people: [{ name: 'Ada', emails: [email] }],
			budgets: [{ scope: 'person', period: 'monthly', limit: 40 }],
		});
		await publish(Date.now(), 314);
		await scene.machineSettings({
			'outlay.organizationStatus.publicKey': keys.publicKey,
			'outlay.organizationStatus.place': place,
		});
		await shows('$314 / $500 · Sonnet 5.5');
		assert.match(await label(), /billed, as of/);
		await publish(Date.now() - 2 * dayMs, 300);
		await window.statusItem.getByText(/\$300 \/ \$500 · as of /).waitFor();
	});

	it('opens a tooltip with every figure, its basis, and links', async () => {
		const text = await window.tooltip();
		for (const part of [
			/Budget/,
			/\$300\.00 of \$500\.00 this month \(60 %\) · resets \w+ \d+/,
			/limit set for your seat tier/,
			/billed, as of/,
			/Today/,
			/this branch .*feat\/export/,
			/Models/,
			/Sonnet 5\.5 ● in use/,
		]) {
			assert.match(text, part);
		}
		for (const link of ['Open sidebar', 'Report', 'Change model', 'Ask for more'])
			assert.ok(text.includes(link), text);
		await window.page.keyboard.press('Escape');
	});

	it('forgets nothing when Claude Code deletes its transcripts', async () => {
		await scene.machineSettings({});
		await shows('~$15.00 / $40 · Sonnet 5.5');
		await scene.claude.forget();
		scene.claude.newSession();
		await scene.claude.say({ outputTokens: 100_000 });
		await shows('~$16.00 / $40 · Sonnet 5.5');
	});
});
