import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { EditorWindow } from '../harness/editorWindow.js';
import { Scene } from './scene.js';

describe('tagging', () => {
	let scene: Scene;
	let window: EditorWindow;

	before(async () => {
		scene = await Scene.make({
			settings: { 'outlay.tagging': 'suggest' },
			prepare: (claude) => claude.say({ outputTokens: 1000 }),
		});
		window = await scene.open();
		await window.command('Outlay: Open Sidebar');
		await window.rows('Commits').filter({ hasText: 'Write rows' }).first().waitFor();
		// The git extension has seen the branch: what comes now is a commit to it.
		await window.page.locator('.statusbar-item[id^="status.scm"]').getByText('feat/export').first().waitFor();
	});
	after(() => scene.end());

	/** What Claude does in a terminal: writes a file, spends, commits. */
	async function claudeCommits(file: string, subject: string): Promise<string> {
		const lines = [
			`export function ${file}(rows: string[]): string {`,
			`\treturn rows.join('${file}');`,
			'}',
		];
		await scene.claude.writes(`src/${file}.ts`, lines);
		await scene.claude.say({ outputTokens: 100_000 });
		await scene.workspace.git('add', '.');
		await scene.workspace.git('commit', '-q', '-m', subject);
		return (await scene.workspace.git('rev-parse', 'HEAD')).trim();
	}
	const note = (sha: string): Promise<string> =>
		scene.workspace.git('notes', '--ref', 'refs/notes/outlay', 'show', sha);

	it('offers to record after a commit of a terminal, and says what would be recorded', async () => {
		const sha = await claudeCommits('joined', 'Join rows');
		const offer = /has session evidence\. A note would record: 1 session, Sonnet 5\.5, .*tokens, \$/;
		await window.notification(offer).waitFor();
		await assert.rejects(note(sha));
		await window.answer(offer, 'Record');
		await window.page.getByText(`Recorded on ${sha.slice(0, 7)}`).waitFor();
		const written = await note(sha);
		assert.match(written, /outlay\.note\/1/);
		assert.doesNotMatch(written, /Join rows|export function/);
		assert.equal((await scene.workspace.git('rev-parse', 'HEAD')).trim(), sha);
	});

	it('shows the recorded commit as such, and offers nothing for a commit without evidence', async () => {
		await window
			.rows('Commits')
			.filter({ hasText: /Join rows.*recorded/ })
			.first()
			.waitFor();
		await scene.workspace.git('commit', '-q', '--allow-empty', '-m', 'By hand');
		await window.rows('Commits').filter({ hasText: 'By hand' }).first().waitFor();
		await window.page.waitForTimeout(1500);
		assert.equal(await window.notification('has session evidence').count(), 0);
	});

	it('writes the note at once when the user chose so', async () => {
		// VS Code takes up a changed settings file with some delay; the theme shows when it has.
		await scene.machineSettings({ 'outlay.tagging': 'note', 'workbench.colorTheme': 'Dark Modern' });
		await window.page.locator('.monaco-workbench.vs-dark').waitFor();
		const sha = await claudeCommits('folded', 'Fold rows');
		await window.page.getByText(`Recorded on ${sha.slice(0, 7)}`).waitFor();
		assert.match(await note(sha), /outlay\.note\/1/);
	});

	it('installs a commit hook with "trailer", shows it, marks the message before the commit, and takes it back', async () => {
		const hook = join(scene.workspace.folder, '.git/hooks/prepare-commit-msg');
		const own = '#!/bin/sh\necho "Own: hook" >> "$1"\n';
		await writeFile(hook, own, { mode: 0o755 });
		await scene.machineSettings({ 'outlay.tagging': 'trailer' });
		const told = /Installed a commit hook in app.*The hook that was there runs first\./;
		await window.notification(told).waitFor();
		const sha = await claudeCommits('marked', 'Mark rows');
		const message = await scene.workspace.git('log', '-1', '--format=%B', sha);
		assert.match(message, /^Mark rows\n[^]*Own: hook\n[^]*Assisted-by: Claude:claude-sonnet-5-5\n/);
		await window
			.rows('Commits')
			.filter({ hasText: /Mark rows.*recorded/ })
			.first()
			.waitFor();
		await window.answer(told, 'Undo');
		await window.page.getByText('Removed the commit hook from app').waitFor();
		assert.equal(await readFile(hook, 'utf8'), own);
		await scene.workspace.git('commit', '-q', '--allow-empty', '-m', 'Without');
		assert.match(await scene.workspace.git('log', '-1', '--format=%B'), /^Without\s+Own: hook\s*$/);
	});
});
