import type { Entitlement } from '../../core/entitlement/entitlement.js';
import type { Translate } from '../viewModels/translate.js';

/** A value that may be written as `model`. */
export interface ModelChoice {
	readonly value: string;
	/** Why it may be used, for people. */
	readonly why: string;
}

/** Aliases that Claude Code resolves to the family's current version, the smallest first. */
const aliases = ['haiku', 'sonnet', 'opus'];
/** Families by price, the cheapest first; the last two cost the same. */
const families = [...aliases, 'fable', 'mythos'];

const sizeOf = (name: string): number => {
	const size = families.findIndex((family) => name.includes(family));
	return size === -1 ? families.length : size;
};

/**
 * Models to offer: those the entitlement allows, smallest first, without the one in use. Without a list, Claude
 * Code's own aliases.
 */
export function modelChoices(
	entitlement: Entitlement | null,
	current: string | null,
	t: Translate,
): ModelChoice[] {
	const verdicts = entitlement?.models ?? [];
	const isAllowed = (name: string): boolean => {
		const own = verdicts.filter(({ model }) => model.includes(name));
		return own.length === 0 || own.some((verdict) => verdict.isAllowed);
	};
	const listed = (entitlement?.allowed ?? []).filter(
		(entry) => !['default', 'best', 'opusplan'].includes(entry),
	);
	const names = entitlement === null || entitlement.isUnrestricted ? aliases : listed;
	return names
		.filter((name) => isAllowed(name) && (current === null || !current.includes(name)))
		.sort((one, two) => sizeOf(one) - sizeOf(two))
		.map((value) => ({
			value,
			why: verdicts.find(({ model }) => model.includes(value))?.why ?? t('no list restricts it'),
		}));
}

/** True when one of the choices is a smaller family than the model in use. */
export function hasSmaller(choices: readonly ModelChoice[], current: string): boolean {
	return choices.some(({ value }) => sizeOf(value) < sizeOf(current));
}
