import assert from 'node:assert/strict';
import { decideEntitlement, type Entitlement } from '../../../src/core/entitlement/entitlement.js';
import type { Problem } from '../../../src/core/problem.js';
import type { Machine } from '../../../src/sources/claudeSettings/machine.js';
import { readClaudeSettings } from '../../../src/sources/claudeSettings/readClaudeSettings.js';
import { fakeMachine } from './fakeMachine.js';

const now = Date.parse('2026-11-20T14:05:00Z');
const plutil = '/usr/bin/plutil -convert json -o -';
const reg = (hive: string): string =>
	`C:\\Windows\\System32\\reg.exe query ${hive}\\SOFTWARE\\Policies\\ClaudeCode /v Settings`;
const registryText = (hive: string, json: string): string =>
	`\r\n${hive}\\SOFTWARE\\Policies\\ClaudeCode\r\n    Settings    REG_SZ    ${json}\r\n\r\n`;

async function entitlementOn(
	machine: Machine,
	claudeDir: string,
	project: string | null = null,
): Promise<Entitlement> {
	const { sources } = await readClaudeSettings(machine, { claudeDir, project }, now, []);
	return decideEntitlement(sources, null, []);
}

describe('managed settings', () => {
	it('Linux: the file, then drop-ins in alphabetical order; hidden ones are left out', async () => {
		const machine = fakeMachine('linux', '/home/jo', {
			'/etc/claude-code/managed-settings.json': { model: 'opus', availableModels: ['sonnet'] },
			'/etc/claude-code/managed-settings.d/20-more.json': { availableModels: ['haiku', 'sonnet'] },
			'/etc/claude-code/managed-settings.d/10-model.json': {
				model: 'sonnet',
				env: { ANTHROPIC_MODEL: 'haiku' },
			},
			'/etc/claude-code/managed-settings.d/.99-draft.json': { availableModels: ['opus'] },
			'/etc/claude-code/managed-settings.d/notes.txt': 'no settings',
		});
		const { allowed, default: first, source } = await entitlementOn(machine, '/home/jo/.claude');
		assert.deepEqual(allowed, ['sonnet', 'haiku']);
		assert.equal(first, 'haiku');
		assert.equal(source, 'managed');
	});

	it('macOS: a profile comes before the file', async () => {
		const machine = fakeMachine(
			'darwin',
			'/Users/jo',
			{ '/Library/Application Support/ClaudeCode/managed-settings.json': { availableModels: ['opus'] } },
			{
				[`${plutil} /Library/Managed Preferences/com.anthropic.claudecode.plist`]:
					'{"availableModels":["sonnet"],"deniedModels":["mythos"]}',
			},
		);
		const { allowed, denied, sources, notes } = await entitlementOn(machine, '/Users/jo/.claude');
		assert.deepEqual([allowed, denied], [['sonnet'], ['mythos']]);
		assert.deepEqual(sources, ['/Library/Managed Preferences/com.anthropic.claudecode.plist']);
		assert.match(notes.join(' '), /managed-settings\.json is not used/);
	});

	it('macOS: a profile of this user comes before one of all users', async () => {
		const machine = fakeMachine(
			'darwin',
			'/Users/jo',
			{},
			{
				[`${plutil} /Library/Managed Preferences/jo/com.anthropic.claudecode.plist`]:
					'{"availableModels":["haiku"]}',
				[`${plutil} /Library/Managed Preferences/com.anthropic.claudecode.plist`]:
					'{"availableModels":["sonnet"]}',
			},
		);
		assert.deepEqual((await entitlementOn(machine, '/Users/jo/.claude')).allowed, ['haiku']);
	});

	it('Windows: HKLM before the file before HKCU', async () => {
		const file = { 'C:\\Program Files\\ClaudeCode\\managed-settings.json': { availableModels: ['haiku'] } };
		const user = { [reg('HKCU')]: registryText('HKEY_CURRENT_USER', '{"availableModels":["fable"]}') };
		const both = {
			...user,
			[reg('HKLM')]: registryText('HKEY_LOCAL_MACHINE', '{"availableModels":["opus"]}'),
		};
		const on = async (files: object, tools: Record<string, string>): Promise<readonly string[]> => {
			const machine = fakeMachine('win32', 'C:\\Users\\jo', { ...files }, tools, {
				SystemRoot: 'C:\\Windows',
			});
			return (await entitlementOn(machine, 'C:\\Users\\jo\\.claude')).allowed;
		};
		assert.deepEqual(await on(file, both), ['opus']);
		assert.deepEqual(await on(file, user), ['haiku']);
		assert.deepEqual(await on({}, user), ['fable']);
	});

	describe('in WSL', () => {
		const hosted = (hive: string): string =>
			`/mnt/c/Windows/System32/reg.exe query ${hive}\\SOFTWARE\\Policies\\ClaudeCode /v Settings`;
		const windowsFile = '/mnt/c/Program Files/ClaudeCode/managed-settings.json';
		const linuxFile = { '/etc/claude-code/managed-settings.json': { availableModels: ['haiku'] } };
		const on = async (
			files: object,
			tools: Record<string, string> = {},
			env: Record<string, string> = { WSL_DISTRO_NAME: 'Ubuntu' },
		): Promise<readonly string[]> => {
			const machine = fakeMachine('linux', '/home/jo', { ...linuxFile, ...files }, tools, env);
			return (await entitlementOn(machine, '/home/jo/.claude')).allowed;
		};
		const inherits = { wslInheritsWindowsSettings: true };
		const policy = (models: string, more: object = {}): string =>
			registryText('HKEY_LOCAL_MACHINE', JSON.stringify({ availableModels: [models], ...more }));

		it('Linux’s own file counts, and nothing of Windows that is not handed on', async () => {
			assert.deepEqual(await on({ [windowsFile]: { availableModels: ['opus'] } }), ['haiku']);
			assert.deepEqual(await on({}, { [hosted('HKLM')]: policy('opus') }), ['haiku']);
		});

		it('what Windows hands on comes before Linux’s own file: HKLM, then the file', async () => {
			const file = { [windowsFile]: { availableModels: ['opus'], ...inherits } };
			assert.deepEqual(await on(file), ['opus']);
			assert.deepEqual(await on(file, { [hosted('HKLM')]: policy('fable') }), ['fable']);
			assert.deepEqual(await on({}, { [hosted('HKLM')]: policy('fable', inherits) }), ['fable']);
			const dropIn = '/mnt/c/Program Files/ClaudeCode/managed-settings.d/10-more.json';
			assert.deepEqual(await on({ ...file, [dropIn]: { availableModels: ['sonnet'] } }), ['opus', 'sonnet']);
		});

		it('a document that only hands on delivers no policy of its own', async () => {
			assert.deepEqual(await on({ [windowsFile]: inherits }), ['haiku']);
		});

		it('the user’s key must say it itself, and counts only alone', async () => {
			const alone = async (text: string): Promise<readonly string[]> => {
				const files = { [windowsFile]: inherits, '/etc/claude-code/managed-settings.json': {} };
				return on(files, { [hosted('HKCU')]: text });
			};
			assert.deepEqual(await alone(policy('opus')), []);
			assert.deepEqual(await alone(policy('opus', inherits)), ['opus']);
			const both = { [windowsFile]: inherits };
			assert.deepEqual(await on(both, { [hosted('HKCU')]: policy('opus', inherits) }), ['haiku']);
		});

		it('a Linux of its own asks no Windows', async () => {
			const machine = fakeMachine('linux', '/home/jo', linuxFile);
			await entitlementOn(machine, '/home/jo/.claude');
			assert.ok(machine.touched.every((path) => !path.includes('/mnt/c')));
		});
	});

	it('the server-managed cache comes first, and is left out where sessions do not talk to Anthropic', async () => {
		const files = {
			'/home/jo/.claude/remote-settings.json': { availableModels: ['sonnet'] },
			'/etc/claude-code/managed-settings.json': { availableModels: ['haiku'] },
		};
		const on = async (env: Record<string, string>): Promise<readonly string[]> =>
			(await entitlementOn(fakeMachine('linux', '/home/jo', files, {}, env), '/home/jo/.claude')).allowed;
		assert.deepEqual(await on({}), ['sonnet']);
		assert.deepEqual(await on({ ANTHROPIC_BASE_URL: 'https://api.anthropic.com' }), ['sonnet']);
		assert.deepEqual(await on({ ANTHROPIC_BASE_URL: 'https://gateway.example.com' }), ['haiku']);
		assert.deepEqual(await on({ CLAUDE_CODE_USE_BEDROCK: '1' }), ['haiku']);
		assert.deepEqual(await on({ CLAUDE_CODE_USE_VERTEX: '0' }), ['sonnet']);
	});

	it('an empty cache of server-managed settings does not hide the file', async () => {
		const machine = fakeMachine('linux', '/home/jo', {
			'/home/jo/.claude/remote-settings.json': {},
			'/etc/claude-code/managed-settings.json': { availableModels: ['haiku'] },
		});
		assert.deepEqual((await entitlementOn(machine, '/home/jo/.claude')).allowed, ['haiku']);
	});

	it('an invalid restriction in managed settings reads as the strictest, elsewhere as unset', async () => {
		const problems: Problem[] = [];
		const machine = fakeMachine('linux', '/home/jo', {
			'/etc/claude-code/managed-settings.json': { availableModels: 'opus', enforceAvailableModels: 'yes' },
			'/home/jo/.claude/settings.json': { availableModels: 7 },
		});
		const places = { claudeDir: '/home/jo/.claude', project: null };
		const { sources } = await readClaudeSettings(machine, places, now, problems);
		assert.deepEqual(sources.managed[0]?.settings, { availableModels: [], enforceAvailableModels: true });
		assert.deepEqual(sources.own[0]?.settings, {});
		assert.equal(problems.filter(({ code }) => code === 'settings.wrong-type').length, 3);
	});

	it('a broken file is named and the others still count', async () => {
		const problems: Problem[] = [];
		const machine = fakeMachine('linux', '/home/jo', {
			'/etc/claude-code/managed-settings.json': '{ "availableModels": [',
			'/home/jo/.claude/settings.json': { availableModels: ['opus', 3] },
		});
		const places = { claudeDir: '/home/jo/.claude', project: null };
		const { sources } = await readClaudeSettings(machine, places, now, problems);
		assert.deepEqual(decideEntitlement(sources, null, []).allowed, ['opus']);
		assert.ok(problems.some(({ what }) => what.startsWith('/etc/claude-code/managed-settings.json')));
	});
});

