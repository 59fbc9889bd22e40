import assert from 'node:assert/strict';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Frame, Locator } from 'playwright-core';
import { cleanEnvironment } from '../harness/cleanEnvironment.js';
import type { EditorWindow } from '../harness/editorWindow.js';
import { projectRoot } from '../harness/paths.js';
import { slowableGit } from '../harness/slowableGit.js';
import { makeWorkspace } from '../harness/workspace.js';
import { runCli } from '../integration/runCli.js';
import { Scene } from './scene.js';

const axeSource = join(projectRoot, 'node_modules/axe-core/axe.min.js');
const themes = {
	'vscode-light': 'Light Modern',
	'vscode-dark': 'Dark Modern',
	'vscode-high-contrast-light': 'Default High Contrast Light',
	'vscode-high-contrast': 'Default High Contrast',
} as const;

interface AxeResult {
	readonly violations: readonly {
		readonly id: string;
		readonly nodes: readonly { readonly html: string }[];
	}[];
	readonly passes: readonly unknown[];
}

/** How the report writes the day so many days ago; midnight may come in between. */
function dayBefore(days: number): RegExp {
	const write = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' });
	const thenMs = Date.now() - days * 86_400_000;
	return new RegExp(`\\b(${write.format(thenMs)}|${write.format(thenMs - 300_000)})\\b`);
}

/** The innermost frame of the panel, where its own document is. */
function panelFrame(window: EditorWindow): Frame {
	const frames = window.page.frames();
	const frame = frames.find((one) => one.name() === 'active-frame' || one.url().includes('fake.html'));
	assert.ok(frame, 'the panel has no frame');
	return frame;
}

/** What axe finds wrong in a frame, in its folded parts too: each rule with the first places that break it. */
async function violations(frame: Frame): Promise<string[]> {
	await frame.evaluate('document.querySelectorAll("details").forEach((one) => { one.open = true; })');
	await frame.evaluate(await readFile(axeSource, 'utf8'));
	const result = await frame.evaluate<AxeResult>('axe.run(document)');
	await frame.evaluate('document.querySelectorAll("details").forEach((one) => { one.open = false; })');
	assert.ok(result.passes.length > 10);
	return result.violations.map(({ id, nodes }) => {
		const places = nodes.slice(0, 3).map(({ html }) => html);
		return `${id}: ${places.join(' | ')}`;
	});
}

