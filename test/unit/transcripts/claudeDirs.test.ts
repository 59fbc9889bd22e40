import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { claudeDirsOf, claudePlacesOf } from '../../../src/sources/transcripts/claudeDirs.js';

describe('folders of Claude Code', () => {
	const home = resolve('/home/ada');

	it('are those that CLAUDE_CONFIG_DIR names, each once, by a list, the home sign or their projects folder', () => {
		const named = `~/.claude-work, /srv/claude/projects ,,${join(home, '.claude-work')}`;
		assert.deepEqual(claudePlacesOf({ CLAUDE_CONFIG_DIR: named, XDG_CONFIG_HOME: '/xdg' }, home), [
			join(home, '.claude-work'),
			resolve('/srv/claude'),
		]);
	});

	it('are otherwise the one below the config home, and the usual one', () => {
		const usual = join(home, '.claude');
		assert.deepEqual(claudePlacesOf({}, home), [join(home, '.config/claude'), usual]);
		assert.deepEqual(claudePlacesOf({ XDG_CONFIG_HOME: '/xdg', CLAUDE_CONFIG_DIR: ' , ' }, home), [
			join('/xdg', 'claude'),
			usual,
		]);
	});

	it('count only while they hold projects', async () => {
		const folder = await mkdtemp(join(tmpdir(), 'outlay-claude-'));
		try {
			await mkdir(join(folder, '.claude/projects'), { recursive: true });
			assert.deepEqual(claudeDirsOf({}, folder), [join(folder, '.claude')]);
		} finally {
			await rm(folder, { recursive: true });
		}
	});
});
