import { keyFindings, type KeyFindings, type KeyInputs } from './keyFindings.js';
import { limitSources, type LimitSourceCount } from './limitSources.js';
import { outsidePolicy, type OutsideSpend, type Restriction } from './outsidePolicy.js';
import { rateUses, type RateUse } from './rateUse.js';
import type {
	Activity,
	ActivitySummary,
	ConfiguredLimit,
	EffectiveLimit,
	Group,
	RateLimit,
	UsageDay,
} from './records.js';
import {
	concentrationOf,
	departedSpenders,
	spendersOf,
	type Concentration,
	type PersonSpend,
} from './spenders.js';
import {
	mainCurrency,
	sharesOf,
	spikesOf,
	sumOf,
	type AuditSpend,
	type SpendShare,
	type SpikeDay,
} from './spendShares.js';

export interface AuditInputs extends KeyInputs {
	/** UTC days, `until` exclusive. */
	readonly since: string;
	readonly until: string;
	readonly spend: readonly AuditSpend[];
	readonly rateLimits: readonly RateLimit[];
	readonly usageDays: readonly UsageDay[];
	/** Every member's limits as they apply; null where limits were not read. */
	readonly limits: readonly EffectiveLimit[] | null;
	readonly configuredLimits: readonly ConfiguredLimit[];
	readonly groups: readonly Group[];
	readonly summaries: readonly ActivitySummary[];
	readonly activity: readonly Activity[];
	/** What restricts the models of an actor. */
	readonly restrictionsOf: (actorId: string) => readonly Restriction[];
	/** Plain sentences about what could not be read. */
	readonly notes: readonly string[];
}

/** What Claude Code did for all members together. */
export interface ActivityTotals {
	readonly people: number;
	readonly sessions: number;
	readonly commits: number;
	readonly pullRequests: number;
}

/** What an administrator should know about spend, keys, members and limits. */
export interface Audit extends KeyFindings {
	readonly since: string;
	readonly until: string;
	readonly currency: string;
	readonly totalMicros: number;
	readonly byWorkspace: readonly SpendShare[];
	readonly byModel: readonly SpendShare[];
	readonly byProduct: readonly SpendShare[];
	readonly concentration: Concentration;
	readonly top5: readonly PersonSpend[];
	readonly departed: readonly PersonSpend[];
	readonly rateLimits: readonly RateUse[];
	readonly limitSources: readonly LimitSourceCount[];
	readonly withoutLimit: readonly { readonly userId: string; readonly email: string }[] | null;
	readonly outsidePolicy: readonly OutsideSpend[];
	readonly spikes: readonly SpikeDay[];
	/** Of the latest day that the vendor has; null where it was not read. */
	readonly seats: ActivitySummary | null;
	/** Null where it was not read. */
	readonly activity: ActivityTotals | null;
	readonly notes: readonly string[];
}

function notesOf(inputs: AuditInputs, otherCurrencies: number): string[] {
	const notes = [...inputs.notes];
	if (otherCurrencies > 0) {
		notes.push(`${otherCurrencies} rows in other currencies are left out; currencies are not added.`);
	}
	if (inputs.members === null) notes.push('Members were not read, so nobody is held to have left.');
	if (inputs.keys === null) notes.push('API keys were not read (they exist in Console organizations).');
	if (inputs.limits === null) {
		notes.push('Spend limits were not read (they exist in Enterprise organizations).');
	}
	return notes;
}

/** Members without a numeric limit; null where members or limits were not read. */
function withoutLimit({ members, limits }: AuditInputs): Audit['withoutLimit'] {
	if (members === null || limits === null) return null;
	const limited = new Set(
		limits.filter(({ limitMicros }) => limitMicros !== null).map(({ userId }) => userId),
	);
	return members.filter(({ userId }) => !limited.has(userId)).map(({ userId, email }) => ({ userId, email }));
}

/** Sums over members; people with no session at all are not counted as people. */
function activityTotals(activity: readonly Activity[]): ActivityTotals | null {
	if (activity.length === 0) return null;
	const sum = (of: (one: Activity) => number): number => activity.reduce((total, one) => total + of(one), 0);
	return {
		people: activity.filter(({ sessions }) => sessions > 0).length,
		sessions: sum(({ sessions }) => sessions),
		commits: sum(({ commits }) => commits),
		pullRequests: sum(({ pullRequests }) => pullRequests),
	};
}

/**
 * Judges an organization's spend and keys over some UTC days. Population: billed rows of the span in the main
 * currency; people are actors of type user. Missing data: a list that was not read gives `null` or nothing, never
 * "all well". Concentration is withheld below ten people. Source: Outlay; thresholds as named in the fields.
 */
export function auditOrganization(inputs: AuditInputs): Audit {
	const { since, until, spend } = inputs;
	const currency = mainCurrency(spend);
	const rows = spend.filter((row) => row.currency === currency);
	const totalMicros = sumOf(rows);
	const spenders = spendersOf(rows, inputs);
	const names = new Map(inputs.workspaces.map(({ workspaceId, name }) => [workspaceId, name]));
	return {
		since,
		until,
		currency,
		totalMicros,
		byWorkspace: sharesOf(rows, totalMicros, ({ workspaceId }) => names.get(workspaceId) ?? workspaceId),
		byModel: sharesOf(rows, totalMicros, ({ model }) => model),
		byProduct: sharesOf(rows, totalMicros, ({ product }) => product),
		concentration: concentrationOf(spenders),
		top5: spenders.slice(0, 5),
		...keyFindings(inputs),
		departed: departedSpenders(spenders, inputs),
		rateLimits: rateUses(inputs.rateLimits, inputs.usageDays, inputs.workspaces),
		limitSources: limitSources(inputs.limits ?? [], inputs.configuredLimits, inputs.groups),
		withoutLimit: withoutLimit(inputs),
		outsidePolicy: outsidePolicy(rows, inputs.restrictionsOf),
		spikes: spikesOf(rows, since, until),
		seats: [...inputs.summaries].sort((one, two) => two.day.localeCompare(one.day))[0] ?? null,
		activity: activityTotals(inputs.activity),
		notes: notesOf(inputs, spend.length - rows.length),
	};
}
