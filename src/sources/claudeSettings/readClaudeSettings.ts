import { posix, win32 } from 'node:path';
import type { EntitlementSources, OwnSource } from '../../core/entitlement/settings.js';
import type { Problem } from '../../core/problem.js';
import { parseClientState, type ClientState } from './clientState.js';
import type { Machine } from './machine.js';
import { readManagedSources } from './managedSettings.js';
import { isModelVariable, modelSettingsOf, parseDocument } from './settingsDocument.js';

/** Where this person's own settings lie. */
export interface SettingsPlaces {
	/** Claude Code's folder: `~/.claude`, or `CLAUDE_CONFIG_DIR`. */
	readonly claudeDir: string;
	/** Root of the project whose settings apply; null outside one. */
	readonly project: string | null;
}

export interface ClaudeSettings {
	readonly sources: EntitlementSources;
	readonly client: ClientState;
}

const emptyClient: ClientState = { account: null, reading: null, planWindows: [], entitlement: null };

async function readOwn(
	machine: Machine,
	kind: OwnSource['kind'],
	file: string,
	problems: Problem[],
): Promise<OwnSource[]> {
	const text = await machine.readText(file);
	const document = text === null ? null : parseDocument(text, file, problems);
	if (document === null) return [];
	return [{ kind, where: file, settings: modelSettingsOf(document, file, false, problems) }];
}

/**
 * Reads what decides about models and what Claude Code caches about the budget: managed settings, local, project and
 * user settings, `.claude.json`, and the environment variables that name models. Credential files are never opened,
 * and of `env` blocks only the names that choose models are kept.
 */
export async function readClaudeSettings(
	machine: Machine,
	places: SettingsPlaces,
	nowMs: number,
	problems: Problem[],
): Promise<ClaudeSettings> {
	const path = machine.platform === 'win32' ? win32 : posix;
	const { claudeDir, project } = places;
	const own: Promise<OwnSource[]>[] = [];
	if (project !== null) {
		own.push(readOwn(machine, 'local', path.join(project, '.claude', 'settings.local.json'), problems));
		own.push(readOwn(machine, 'project', path.join(project, '.claude', 'settings.json'), problems));
	}
	own.push(readOwn(machine, 'user', path.join(claudeDir, 'settings.json'), problems));
	const isUsual = path.resolve(claudeDir) === path.resolve(path.join(machine.home, '.claude'));
	const stateFile = isUsual ? path.join(machine.home, '.claude.json') : path.join(claudeDir, '.claude.json');
	const stateText = await machine.readText(stateFile);
	const client = stateText === null ? emptyClient : parseClientState(stateText, stateFile, nowMs, problems);
	return {
		client,
		sources: {
			managed: await readManagedSources(machine, claudeDir, problems),
			own: (await Promise.all(own)).flat(),
			client: client.entitlement,
			env: Object.fromEntries(Object.entries(machine.env).filter(([name]) => isModelVariable(name))),
		},
	};
}
