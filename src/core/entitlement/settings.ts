import type { ManagedPricing } from '../usage/priceBook.js';
import type { ModelMatch } from './allowlist.js';

/** The kinds of place that Claude Code reads managed settings from, highest first. */
export const managedKinds = ['remote', 'mdm', 'file', 'hkcu'] as const;
export type ManagedKind = (typeof managedKinds)[number];

/** The keys of a settings file that say something about models. Absent is `undefined`, as in the file. */
export interface ModelSettings {
	readonly model?: string;
	readonly availableModels?: readonly string[];
	readonly enforceAvailableModels?: boolean;
	readonly availableModelsMatch?: ModelMatch;
	readonly deniedModels?: readonly string[];
	/** Environment variables that the settings set for sessions. */
	readonly env?: Readonly<Record<string, string>>;
	readonly managedSourcesBehavior?: 'first-wins' | 'merge';
	/** Contract rates of the organisation; managed settings only. */
	readonly modelPricing?: ManagedPricing;
	/** A program computes the managed settings; what it says is not visible in files. */
	readonly hasPolicyHelper?: boolean;
}

/** One managed source that was found, with what it delivers. */
export interface ManagedSource {
	readonly kind: ManagedKind;
	/** For people: the file or registry key. */
	readonly where: string;
	/** True when it delivers at least one policy key, of any sort; only then it counts. */
	readonly deliversPolicy: boolean;
	readonly settings: ModelSettings;
}

/** One of the user's or the project's own settings files. */
export interface OwnSource {
	readonly kind: 'local' | 'project' | 'user';
	readonly where: string;
	readonly settings: ModelSettings;
}

/** Claude Code's cached copy of the organization's own model restrictions and default. Undocumented; basis `client`. */
export interface ClientEntitlement {
	/** Models the organization was seen to refuse (explicit `entitled: false`). */
	readonly refused: readonly string[];
	readonly orgDefault: string | null;
	readonly orgDefaultOverridesUser: boolean;
}

/** Everything that was read about which models a person may use. */
export interface EntitlementSources {
	readonly managed: readonly ManagedSource[];
	/** Highest precedence first: local, project, user. */
	readonly own: readonly OwnSource[];
	readonly client: ClientEntitlement | null;
	/** The process's environment, as far as it names models. */
	readonly env: Readonly<Record<string, string | undefined>>;
}
