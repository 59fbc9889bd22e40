import { z } from 'zod';
import type { ModelSettings } from '../../core/entitlement/settings.js';
import { messageOf } from '../../core/errors.js';
import type { Problem } from '../../core/problem.js';

/** A settings document as parsed, before any key is understood. */
export type SettingsDocument = Readonly<Record<string, unknown>>;

const documentSchema = z.record(z.string(), z.unknown());
const stringList = z.array(z.string());
const textByName = z.record(z.string(), z.unknown());
const rate = z.number().nonnegative();
const pricingSchema = z.object({
	multiplier: rate.nullable().default(null),
	overrides: z
		.record(z.string(), z.object({ input: rate, output: rate, cacheRead: rate, cacheWrite: rate }))
		.default({}),
});

/** Parses the text of a settings file. A broken one is a problem, not a failure: Claude Code skips it too. */
export function parseDocument(text: string, where: string, problems: Problem[]): SettingsDocument | null {
	const broken = (why: string): null => {
		problems.push({
			code: 'settings.unreadable',
			what: `${where} is not a settings document and was skipped: ${why}`,
			file: where,
		});
		return null;
	};
	let json: unknown;
	try {
		json = JSON.parse(text.replace(/^\uFEFF/, ''));
	} catch (error) {
		return broken(messageOf(error));
	}
	const parsed = documentSchema.safeParse(json);
	return parsed.success ? parsed.data : broken('it is no JSON object');
}

/** Control keys say how sources combine; a document with nothing else delivers no policy. */
const controlKeys = new Set(['managedSourcesBehavior', 'wslInheritsWindowsSettings', '$schema']);

/** True when a managed document sets at least one policy key, of any sort. */
export function deliversPolicy(document: SettingsDocument): boolean {
	return Object.keys(document).some((key) => !controlKeys.has(key));
}

type Mutable<Type> = { -readonly [Key in keyof Type]: Type[Key] };

interface Reader {
	readonly document: SettingsDocument;
	readonly where: string;
	/** In a managed document, an invalid restriction reads as its strictest value. */
	readonly isManaged: boolean;
	readonly problems: Problem[];
}

function wrongType({ where, problems }: Reader, key: string, instead: string): void {
	problems.push({
		code: 'settings.wrong-type',
		what: `"${key}" in ${where} has a wrong type and reads as ${instead}.`,
		file: where,
	});
}

/** A list of strings; other entries are dropped. Undefined when unset, or when invalid outside managed settings. */
function listOf(reader: Reader, key: string): readonly string[] | undefined {
	const value = reader.document[key];
	if (value === undefined) return undefined;
	if (!Array.isArray(value)) {
		wrongType(reader, key, reader.isManaged ? 'an empty list' : 'unset');
		return reader.isManaged ? [] : undefined;
	}
	const strings = value.filter((entry) => typeof entry === 'string');
	if (!stringList.safeParse(value).success) wrongType(reader, key, 'the list of its strings');
	return strings;
}

function envOf({ document }: Reader): Readonly<Record<string, string>> | undefined {
	const parsed = textByName.safeParse(document['env']);
	if (!parsed.success) return undefined;
	// Only the names that choose models are kept; settings may hold secrets in the others.
	const kept = Object.entries(parsed.data).filter(([name]) => isModelVariable(name));
	const strings = kept.flatMap(([name, value]) =>
		typeof value === 'string' ? [[name, value] as const] : [],
	);
	return strings.length === 0 ? undefined : Object.fromEntries(strings);
}

/** The organisation's contract rates, USD per million tokens. Broken ones are left out whole and said: no price is guessed. */
function pricingOf({ document, where, problems }: Reader): ModelSettings['modelPricing'] {
	const value = document['modelPricing'];
	if (value === undefined) return undefined;
	const parsed = pricingSchema.safeParse(value);
	if (parsed.success) return parsed.data;
	const places = parsed.error.issues.map(({ path }) => ['modelPricing', ...path].map(String).join('.'));
	const what = `${places.join(', ')} in ${where} cannot be read; list prices are used instead.`;
	problems.push({ code: 'settings.model-pricing', what, file: where });
	return undefined;
}

/** True for environment variables that choose or pin models. */
export function isModelVariable(name: string): boolean {
	return /^(?:ANTHROPIC_(?:DEFAULT_(?:[A-Z]+_)?)?MODEL|CLAUDE_CODE_SUBAGENT_MODEL|ANTHROPIC_CUSTOM_MODEL_OPTION)$/.test(
		name,
	);
}

/** The keys of a settings document that say something about models. Unknown values of open keys are left out. */
export function modelSettingsOf(
	document: SettingsDocument,
	where: string,
	isManaged: boolean,
	problems: Problem[],
): ModelSettings {
	const reader: Reader = { document, where, isManaged, problems };
	const settings: Mutable<ModelSettings> = {};
	const model = document['model'];
	if (typeof model === 'string' && model.trim() !== '') settings.model = model;
	const available = listOf(reader, 'availableModels');
	if (available !== undefined) settings.availableModels = available;
	const denied = listOf(reader, 'deniedModels');
	if (denied !== undefined) settings.deniedModels = denied;
	const enforce = document['enforceAvailableModels'];
	if (typeof enforce === 'boolean') settings.enforceAvailableModels = enforce;
	else if (enforce !== undefined && isManaged) {
		wrongType(reader, 'enforceAvailableModels', 'true');
		settings.enforceAvailableModels = true;
	}
	const match = document['availableModelsMatch'];
	if (match === 'prefix' || match === 'exact') settings.availableModelsMatch = match;
	const behavior = document['managedSourcesBehavior'];
	if (behavior === 'merge' || behavior === 'first-wins') settings.managedSourcesBehavior = behavior;
	const pricing = isManaged ? pricingOf(reader) : undefined;
	if (pricing !== undefined) settings.modelPricing = pricing;
	if (isManaged && document['policyHelper'] !== undefined) settings.hasPolicyHelper = true;
	const env = envOf(reader);
	if (env !== undefined) settings.env = env;
	return settings;
}

const isObject = (value: unknown): value is SettingsDocument =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

/** Lays one document over another as drop-in files do: lists join, objects merge, other values are replaced. */
export function layOver(base: SettingsDocument, over: SettingsDocument): SettingsDocument {
	const merged: Record<string, unknown> = { ...base };
	for (const [key, value] of Object.entries(over)) {
		const before = Object.hasOwn(base, key) ? base[key] : undefined;
		if (Array.isArray(before) && Array.isArray(value)) {
			merged[key] = [...new Set<unknown>([...(before as unknown[]), ...(value as unknown[])])];
		} else if (isObject(before) && isObject(value)) {
			merged[key] = layOver(before, value);
		} else {
			merged[key] = value;
		}
	}
	return merged;
}
