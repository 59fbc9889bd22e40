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

/** `managed-settings.json` of a folder with the drop-ins of `managed-settings.d` laid over it in alphabetical order. */
async function readFolder(
	machine: Machine,
	folder: string,
	problems: Problem[],
): Promise<SettingsDocument | null> {
	const path = pathOf(machine.platform);
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
	return whole;
}

const fileIn = (machine: Machine, folder: string): string =>
	pathOf(machine.platform).join(folder, 'managed-settings.json');

async function fromFiles(machine: Machine, problems: Problem[]): Promise<ManagedSource[]> {
	const folder = managedFolder(machine.platform);
	const document = await readFolder(machine, folder, problems);
	return sourceOf('file', fileIn(machine, folder), document, problems);
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

type Hive = 'HKLM' | 'HKCU';

const registryKey = (hive: Hive): string => `${hive}\\SOFTWARE\\Policies\\ClaudeCode`;

/** The JSON in the registry value `Settings` of a policy key; `reg` is the path of `reg.exe`. */
async function readRegistry(
	machine: Machine,
	reg: string,
	hive: Hive,
	problems: Problem[],
): Promise<SettingsDocument | null> {
	const key = registryKey(hive);
	const output = await machine.runTool(reg, ['query', key, '/v', 'Settings']);
	const value = /^\s*Settings\s+REG_(?:SZ|EXPAND_SZ)\s+([\s\S]*)$/m.exec(output ?? '')?.[1]?.trim();
	return value === undefined || value === '' ? null : parseDocument(value, key, problems);
}

const registrySource = (
	hive: Hive,
	document: SettingsDocument | null,
	problems: Problem[],
): ManagedSource[] => sourceOf(hive === 'HKLM' ? 'mdm' : 'hkcu', registryKey(hive), document, problems);

async function fromRegistry(machine: Machine, hive: Hive, problems: Problem[]): Promise<ManagedSource[]> {
	const root = machine.env['SystemRoot'] ?? 'C:\\Windows';
	const reg = win32.join(root, 'System32', 'reg.exe');
	return registrySource(hive, await readRegistry(machine, reg, hive, problems), problems);
}

const isInherited = (document: SettingsDocument | null): boolean =>
	document?.['wslInheritsWindowsSettings'] === true;

/**
 * What Windows hands on to the Linux that runs in it: nothing, unless HKLM or the administrator's file on Windows says
 * `wslInheritsWindowsSettings`; then both count before Linux's own file. The user's HKCU key must say it itself.
 */
async function fromWindowsHost(machine: Machine, problems: Problem[]): Promise<ManagedSource[]> {
	if ((machine.env['WSL_DISTRO_NAME'] ?? '') === '') return [];
	const reg = '/mnt/c/Windows/System32/reg.exe';
	const folder = '/mnt/c/Program Files/ClaudeCode';
	const [machineKey, file, userKey] = await Promise.all([
		readRegistry(machine, reg, 'HKLM', problems),
		readFolder(machine, folder, problems),
		readRegistry(machine, reg, 'HKCU', problems),
	]);
	if (!isInherited(machineKey) && !isInherited(file)) return [];
	return [
		...registrySource('HKLM', machineKey, problems),
		...sourceOf('file', fileIn(machine, folder), file, problems),
		...(isInherited(userKey) ? registrySource('HKCU', userKey, problems) : []),
	];
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
 * profile, Windows HKLM), files with drop-ins, Windows HKCU; in WSL what Windows hands on, before Linux's own file.
 */
export async function readManagedSources(
	machine: Machine,
	claudeDir: string,
	problems: Problem[],
): Promise<ManagedSource[]> {
	const sources = [fromServer(machine, claudeDir, problems)];
	if (machine.platform === 'linux') sources.push(fromWindowsHost(machine, problems));
	sources.push(fromFiles(machine, problems));
	if (machine.platform === 'darwin') sources.push(fromProfile(machine, problems));
	if (machine.platform === 'win32') {
		sources.push(fromRegistry(machine, 'HKLM', problems), fromRegistry(machine, 'HKCU', problems));
	}
	return (await Promise.all(sources)).flat();
}
