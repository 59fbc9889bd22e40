import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { settingIds } from '../../src/editor/ids.js';
import { readSettings } from '../../src/editor/settings.js';

describe('settings', () => {
	const stored = (): vscode.WorkspaceConfiguration => vscode.workspace.getConfiguration('outlay');
	const read = (): { settings: ReturnType<typeof readSettings>; wrong: string[] } => {
		const wrong: string[] = [];
		return { settings: readSettings(undefined, (what) => wrong.push(what)), wrong };
	};
	afterEach(async () => {
		for (const id of Object.values(settingIds)) {
			if (stored().inspect(id)?.globalValue === undefined) continue;
			await stored().update(id, undefined, vscode.ConfigurationTarget.Global);
		}
	});

	it('are quiet by default: nothing is recorded, nothing is asked of a network', () => {
		const { settings, wrong } = read();
		assert.deepEqual(settings, {
			tagging: 'off',
			claudeFolders: [],
			ledgerFolder: null,
			notifications: true,
			modelSuggestions: true,
			limit: null,
			limitPeriod: 'monthly',
			statusPlace: null,
			statusPublicKey: '',
			reportPeriodDays: 90,
			gitHubApiUrl: null,
		});
		assert.deepEqual(wrong, []);
	});

	it('count as their default when of a wrong type, one sentence each that names the key', async () => {
		const before = read().settings;
		const broken: Record<string, unknown> = {
			tagging: 7,
			claudeFolders: 'x',
			ledgerFolder: 3,
			notifications: 'yes',
			modelSuggestions: 1,
			limit: -5,
			limitPeriod: 'yearly',
			'organizationStatus.place': [],
			'organizationStatus.publicKey': {},
			'report.period': 'last 3 days',
			'github.apiUrl': 1,
		};
		assert.deepEqual(Object.keys(broken).sort(), Object.values(settingIds).sort());
		for (const [id, value] of Object.entries(broken)) {
			await stored().update(id, value, vscode.ConfigurationTarget.Global);
		}
		const { settings, wrong } = read();
		assert.deepEqual(settings, before);
		assert.equal(wrong.length, Object.keys(broken).length);
		for (const id of Object.keys(broken)) {
			assert.equal(wrong.filter((what) => what.includes(`outlay.${id} `)).length, 1, id);
		}
	});

	it('are taken as they are when they fit', async () => {
		await stored().update('tagging', 'suggest', vscode.ConfigurationTarget.Global);
		await stored().update('limit', 12.5, vscode.ConfigurationTarget.Global);
		await stored().update('report.period', 'last 365 days', vscode.ConfigurationTarget.Global);
		const { settings, wrong } = read();
		assert.deepEqual(
			[settings.tagging, settings.limit, settings.reportPeriodDays, wrong],
			['suggest', 12.5, 365, []],
		);
	});

	it('cannot be set by a repository where they name a path, an address or a person', () => {
		const { contributes } = vscode.extensions.getExtension('outlay.outlay')?.packageJSON as {
			contributes: { configuration: { properties: Record<string, { scope: string }> } };
		};
		const scopes = Object.entries(contributes.configuration.properties).map(([id, { scope }]) => [id, scope]);
		assert.deepEqual(
			scopes.filter(([, scope]) => scope === 'resource' || scope === 'window').map(([id]) => id),
			['outlay.tagging', 'outlay.report.period'],
		);
	});
});
