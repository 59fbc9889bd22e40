import { admittingEntry, denyingEntry, type ModelMatch } from './allowlist.js';
import { combineManaged, type ManagedSettings } from './managed.js';
import { modelKey, parseModelName } from './modelName.js';
import type { EntitlementSources, OwnSource } from './settings.js';

/** Who restricts the models. `user`: lists in the user's or the project's own settings. */
export type EntitlementSource = 'managed' | 'organization' | 'user' | 'none';

/** Whether one model may be used, and who says so. */
export interface ModelVerdict {
	readonly model: string;
	readonly isAllowed: boolean;
	readonly by: EntitlementSource;
	/** For people: the entry, file or cache that decided. */
	readonly why: string;
}

/** What Claude Code would let this person use, and who says so. */
export interface Entitlement {
	/** Entries of the allowlist as written; empty with `isUnrestricted`, or when only Default is left. */
	readonly allowed: readonly string[];
	readonly denied: readonly string[];
	/** True when no source restricts the models. */
	readonly isUnrestricted: boolean;
	readonly match: ModelMatch;
	/** The model a new session starts on; null when the account type decides, which files do not tell. */
	readonly default: string | null;
	readonly defaultBy: string | null;
	/** The model of the last call; null without one. */
	readonly current: string | null;
	readonly currentAllowed: boolean | null;
	readonly source: EntitlementSource;
	/** Files, registry keys and caches that were heard, highest first. */
	readonly sources: readonly string[];
	/** A verdict for each model that was asked about. */
	readonly models: readonly ModelVerdict[];
	readonly notes: readonly string[];
}

interface Rules {
	readonly available: readonly string[] | null;
	readonly availableBy: EntitlementSource;
	readonly availableWhere: string;
	readonly denied: readonly string[];
	readonly match: ModelMatch;
	readonly refused: readonly string[];
	readonly isEnforced: boolean;
}

const places = (managed: ManagedSettings | null): string =>
	managed === null ? '' : managed.sources.map(({ where }) => where).join(' + ');

function rulesOf(sources: EntitlementSources, managed: ManagedSettings | null): Rules {
	const lists = sources.own.filter(({ settings }) => settings.availableModels !== undefined);
	const own = [...new Set(lists.flatMap(({ settings }) => settings.availableModels ?? []))];
	const isManaged = managed?.settings.availableModels !== undefined;
	const enforcing =
		managed === null
			? sources.own.find(({ settings }) => settings.enforceAvailableModels !== undefined)?.settings
			: managed.settings;
	return {
		available: managed?.settings.availableModels ?? (lists.length > 0 ? own : null),
		availableBy: isManaged ? 'managed' : 'user',
		availableWhere: isManaged ? places(managed) : lists.map(({ where }) => where).join(' + '),
		denied: managed?.settings.deniedModels ?? [],
		match: managed?.settings.availableModelsMatch ?? 'prefix',
		refused: sources.client?.refused ?? [],
		isEnforced: enforcing?.enforceAvailableModels === true,
	};
}

function isRefused(model: string, refused: readonly string[]): boolean {
	const name = parseModelName(model);
	return refused.some((text) => {
		const other = parseModelName(text);
		if (name.family === null || other.family === null) return name.key === other.key;
		if (name.family !== other.family) return false;
		return name.major === other.major && (name.minor ?? 0) === (other.minor ?? 0);
	});
}

function verdictOn(model: string, rules: Rules, managedWhere: string): ModelVerdict {
	if (isRefused(model, rules.refused)) {
		return {
			model,
			isAllowed: false,
			by: 'organization',
			why: 'your organization restricts it (as Claude Code last saw)',
		};
	}
	const denier = denyingEntry(model, rules.denied);
	if (denier !== null) {
		return { model, isAllowed: false, by: 'managed', why: `denied by "${denier}" in ${managedWhere}` };
	}
	if (rules.available === null) return { model, isAllowed: true, by: 'none', why: 'no list restricts it' };
	const by = rules.availableBy;
	const entry = admittingEntry(model, rules.available, rules.match);
	if (entry === null) return { model, isAllowed: false, by, why: `not listed in ${rules.availableWhere}` };
	return { model, isAllowed: true, by, why: `listed as "${entry}" in ${rules.availableWhere}` };
}

interface Choice {
	readonly model: string;
	readonly by: string;
}

const pinnedFamilies = ['opus', 'sonnet', 'haiku', 'fable'];

/** Follows an alias to the model that `ANTHROPIC_DEFAULT_<FAMILY>_MODEL` pins it to. */
function pinned(model: string, env: Readonly<Record<string, string | undefined>>): string {
	const key = modelKey(model);
	if (!pinnedFamilies.includes(key)) return model;
	const pin = env[`ANTHROPIC_DEFAULT_${key.toUpperCase()}_MODEL`]?.trim() ?? '';
	return pin === '' ? model : pin;
}

/** Settings set variables over the process's own; managed ones over all. */
function environment(
	sources: EntitlementSources,
	managed: ManagedSettings | null,
): Readonly<Record<string, string | undefined>> {
	const own = [...sources.own].reverse().map(({ settings }) => settings.env ?? {});
	return Object.assign({}, sources.env, ...own, managed?.settings.env ?? {}) as Record<string, string>;
}

