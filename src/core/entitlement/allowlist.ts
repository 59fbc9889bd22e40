import { parseModelName, type ModelName } from './modelName.js';

/**
 * How a model-id entry matches. `prefix`: it also admits later versions that extend it (`claude-opus-5` admits
 * Opus 5.5). `exact`: only the version it names, dated or not.
 */
export type ModelMatch = 'prefix' | 'exact';

/** Entries that name a choice, not a model; they admit and deny no model. */
const choices = new Set(['default', 'best', 'opusplan']);

const isSpecific = (entry: ModelName, family: string): boolean =>
	entry.family === family && entry.major !== null;

function sameVersion(model: ModelName, entry: ModelName): boolean {
	return model.major === entry.major && (model.minor ?? 0) === (entry.minor ?? 0);
}

function extendsEntry(model: ModelName, entry: ModelName): boolean {
	if (model.major !== entry.major) return false;
	return entry.minor === null || model.minor === entry.minor;
}

/** True when one entry of an allowlist admits a model. A family alias is narrowed by specific entries beside it. */
function admits(entry: ModelName, model: ModelName, all: readonly ModelName[], match: ModelMatch): boolean {
	if (choices.has(entry.key)) return false;
	if (entry.family === null || model.family === null) {
		if (entry.key === model.key) return true;
		return match === 'prefix' && model.key.startsWith(`${entry.key}-`);
	}
	if (entry.family !== model.family) return false;
	if (entry.major === null) {
		const { family } = entry;
		return model.major === null || !all.some((other) => isSpecific(other, family));
	}
	// An alias such as `opus` stands for the family's current version; any entry of the family may admit it.
	if (model.major === null) return true;
	if (entry.date !== null && model.date !== null && entry.date !== model.date) return false;
	return match === 'exact' ? sameVersion(model, entry) : extendsEntry(model, entry);
}

/** The entry of an allowlist that admits a model, as written; null when none does. */
export function admittingEntry(
	model: string,
	entries: readonly string[],
	match: ModelMatch = 'prefix',
): string | null {
	const name = parseModelName(model);
	const parsed = entries.map(parseModelName);
	const index = parsed.findIndex((entry) => admits(entry, name, parsed, match));
	return entries[index] ?? null;
}

/**
 * The entry of a denylist that blocks a model, as written; null when none does. An alias blocks its family, an id its
 * version in every spelling; an id without a minor version blocks all of that major, `…-5-0` the first alone.
 */
export function denyingEntry(model: string, entries: readonly string[]): string | null {
	const name = parseModelName(model);
	const blocks = (entry: ModelName): boolean => {
		if (choices.has(entry.key)) return false;
		if (entry.family === null || name.family === null) return entry.key === name.key;
		if (entry.family !== name.family) return false;
		if (entry.major === null) return true;
		if (name.major === null) return false;
		return entry.minor === null ? entry.major === name.major : sameVersion(name, entry);
	};
	return entries.find((entry) => blocks(parseModelName(entry))) ?? null;
}
