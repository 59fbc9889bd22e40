import assert from 'node:assert/strict';
import { mkdirSync, rmSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { watchSources } from '../../../src/editor/engine/watchSources.js';

describe('watching what the figures come from', () => {
	let home: string;
	let stop: () => void;
	const told = { settings: 0, config: 0, appeared: 0 };

	beforeEach(async () => {
		home = await mkdtemp(join(tmpdir(), 'outlay-watch-'));
		Object.assign(told, { settings: 0, config: 0, appeared: 0 });
		stop = watchSources(
			{ claudePlaces: [join(home, '.claude')], repos: [join(home, 'app')], home, statusFile: null },
			{
				settings: () => told.settings++,
				config: () => told.config++,
				transcriptsAppeared: () => told.appeared++,
			},
		);
		await after(100);
	});
	afterEach(async () => {
		stop();
		await rm(home, { recursive: true });
	});

	async function until(isTrue: () => boolean): Promise<void> {
		for (let tries = 0; !isTrue(); tries++) {
			assert.ok(tries < 1000, JSON.stringify(told));
			await after(10);
		}
	}

	it('sees transcripts come to a home that Claude Code never ran in, folder by folder', async () => {
		await mkdir(join(home, '.claude'));
		await after(100);
		await mkdir(join(home, '.claude/projects'));
		await until(() => told.appeared === 1);
	});

	it('sees them come back after they were deleted', async () => {
		const projects = join(home, '.claude/projects');
		await mkdir(projects, { recursive: true });
		await until(() => told.appeared === 1);
		await rm(projects, { recursive: true });
		await mkdir(projects);
		await until(() => told.appeared === 2);
	});

	it('sees one that was deleted and made again before anybody looked, and what is written to it', async () => {
		const folder = join(home, '.claude');
		await mkdir(folder);
		await until(() => told.settings === 1);
		rmSync(folder, { recursive: true });
		mkdirSync(folder);
		await until(() => told.settings === 2);
		await writeFile(join(folder, 'settings.json'), '{}');
		await until(() => told.settings > 2);
	});

	it('tells settings and config apart, and stays silent about other files', async () => {
		await mkdir(join(home, 'app'));
		await mkdir(join(home, '.claude'));
		await until(() => told.settings === 1 && told.config === 1);
		await writeFile(join(home, 'app/outlay.config.json'), '{}');
		await until(() => told.config > 1);
		const { settings } = told;
		await writeFile(join(home, '.claude/notes.txt'), 'x');
		await after(100);
		assert.equal(told.settings, settings);
		await writeFile(join(home, '.claude/settings.json'), '{}');
		await until(() => told.settings > settings);
	});
});
