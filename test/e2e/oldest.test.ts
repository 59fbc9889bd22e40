import { Scene } from './scene.js';

describe('the oldest supported VS Code', () => {
	let scene: Scene;

	before(async () => {
		scene = await Scene.make({
			version: 'oldest',
			prepare: (claude) => claude.say({ outputTokens: 1_000_000 }),
		});
	});
	after(() => scene.end());

	it('shows the budget, the sidebar and the report', async () => {
		const window = await scene.open();
		await window.statusItem.getByText('~$10.00 this month · Sonnet 5.5', { exact: true }).waitFor();
		await window.command('Outlay: Open Sidebar');
		await window.rows('Budget').filter({ hasText: 'Sonnet 5.5' }).first().waitFor();
		await window.command('Outlay: Team Outcome Report');
		await window.webview().locator('.answer').first().waitFor({ timeout: 60_000 });
	});
});
