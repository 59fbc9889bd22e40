import type { Strength } from './evidence/evidence.js';

/** A person as the team's config names them. */
export interface PersonConfig {
	readonly name: string;
	readonly emails: readonly string[];
	readonly githubLogins: readonly string[];
	readonly anthropicEmails: readonly string[];
	readonly team: string | null;
}

export interface TeamConfig {
	readonly name: string;
	readonly costCenter: string | null;
	/** Planned headcount by first day of validity, for the forecast. */
	readonly headcount: readonly { readonly from: string; readonly people: number }[];
}

/** A limit on spend. `limitMicros: null` means explicitly unlimited. */
export interface BudgetConfig {
	readonly scope: 'person' | 'team' | 'organization';
	/** Name of the person or team; null for the organization or for "each person". */
	readonly name: string | null;
	readonly period: 'daily' | 'weekly' | 'monthly' | 'quarterly';
	readonly limitMicros: number | null;
}

export interface ModelPolicy {
	readonly allowed: readonly string[];
	readonly denied: readonly string[];
	readonly default: string | null;
}

/** Own price of a model in USD per million tokens, from a contract. */
export interface PriceOverride {
	readonly model: string;
	readonly from: string | null;
	readonly input: number;
	readonly cacheWrite5m: number;
	readonly cacheWrite1h: number;
	readonly cacheRead: number;
	readonly output: number;
}

/** `outlay.config.json`, checked and with every default filled in. */
export interface Config {
	readonly people: readonly PersonConfig[];
	readonly teams: readonly TeamConfig[];
	readonly budgets: readonly BudgetConfig[];
	readonly models: ModelPolicy & { readonly teams: Readonly<Record<string, ModelPolicy>> };
	readonly prices: readonly PriceOverride[];
	/** Globs of paths that count for nothing (generated code, vendored code). */
	readonly excludePaths: readonly string[];
	/** Further issue labels that mean "bug", as regular expressions. */
	readonly defectLabels: readonly string[];
	readonly evidence: {
		readonly minimumStrength: Strength;
		readonly patterns: readonly {
			readonly tool: string;
			readonly trailer: string;
			readonly strength: Strength;
		}[];
	};
	readonly formulas: {
		/** Loaded cost of an engineer's hour in USD. */
		readonly hourlyRate: number;
		readonly minutesSavedPerAiPr: number;
		readonly workingDaysPerYear: number;
	};
	readonly privacy: {
		/** Cells below the report's own scope need at least this many people and pull requests. */
		readonly k: number;
		readonly pseudonyms: boolean;
	};
}

/** The config of a team that has written none. */
export const defaultConfig: Config = {
	people: [],
	teams: [],
	budgets: [],
	models: { allowed: [], denied: [], default: null, teams: {} },
	prices: [],
	excludePaths: [],
	defectLabels: [],
	evidence: { minimumStrength: 'medium', patterns: [] },
	formulas: { hourlyRate: 100, minutesSavedPerAiPr: 0, workingDaysPerYear: 220 },
	privacy: { k: 5, pseudonyms: false },
};
