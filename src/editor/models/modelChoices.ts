import type { Entitlement } from '../../core/entitlement/entitlement.js';

/** A value that may be written as `model`. */
export interface ModelChoice {
	readonly value: string;
	/** Why it may be used, for people. */
	readonly why: string;
}

/** Aliases that Claude Code resolves to the family's current version, the smallest first. */
const aliases = ['haiku', 'sonnet', 'opus'];

/**
 * Models to offer: those the entitlement allows, smallest first, without the one in use. Without a list, Claude
 * Code's own aliases.
 */
export function modelChoices(entitlement: Entitlement | null, current: string | null): ModelChoice[] {
	const verdicts = entitlement?.models ?? [];
	const isAllowed = (name: string): boolean => {
		const own = verdicts.filter(({ model }) => model.includes(name));
		return own.length === 0 || own.some((verdict) => verdict.isAllowed);
	};
	const listed = (entitlement?.allowed ?? []).filter(
		(entry) => !['default', 'best', 'opusplan'].includes(entry),
	);
	const names = entitlement === null || entitlement.isUnrestricted ? aliases : listed;
	const size = (name: string): number => aliases.findIndex((alias) => name.includes(alias));
	return names
		.filter((name) => isAllowed(name) && (current === null || !current.includes(name)))
		.sort((one, two) => size(one) - size(two))
		.map((value) => ({
			value,
			why: verdicts.find(({ model }) => model.includes(value))?.why ?? 'no list restricts it',
		}));
}