/** The choices that a new session tries, in Claude Code's order; `/model` and `--model` of a session come before. */
function choicesOf(
	sources: EntitlementSources,
	managed: ManagedSettings | null,
	env: Readonly<Record<string, string | undefined>>,
): Choice[] {
	const choices: Choice[] = [];
	const add = (model: string | null | undefined, by: string): void => {
		if (model !== null && model !== undefined && model.trim() !== '')
			choices.push({ model: model.trim(), by });
	};
	const own = sources.own.find(({ settings }: OwnSource) => settings.model !== undefined);
	const { orgDefault = null, orgDefaultOverridesUser = false } = sources.client ?? {};
	add(env['ANTHROPIC_MODEL'], 'ANTHROPIC_MODEL');
	add(managed?.settings.model, places(managed));
	if (orgDefaultOverridesUser) add(orgDefault, "your organization's default");
	add(own?.settings.model, own?.where ?? '');
	add(orgDefault, "your organization's default");
	add(env['ANTHROPIC_DEFAULT_MODEL'], 'ANTHROPIC_DEFAULT_MODEL');
	return choices;
}

/** First entry of the allowlist that names a model and is not denied: what an enforced Default resolves to. */
function firstListed(rules: Rules): string | null {
	const names = (rules.available ?? []).filter((entry) => !['default', 'best', 'opusplan'].includes(entry));
	return names.find((entry) => denyingEntry(entry, rules.denied) === null) ?? null;
}

function defaultOf(
	choices: readonly Choice[],
	rules: Rules,
	env: Readonly<Record<string, string | undefined>>,
	notes: string[],
): Choice | null {
	const isDefault = (model: string): boolean => modelKey(model) === 'default';
	const wanted = choices.find(({ model }) => !isDefault(model));
	if (wanted !== undefined) {
		const model = pinned(wanted.model, env);
		const isChoice = ['best', 'opusplan'].includes(modelKey(model));
		if (isChoice || verdictOn(model, rules, '').isAllowed) return { model, by: wanted.by };
		notes.push(`${wanted.by} asks for ${wanted.model}, which is restricted; the default is used instead.`);
	}
	const listed = firstListed(rules);
	const isLimited = rules.isEnforced || rules.match === 'exact';
	if (rules.available !== null && isLimited && listed !== null) {
		return { model: pinned(listed, env), by: 'first model of the enforced list' };
	}
	return null;
}

function sourceOf(rules: Rules): EntitlementSource {
	if ((rules.available !== null && rules.availableBy === 'managed') || rules.denied.length > 0)
		return 'managed';
	if (rules.refused.length > 0) return 'organization';
	return rules.available === null ? 'none' : 'user';
}

const saysSomething = ({ settings }: OwnSource): boolean => Object.keys(settings).length > 0;

function notesOn(sources: EntitlementSources, managed: ManagedSettings | null): string[] {
	const notes: string[] = [];
	const ignored = sources.own.filter(
		({ settings }) => settings.deniedModels !== undefined || settings.availableModelsMatch !== undefined,
	);
	for (const { where } of ignored) {
		notes.push(
			`deniedModels and availableModelsMatch in ${where} are ignored: they count in managed settings only.`,
		);
	}
	for (const { where } of managed?.skipped ?? []) {
		notes.push(`${where} is not used: a managed source above it applies.`);
	}
	if (managed?.settings.hasPolicyHelper === true) {
		notes.push(
			'A policy helper computes the managed settings when Claude Code starts; files do not show its answer.',
		);
	}
	const subagents = sources.env['CLAUDE_CODE_SUBAGENT_MODEL'];
	if (subagents !== undefined && subagents !== '') notes.push(`Subagents run on ${subagents}.`);
	return notes;
}

/**
 * Works out the entitlement from everything that was read, by Claude Code's documented rules: a managed allowlist wins
 * outright, other lists join; denied models lose always; `availableModels: []` leaves Default alone; the
 * organization's own restrictions (as the client cached them) hold beside all. `knownModels` are judged one by one.
 * Missing data: without any source everything is allowed and `source` is `none`; the account type's default is null.
 */
export function decideEntitlement(
	sources: EntitlementSources,
	current: string | null,
	knownModels: readonly string[],
): Entitlement {
	const managed = combineManaged(sources.managed);
	const rules = rulesOf(sources, managed);
	const env = environment(sources, managed);
	const notes = notesOn(sources, managed);
	const chosen = defaultOf(choicesOf(sources, managed, env), rules, env, notes);
	const where = places(managed);
	const currentVerdict = current === null ? null : verdictOn(current, rules, where);
	// Default stays usable beside a list that is not enforced; a session on it is not outside the entitlement.
	const isDefaultOnly = rules.available?.length === 0 && !rules.isEnforced;
	const isOnDefault = isDefaultOnly && currentVerdict !== null && currentVerdict.by === rules.availableBy;
	if (isOnDefault) {
		notes.push('Only the Default model may be used; which one that is depends on your account.');
	} else if (currentVerdict?.why.startsWith('not listed') === true && !rules.isEnforced) {
		notes.push('The list is not enforced for the Default option, which may resolve to a model outside it.');
	}
	return {
		allowed: rules.available ?? [],
		denied: [...new Set([...rules.denied, ...rules.refused])],
		isUnrestricted: sourceOf(rules) === 'none',
		match: rules.match,
		default: chosen?.model ?? null,
		defaultBy: chosen?.by ?? null,
		current,
		currentAllowed: isOnDefault ? null : (currentVerdict?.isAllowed ?? null),
		source: sourceOf(rules),
		sources: [
			...(managed?.sources.map((source) => source.where) ?? []),
			...(sources.client === null ? [] : ["Claude Code's own cache (client)"]),
			...sources.own.filter(saysSomething).map((source) => source.where),
		],
		models: knownModels.map((model) => verdictOn(model, rules, where)),
		notes,
	};
}
