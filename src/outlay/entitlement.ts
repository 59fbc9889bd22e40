import { join } from 'node:path';
import { decideEntitlement, type Entitlement } from '../core/entitlement/entitlement.js';
import { parseModelName } from '../core/entitlement/modelName.js';
import { priceTable } from '../core/usage/priceTable.js';
import { thisMachine } from '../sources/claudeSettings/machine.js';
import { readClaudeSettings, type ClaudeSettings } from '../sources/claudeSettings/readClaudeSettings.js';
import type { OutlayContext } from './context.js';

type Context = Pick<OutlayContext, 'claudeDirs' | 'env' | 'home' | 'repos' | 'now' | 'problems'>;

/** Folder of this person's own Claude Code settings. */
function settingsFolder({ claudeDirs, env, home }: Context): string {
	const usual = join(home, '.claude');
	const named = (env['CLAUDE_CONFIG_DIR'] ?? '').split(',')[0]?.trim() ?? '';
	if (claudeDirs.includes(usual)) return usual;
	return claudeDirs[0] ?? (named === '' ? usual : named);
}

/** Reads Claude Code's settings and cached figures on this machine, for the first repository where there is one. */
export async function gatherClaudeSettings(context: Context): Promise<ClaudeSettings> {
	const machine = thisMachine(context.env, context.home);
	const places = { claudeDir: settingsFolder(context), project: context.repos[0] ?? null };
	return readClaudeSettings(machine, places, context.now(), context.problems);
}

/** The newest model of each family in the price table. */
function newestModels(): string[] {
	const newest = new Map<string, { model: string; version: number }>();
	for (const { model } of priceTable) {
		const { family, major, minor } = parseModelName(model);
		if (family === null || major === null) continue;
		const version = major * 100 + (minor ?? 0);
		if (version > (newest.get(family)?.version ?? -1)) newest.set(family, { model, version });
	}
	return [...newest.values()].map(({ model }) => model);
}

/**
 * What this person may use. `used` are the models of their calls, newest call first: the first is the one in use, and
 * all are judged beside the newest model of each family.
 */
export function entitlementOf(settings: ClaudeSettings, used: readonly string[]): Entitlement {
	const models = [...new Set([...used, ...newestModels()])];
	return decideEntitlement(settings.sources, used[0] ?? null, models);
}