describe('own settings', () => {
	it('local before project before user', async () => {
		const machine = fakeMachine('linux', '/home/jo', {
			'/home/dev/app/.claude/settings.local.json': { model: 'haiku' },
			'/home/dev/app/.claude/settings.json': { model: 'sonnet', availableModels: ['sonnet', 'haiku'] },
			'/home/jo/.claude/settings.json': { model: 'opus' },
		});
		const found = await entitlementOn(machine, '/home/jo/.claude', '/home/dev/app');
		assert.equal(found.default, 'haiku');
		assert.equal(found.source, 'user');
		assert.equal((await entitlementOn(machine, '/home/jo/.claude')).default, 'opus');
	});

	it('keeps no variable of an env block but those that choose models', async () => {
		const machine = fakeMachine(
			'linux',
			'/home/jo',
			{
				'/home/jo/.claude/settings.json': {
					env: { ANTHROPIC_API_KEY: 'sk-ant-api03-secret', ANTHROPIC_DEFAULT_OPUS_MODEL: 'claude-opus-4-6' },
				},
			},
			{},
			{ ANTHROPIC_AUTH_TOKEN: 'sk-ant-oat01-secret', ANTHROPIC_MODEL: 'opus' },
		);
		const places = { claudeDir: '/home/jo/.claude', project: null };
		const { sources } = await readClaudeSettings(machine, places, now, []);
		assert.doesNotMatch(JSON.stringify(sources), /secret/);
		assert.deepEqual(sources.env, { ANTHROPIC_MODEL: 'opus' });
		assert.equal(decideEntitlement(sources, null, []).default, 'claude-opus-4-6');
	});

	it('never opens a credential file', async () => {
		for (const platform of ['linux', 'darwin', 'win32'] as const) {
			const home = platform === 'win32' ? 'C:\\Users\\jo' : '/home/jo';
			const machine = fakeMachine(platform, home, {});
			await readClaudeSettings(machine, { claudeDir: `${home}/.claude`, project: `${home}/app` }, now, []);
			assert.ok(machine.touched.length > 3);
			assert.deepEqual(
				machine.touched.filter((path) => /credential|keychain|security|history/i.test(path)),
				[],
			);
		}
	});
});