describe('report panel', () => {
	let scene: Scene;
	let window: EditorWindow;

	before(async () => {
		scene = await Scene.make({
			prepareHome: slowableGit,
			prepare: async (claude) => {
				await claude.writes('src/focus.ts', [
					'export function focusRows(): string[] {',
					"\treturn ['a', 'b'];",
					'}',
				]);
				await claude.say({ outputTokens: 1_000_000 });
			},
		});
		const { git, folder } = scene.workspace;
		await git('add', '.');
		await git('commit', '-q', '-m', 'Write FOCUS rows\n\nCo-Authored-By: Claude <noreply@anthropic.com>');
		await git('switch', '-q', 'main');
		await git('merge', '-q', '--no-ff', 'feat/export', '-m', 'Merge pull request #418 from acme/feat/export');
		const { folder: other } = await makeWorkspace(scene.home, 'lib');
		await scene.config({
			people: [{ name: 'Ada', emails: ['ada@example.com'], team: 'Platform' }],
			teams: [{ name: 'Platform' }, { name: 'Data' }],
		});
		const file = join(scene.home, 'both.code-workspace');
		await writeFile(file, JSON.stringify({ folders: [{ path: folder }, { path: other }] }));
		window = await scene.open(file);
		await window.hasFolders(basename(folder), basename(other));
		await window.command('Outlay: Team Outcome Report');
	});
	after(() => scene.end());

	it('has no accessibility violation while the report is still being computed', async () => {
		const slow = join(scene.home, 'slow');
		await window.webview().locator('#status').waitFor({ state: 'attached' });
		await window.command('View: Close All Editors');
		await window.page.locator('iframe.webview').waitFor({ state: 'detached' });
		await writeFile(slow, '');
		await window.command('Outlay: Team Outcome Report');
		await window.webview().getByRole('button', { name: 'Cancel' }).waitFor();
		assert.equal(await window.webview().locator('.answer').count(), 0);
		const found = await violations(panelFrame(window));
		await rm(slow);
		assert.deepEqual(found, []);
	});

	it('answers in one sentence, with the same model the command line prints', async () => {
		const report = window.webview();
		await report.locator('.answer').first().waitFor();
		assert.match(await report.locator('.answer').first().innerText(), /merged|pull request|PR/i);
		await report.locator('svg').first().waitFor();
		assert.ok((await report.locator('table').count()) > 3);
	});

	for (const [name, theme] of Object.entries(themes)) {
		it(`has no accessibility violation, contrast included, in the ${name} theme`, async () => {
			await scene.machineSettings({ 'workbench.colorTheme': theme });
			await window.webview().locator('.answer').first().waitFor();
			const frame = panelFrame(window);
			await frame.locator(`body[data-vscode-theme-kind="${name}"]`).waitFor();
			assert.deepEqual(await violations(frame), []);
		});
	}

	it('moves nothing for somebody who asked for less motion', async () => {
		const moving = await panelFrame(window).evaluate<string[]>(`[...document.querySelectorAll('*')]
			.filter((one) => {
				const { animationName, transitionDuration, scrollBehavior } = getComputedStyle(one);
				return animationName !== 'none' || !/^0s(, 0s)*$/.test(transitionDuration) || scrollBehavior !== 'auto';
			})
			.map((one) => one.tagName)`);
		assert.deepEqual(moving, []);
	});

	it('is worked with the keyboard alone: list, links into the report, folded parts', async () => {
		const { keyboard } = window.page;
		const frame = panelFrame(window);
		/** What has the focus: its name, and whether one sees that it does. */
		const focused = (): Promise<{ tag: string; name: string; isSeen: boolean }> =>
			frame.evaluate(`(() => {
				const one = document.activeElement ?? document.body;
				const { outlineStyle, outlineWidth } = getComputedStyle(one);
				const name = one.labels?.[0]?.firstChild?.textContent ?? one.textContent ?? '';
				return { tag: one.tagName, name, isSeen: outlineStyle !== 'none' && outlineWidth !== '0px' };
			})()`);
		const walked: string[] = [];
		/** Goes on with the tab key until something of that tag has the focus. */
		const tabTo = async (tag: string): Promise<void> => {
			for (let presses = 0; presses < 40; presses++) {
				await keyboard.press('Tab');
				const now = await focused();
				if (now.tag === 'BODY') continue;
				walked.push(now.name);
				assert.ok(now.isSeen, `nobody sees that ${now.tag} "${now.name}" has the focus`);
				if (now.tag === tag) return;
			}
			assert.fail(`no ${tag} after ${walked.join(', ')}`);
		};
		await window.command('View: Focus Active Editor Group');
		await tabTo('SELECT');
		await keyboard.press('ArrowUp');
		await window
			.webview()
			.locator('.subtitle')
			.filter({ hasText: dayBefore(30) })
			.waitFor();
		assert.equal((await focused()).name, 'Period', 'the focus was lost when the report came');
		await keyboard.press('ArrowDown');
		await window
			.webview()
			.locator('.subtitle')
			.filter({ hasText: dayBefore(90) })
			.waitFor();
		await tabTo('A');
		assert.deepEqual(walked.slice(0, 7), ['Period', 'Repository', 'Team', 'html', 'md', 'json', 'csv']);
		await keyboard.press('Enter');
		await frame.waitForFunction("!['A', 'BODY'].includes(document.activeElement?.tagName ?? 'BODY')");
		await tabTo('SUMMARY');
		const isOpen = "document.activeElement?.parentElement?.hasAttribute('open') === true";
		assert.equal(await frame.evaluate(isOpen), false);
		await keyboard.press('Enter');
		assert.equal(await frame.evaluate(isOpen), true);
	});

	it('keeps the chosen period over a reload', async function () {
		this.timeout(240_000);
		const select = window.webview().getByRole('combobox', { name: 'Period' });
		await select.selectOption({ label: 'last 30 days' });
		await window
			.webview()
			.locator('.subtitle')
			.filter({ hasText: dayBefore(30) })
			.waitFor();
		await window.remembers('workbench.parts.editor', '"days":30');
		await window.reload();
		await window.webview().locator('.answer').first().waitFor({ timeout: 60_000 });
		const shown = window.webview().getByRole('combobox', { name: 'Period' }).locator('option:checked');
		assert.equal(await shown.innerText(), 'last 30 days');
	});

	it('narrows to one repository and to one team, and keeps both over a reload', async function () {
		this.timeout(240_000);
		const report = window.webview();
		const choose = (name: string): Locator => report.getByRole('combobox', { name });
		// The second choice comes before the report of the first one is there.
		await choose('Repository').selectOption({ label: 'app' });
		await choose('Team').selectOption({ label: 'Platform' });
		await report.locator('.subtitle').filter({ hasText: 'team Platform' }).waitFor();
		await window.remembers('workbench.parts.editor', '"team":"Platform"');
		await window.reload();
		await report.locator('.answer').first().waitFor({ timeout: 60_000 });
		await report.locator('.subtitle').filter({ hasText: 'team Platform' }).waitFor();
		assert.equal(await choose('Repository').locator('option:checked').innerText(), 'app');
		assert.equal(await choose('Team').locator('option:checked').innerText(), 'Platform');
	});

	const forms = {
		html: /^<!doctype html>(?![^]*<script)/i,
		md: /^# .*\n[^]*\|/,
		json: /^\{\s*"schema": ?"outlay\.report\/1"/,
		csv: /^[^\n]*number[^\n]*\r?\n/i,
	};
	for (const [format, form] of Object.entries(forms)) {
		it(`saves the report as ${format} where the user says`, async () => {
			const file = `saved.${format}`;
			await window.webview().getByRole('button', { name: format, exact: true }).click();
			await window.saveAs(join(scene.home, file));
			await window.notification(`Saved the report to ${file}.`).waitFor();
			assert.match(await readFile(join(scene.home, file), 'utf8'), form);
		});
	}

	it('is the model that the command line prints, figure by figure', async () => {
		const { folder } = scene.workspace;
		type Saved = Record<string, unknown> & { period: { since: string; until: string; timezone: string } };
		const read = (text: string): Saved => {
			const { generatedAt, ...rest } = JSON.parse(text) as Saved;
			assert.ok(generatedAt);
			return rest;
		};
		const saved = read(await readFile(join(scene.home, 'saved.json'), 'utf8'));
		const { since, until, timezone } = saved.period;
		const env = cleanEnvironment(scene.home) as Record<string, string>;
		const period = ['--since', since, '--until', until, '--timezone', timezone];
		const printed = await runCli(
			['report', '--repo', folder, '--team', 'Platform', '--format', 'json', ...period],
			{ cwd: folder, env },
		);
		assert.equal(printed.code, 0, printed.stderr);
		assert.deepEqual(read(printed.stdout), saved);
	});

	it('can be stopped while it is computed, says so, and tried again', async () => {
		const report = window.webview();
		await writeFile(join(scene.home, 'slow'), '');
		await report.getByRole('combobox', { name: 'Period' }).selectOption({ label: 'last 365 days' });
		await report.getByRole('button', { name: 'Cancel' }).click();
		await report.getByText('Stopped. The report was not computed.').waitFor();
		await rm(join(scene.home, 'slow'));
		await report.getByRole('button', { name: 'Try again' }).click();
		await report.getByText('Stopped. The report was not computed.').waitFor({ state: 'detached' });
		await report.locator('.answer').first().waitFor();
	});
});
