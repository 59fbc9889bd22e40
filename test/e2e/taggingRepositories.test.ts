import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ClaudeHome } from '../harness/claudeHome.js';
import type { EditorWindow } from '../harness/editorWindow.js';
import { makeWorkspace } from '../harness/workspace.js';
import { Scene } from './scene.js';

/** The places of one window: a repository, a second one, a linked worktree of the first, and a submodule in it. */
interface Places {
	readonly app: string;
	readonly lib: string;
	readonly worktree: string;
	readonly submodule: string;
}

describe('tagging in several repositories, a worktree and a submodule', () => {
	let scene: Scene;
	let window: EditorWindow;
	let places: Places;

	before(async function () {
		this.timeout(240_000);
		scene = await Scene.make({
			settings: { 'outlay.tagging': 'suggest' },
			prepare: (claude) => claude.say(),
		});
		const { folder: app, git } = scene.workspace;
		const lib = (await makeWorkspace(scene.home, 'lib')).folder;
		const part = (await makeWorkspace(scene.home, 'part')).folder;
		const worktree = join(scene.home, 'work/app-hotfix');
		await git('worktree', 'add', '-q', '-b', 'hotfix', worktree, 'main');
		await git('-c', 'protocol.file.allow=always', 'submodule', 'add', '-q', part, 'vendor/part');
		await git('commit', '-q', '-m', 'Add a part');
		places = { app, lib, worktree, submodule: join(app, 'vendor/part') };
		for (const [name, value] of [
			['user.name', 'Ada Example'],
			['user.email', 'ada@example.com'],
		]) {
			await git('-C', places.submodule, 'config', name ?? '', value ?? '');
		}
		const file = join(scene.home, 'all.code-workspace');
		const folders = [app, lib, worktree].map((path) => ({ path }));
		await writeFile(file, JSON.stringify({ folders }));
		window = await scene.open(file);
		// The git extension has asked for the state of each, so what comes now is a commit to its branch.
		const shown = window.page.locator('.scm-view .scm-provider');
		await window.loadsUntil(async (patience) => {
			const isOpen = await window.page.locator('.scm-view').first().isVisible();
			if (!isOpen) await window.page.locator('.activitybar a[aria-label^="Source Control"]').click();
			for (const branch of ['hotfix', 'feat/export']) {
				await shown.filter({ hasText: branch }).first().waitFor(patience);
			}
			await shown.nth(3).waitFor(patience);
		});
	});
	after(() => scene.end());

	const git = (folder: string, ...args: string[]): Promise<string> =>
		scene.workspace.git('-C', folder, ...args);

	/** What Claude does in a terminal of that place. */
	async function claudeCommits(folder: string, name: string): Promise<string> {
		const claude = new ClaudeHome(scene.home, folder);
		const branch = (await git(folder, 'branch', '--show-current')).trim();
		const lines = [
			`export function ${name}(rows: string[]): string {`,
			`\treturn rows.join('${name}');`,
			'}',
		];
		await claude.writes(`src/${name}.ts`, lines, branch);
		await claude.say({ outputTokens: 100_000, branch });
		await git(folder, 'add', '.');
		await git(folder, 'commit', '-q', '-m', `Add ${name}`);
		return (await git(folder, 'rev-parse', 'HEAD')).trim();
	}
	const note = (folder: string, sha: string): Promise<string> =>
		git(folder, 'notes', '--ref', 'refs/notes/outlay', 'show', sha);

	for (const place of ['app', 'lib', 'worktree', 'submodule'] as const) {
		it(`offers a commit of the ${place}, and writes the note where the commit is`, async () => {
			const sha = await claudeCommits(places[place], place);
			const offer = new RegExp(`Commit ${sha.slice(0, 7)} has session evidence`);
			await window.notification(offer).waitFor();
			await window.answer(offer, 'Record');
			await window.page.getByText(`Recorded on ${sha.slice(0, 7)}`).waitFor();
			assert.match(await note(places[place], sha), /outlay\.note\/1/);
			// A worktree shares its notes with the repository; nobody else has the commit.
			for (const other of ['app', 'lib', 'submodule'] as const) {
				const isShared = other === place || (other === 'app' && place === 'worktree');
				if (!isShared) await assert.rejects(note(places[other], sha), other);
			}
		});
	}

	it('installs the commit hook where git looks for it: shared by a worktree, of its own in a submodule', async () => {
		await scene.machineSettings({ 'outlay.tagging': 'trailer' });
		const hooks = {
			app: join(places.app, '.git/hooks'),
			lib: join(places.lib, '.git/hooks'),
			submodule: join(places.app, '.git/modules/vendor/part/hooks'),
		};
		for (let tries = 0; !Object.values(hooks).every(hasHook); tries++) {
			assert.ok(tries < 100, JSON.stringify(Object.values(hooks).filter((folder) => !hasHook(folder))));
			await window.page.waitForTimeout(200);
		}
		assert.equal(existsSync(join(places.worktree, '.git/hooks')), false);
		for (const place of ['lib', 'worktree', 'submodule'] as const) {
			const sha = await claudeCommits(places[place], `${place}Marked`);
			const message = await git(places[place], 'log', '-1', '--format=%B', sha);
			assert.equal(
				message.match(/^Assisted-by: Claude:claude-sonnet-5-5$/gm)?.length,
				1,
				`${place}: ${message}`,
			);
		}
	});

	it('takes every hook away again, the shared one with the last that wants it', async () => {
		await scene.machineSettings({ 'outlay.tagging': 'off' });
		const folders = ['.git/hooks', '.git/modules/vendor/part/hooks'].map((path) => join(places.app, path));
		for (let tries = 0; [...folders, join(places.lib, '.git/hooks')].some(hasHook); tries++) {
			assert.ok(tries < 100);
			await window.page.waitForTimeout(200);
		}
	});
});

const hasHook = (folder: string): boolean => existsSync(join(folder, 'prepare-commit-msg'));
