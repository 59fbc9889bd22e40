import { readFile } from 'node:fs/promises';
import { closest } from 'fastest-levenshtein';
import { z } from 'zod';
import { defaultConfig, type Config } from '../../core/config.js';
import { messageOf, OutlayError } from '../../core/errors.js';
import { microsOfDollars } from '../../core/money.js';
import { configFileSchema, type ConfigFile } from './configSchema.js';

/**
 * Reads and checks one config file. Throws a usage error that names the file and each wrong key, with the nearest
 * known one; an environment error when the file cannot be read.
 */
export async function readConfig(file: string): Promise<Config> {
	let text: string;
	try {
		text = await readFile(file, 'utf8');
	} catch (cause) {
		throw new OutlayError('environment', `Could not read ${file}: ${messageOf(cause)}`, {
			hint: 'Name an existing file with --config, or leave it out.',
			cause,
		});
	}
	return parseConfig(text, file);
}

/** Checks the text of a config file; `file` is only named in errors. */
export function parseConfig(text: string, file: string): Config {
	let json: unknown;
	try {
		json = JSON.parse(text.replace(/^\uFEFF/, ''));
	} catch (cause) {
		throw new OutlayError('usage', `${file} is not valid JSON: ${messageOf(cause)}`, { cause });
	}
	const parsed = configFileSchema.safeParse(json);
	if (!parsed.success) {
		throw new OutlayError('usage', `${file}: ${parsed.error.issues.map(describeIssue).join('; ')}`, {
			hint: 'The keys and their meaning are listed in the README under Settings.',
		});
	}
	checkPatterns(parsed.data, file);
	return withDefaults(parsed.data);
}

/** One issue as a phrase that names the key. */
function describeIssue(issue: z.core.$ZodIssue): string {
	const place = issue.path.map(String).join('.');
	if (issue.code !== 'unrecognized_keys') return `${place === '' ? 'the file' : place}: ${issue.message}`;
	const known = knownKeys(issue.path);
	return issue.keys
		.map((key) => {
			const name = `unknown key "${place === '' ? key : `${place}.${key}`}"`;
			return known.length === 0 ? name : `${name}, did you mean "${closest(key, known)}"?`;
		})
		.join('; ');
}

/** Keys that the schema knows at a path; empty where any key is allowed. */
function knownKeys(path: readonly PropertyKey[]): string[] {
	let schema: z.core.$ZodType = configFileSchema;
	for (const step of path) {
		const outer = unwrapped(schema);
		let next: z.core.$ZodType | undefined;
		if (outer instanceof z.ZodObject) next = (outer.shape as Record<string, z.core.$ZodType>)[String(step)];
		else if (outer instanceof z.ZodArray) next = outer.element;
		else if (outer instanceof z.ZodRecord) next = outer.valueType;
		if (next === undefined) return [];
		schema = next;
	}
	const found = unwrapped(schema);
	return found instanceof z.ZodObject ? Object.keys(found.shape) : [];
}

function unwrapped(schema: z.core.$ZodType): z.core.$ZodType {
	let inner = schema;
	while (inner instanceof z.ZodOptional || inner instanceof z.ZodDefault || inner instanceof z.ZodNullable) {
		inner = inner.unwrap();
	}
	return inner;
}

/** Regular expressions are compiled here once, so that a broken one is named with its key. */
function checkPatterns(config: ConfigFile, file: string): void {
	const patterns = [
		...(config.defectLabels ?? []).map((pattern, index) => [`defectLabels.${index}`, pattern] as const),
		...(config.evidence?.patterns ?? []).map(
			({ trailer }, index) => [`evidence.patterns.${index}.trailer`, trailer] as const,
		),
	];
	for (const [key, pattern] of patterns) {
		try {
			new RegExp(pattern, 'iu');
		} catch (cause) {
			throw new OutlayError('usage', `${file}: ${key} is not a regular expression: ${messageOf(cause)}`, {
				cause,
			});
		}
	}
}

function withDefaults(file: ConfigFile): Config {
	return {
		people: (file.people ?? []).map((person) => ({
			name: person.name,
			emails: person.emails ?? [],
			githubLogins: person.githubLogins ?? [],
			anthropicEmails: person.anthropicEmails ?? [],
			team: person.team ?? null,
		})),
		teams: (file.teams ?? []).map((team) => ({
			name: team.name,
			costCenter: team.costCenter ?? null,
			headcount: team.headcount ?? [],
		})),
		budgets: (file.budgets ?? []).map((budget) => ({
			scope: budget.scope,
			name: budget.name ?? null,
			period: budget.period,
			limitMicros: budget.limit === null ? null : microsOfDollars(budget.limit),
		})),
		models: {
			...modelPolicyOf(file.models ?? {}),
			teams: Object.fromEntries(
				Object.entries(file.models?.teams ?? {}).map(([team, models]) => [team, modelPolicyOf(models)]),
			),
		},
		prices: (file.prices ?? []).map((price) => ({ ...price, from: price.from ?? null })),
		excludePaths: file.excludePaths ?? [],
		defectLabels: file.defectLabels ?? [],
		evidence: {
			minimumStrength: file.evidence?.minimumStrength ?? defaultConfig.evidence.minimumStrength,
			patterns: file.evidence?.patterns ?? [],
		},
		formulas: { ...defaultConfig.formulas, ...definedOnly(file.formulas ?? {}) },
		privacy: { ...defaultConfig.privacy, ...definedOnly(file.privacy ?? {}) },
	};
}

function modelPolicyOf(given: {
	readonly allowed?: readonly string[] | undefined;
	readonly denied?: readonly string[] | undefined;
	readonly default?: string | undefined;
}): Config['models']['teams'][string] {
	return { allowed: given.allowed ?? [], denied: given.denied ?? [], default: given.default ?? null };
}

/** The same record without keys that are undefined, so that it can be laid over defaults. */
function definedOnly<T extends object>(record: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
	return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)) as {
		[K in keyof T]?: Exclude<T[K], undefined>;
	};
}
