import { posix, win32 } from 'node:path';
import type { ManagedKind, ManagedSource } from '../../core/entitlement/settings.js';
import type { Problem } from '../../core/problem.js';
import type { Machine } from './machine.js';
import {
	deliversPolicy,
	layOver,
	modelSettingsOf,
	parseDocument,
	type SettingsDocument,
} from './settingsDocument.js';

/** Folder of the managed settings file and of its drop-in folder, by platform. */
export function managedFolder(platform: NodeJS.Platform): string {
	if (platform === 'darwin') return '/Library/Application Support/ClaudeCode';
	if (platform === 'win32') return 'C:\\Program Files\\ClaudeCode';
	return '/etc/claude-code';
}

const pathOf = (platform: NodeJS.Platform): typeof posix => (platform === 'win32' ? win32 : posix);

function sourceOf(
	kind: ManagedKind,
	where: string,
	document: SettingsDocument | null,
	problems: Problem[],
): ManagedSource[] {
	if (document === null) return [];
	return [
		{
			kind,
			where,
			deliversPolicy: deliversPolicy(document),
			settings: modelSettingsOf(document, where, true, problems),
		},
	];
}

/** `managed-settings.json` with the drop-ins of `managed-settings.d` laid over it in alphabetical order. */
async function fromFiles(machine: Machine, problems: Problem[]): Promise<ManagedSource[]> {
	const path = pathOf(machine.platform);
	const folder = managedFolder(machine.platform);
	const dropIns = path.join(folder, 'managed-settings.d');
	const names = (await machine.list(dropIns)).filter(
		(name) => name.endsWith('.json') && !name.startsWith('.'),
	);
	const files = [
		path.join(folder, 'managed-settings.json'),
		...[...names].sort().map((name) => path.join(dropIns, name)),
	];
	let whole: SettingsDocument | null = null;
	for (const file of files) {
		const text = await machine.readText(file);
		const document = text === null ? null : parseDocument(text, file, problems);
		if (document !== null) whole = whole === null ? document : layOver(whole, document);
	}
	return sourceOf('file', path.join(folder, 'managed-settings.json'), whole, problems);
}

/** The preference domain that a macOS profile sets, for this user or for all. `plutil` reads either plist form. */
async function fromProfile(machine: Machine, problems: Problem[]): Promise<ManagedSource[]> {
	const user = posix.basename(machine.home);
	const folders = [`/Library/Managed Preferences/${user}`, '/Library/Managed Preferences'];
	for (const folder of folders) {
		const file = `${folder}/com.anthropic.claudecode.plist`;
		const text = await machine.runTool('/usr/bin/plutil', ['-convert', 'json', '-o', '-', file]);
		const document = text === null ? null : parseDocument(text, file, problems);
		if (document !== null) return sourceOf('mdm', file, document, problems);
	}
	return [];
}

/** The JSON in the registry value `Settings` of a policy key. */
async function fromRegistry(
	machine: Machine,
	hive: 'HKLM' | 'HKCU',
	problems: Problem[],
): Promise<ManagedSource[]> {
	const key = `${hive}\\SOFTWARE\\Policies\\ClaudeCode`;
	const root = machine.env['SystemRoot'] ?? 'C:\\Windows';
	const reg = win32.join(root, 'System32', 'reg.exe');
	const output = await machine.runTool(reg, ['query', key, '/v', 'Settings']);
	const value = /^\s*Settings\s+REG_(?:SZ|EXPAND_SZ)\s+([\s\S]*)$/m.exec(output ?? '')?.[1]?.trim();
	if (value === undefined || value === '') return [];
	const document = parseDocument(value, key, problems);
	return sourceOf(hive === 'HKLM' ? 'mdm' : 'hkcu', key, document, problems);
}

/** False when sessions go elsewhere than to Anthropic's own API: then server-managed settings are not fetched. */
function talksToAnthropic(env: Machine['env']): boolean {
	const others = ['BEDROCK', 'VERTEX', 'FOUNDRY', 'MANTLE'].map(
		(name) => env[`CLAUDE_CODE_USE_${name}`] ?? '',
	);
	if (others.some((value) => value !== '' && value !== '0' && value.toLowerCase() !== 'false')) return false;
	const base = env['ANTHROPIC_BASE_URL'] ?? '';
	return base === '' || /^https:\/\/([a-z0-9-]+\.)*anthropic\.com(?:[:/]|$)/i.test(base);
}

/** Claude Code's cached copy of the settings that an administrator manages on claude.ai. */
async function fromServer(
	machine: Machine,
	claudeDir: string,
	problems: Problem[],
): Promise<ManagedSource[]> {
	if (!talksToAnthropic(machine.env)) return [];
	const file = pathOf(machine.platform).join(claudeDir, 'remote-settings.json');
	const text = await machine.readText(file);
	return sourceOf('remote', file, text === null ? null : parseDocument(text, file, problems), problems);
}

/**
 * Every managed source of this machine that can be read without elevated rights: server-managed cache, MDM (macOS
 * profile, Windows HKLM), files with drop-ins, Windows HKCU.
 */
export async function readManagedSources(
	machine: Machine,
	claudeDir: string,
	problems: Problem[],
): Promise<ManagedSource[]> {
	const sources = [fromServer(machine, claudeDir, problems), fromFiles(machine, problems)];
	if (machine.platform === 'darwin') sources.push(fromProfile(machine, problems));
	if (machine.platform === 'win32') {
		sources.push(fromRegistry(machine, 'HKLM', problems), fromRegistry(machine, 'HKCU', problems));
	}
	return (await Promise.all(sources)).flat();
}
