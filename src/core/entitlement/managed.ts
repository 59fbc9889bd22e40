import { managedKinds, type ManagedSource, type ModelSettings } from './settings.js';

/** The managed settings in force and the sources they came from, highest first; null when there are none. */
export interface ManagedSettings {
	readonly settings: ModelSettings;
	readonly sources: readonly ManagedSource[];
	readonly skipped: readonly ManagedSource[];
}

const rank = (source: ManagedSource): number => managedKinds.indexOf(source.kind);

function firstSet<Key extends keyof ModelSettings>(
	sources: readonly ManagedSource[],
	key: Key,
): Partial<Pick<ModelSettings, Key>> {
	const source = sources.find(({ settings }) => settings[key] !== undefined);
	const found: Partial<Pick<ModelSettings, Key>> = {};
	if (source !== undefined) found[key] = source.settings[key];
	return found;
}

/** Environment of every admin source, each variable from the highest one that sets it. */
function envOf(sources: readonly ManagedSource[]): Pick<ModelSettings, 'env'> {
	const all = [...sources].reverse().map(({ settings }) => settings.env ?? {});
	const env = Object.assign({}, ...all) as Record<string, string>;
	return Object.keys(env).length === 0 ? {} : { env };
}

/** Lists join, locks take the strictest value, the allowlist is taken whole from the highest source that has one. */
function merged(sources: readonly ManagedSource[]): ModelSettings {
	const denied = [...new Set(sources.flatMap(({ settings }) => settings.deniedModels ?? []))];
	const isEnforced = sources.some(({ settings }) => settings.enforceAvailableModels === true);
	const isExact = sources.some(({ settings }) => settings.availableModelsMatch === 'exact');
	return {
		...firstSet(sources, 'model'),
		...firstSet(sources, 'availableModels'),
		...firstSet(sources, 'hasPolicyHelper'),
		...firstSet(sources, 'modelPricing'),
		...(isEnforced ? { enforceAvailableModels: true } : {}),
		...(isExact ? { availableModelsMatch: 'exact' as const } : {}),
		...(denied.length > 0 ? { deniedModels: denied } : {}),
	};
}

/**
 * Combines managed sources as Claude Code does (docs: managed settings). Default: the highest source that delivers a
 * policy key wins and the rest are ignored, except `env`, which joins over the admin sources. With
 * `managedSourcesBehavior: "merge"` in the highest source, admin sources join. The user-writable HKCU key counts only
 * when it stands alone.
 */
export function combineManaged(found: readonly ManagedSource[]): ManagedSettings | null {
	const ordered = [...found].sort((one, two) => rank(one) - rank(two));
	const admin = ordered.filter(({ kind }) => kind !== 'hkcu');
	const policy = admin.filter(({ deliversPolicy }) => deliversPolicy);
	const winner = policy[0];
	if (winner === undefined) {
		const alone = ordered.find(({ kind, deliversPolicy }) => kind === 'hkcu' && deliversPolicy);
		if (alone === undefined) return null;
		return { settings: alone.settings, sources: [alone], skipped: [] };
	}
	const speaker = admin.find(
		({ deliversPolicy, settings }) => deliversPolicy || settings.managedSourcesBehavior !== undefined,
	);
	const isMerged = speaker?.settings.managedSourcesBehavior === 'merge';
	const sources = isMerged ? policy : [winner];
	return {
		settings: { ...(isMerged ? merged(policy) : winner.settings), ...envOf(policy) },
		sources,
		skipped: ordered.filter((source) => source.deliversPolicy && !sources.includes(source)),
	};
}
