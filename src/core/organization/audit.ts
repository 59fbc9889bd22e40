import { admittingEntry, denyingEntry } from '../entitlement/allowlist.js';
import type { ModelPolicy } from '../config.js';
import type { Actor, ApiKeyRecord, KeyDay, Member, RateLimit, Workspace } from './records.js';

/** One billed row as the audit needs it. */
export interface AuditSpend {
	readonly day: string;
	readonly actorId: string;
	readonly product: string;
	readonly model: string;
	readonly workspaceId: string;
	readonly amountMicros: number;
	readonly requests: number | null;
	readonly currency: string;
}

export interface AuditInputs {
	/** UTC days, `until` exclusive. */
	readonly since: string;
	readonly until: string;
	readonly spend: readonly AuditSpend[];
	/** Null where no such list was read: then nothing is concluded from it. */
	readonly members: readonly Member[] | null;
	readonly actors: ReadonlyMap<string, Actor>;
	readonly departed: readonly Member[];
	readonly workspaces: readonly Workspace[];
	readonly keys: readonly ApiKeyRecord[] | null;
	readonly keyDays: readonly KeyDay[];
	readonly rateLimits: readonly RateLimit[];
	/** Members with a numeric limit; null where limits were not read. */
	readonly limited: ReadonlySet<string> | null;
	readonly policyOf: (actorId: string) => ModelPolicy;
	readonly nowMs: number;
}

/** A share of the spend. */
export interface SpendShare {
	readonly name: string;
	readonly costMicros: number;
	readonly share: number;
}

export interface KeyFinding {
	readonly keyId: string;
	readonly name: string;
	readonly workspace: string | null;
	/** Null when only tokens are known. */
	readonly costMicros: number | null;
	readonly lastUsedDay: string | null;
	readonly why: string;
}

export interface PersonSpend {
	readonly actorId: string;
	readonly email: string | null;
	readonly costMicros: number;
	readonly lastDay: string;
}

export interface Audit {
	readonly since: string;
	readonly until: string;
	readonly currency: string;
	readonly totalMicros: number;
	readonly byWorkspace: readonly SpendShare[];
	readonly byModel: readonly SpendShare[];
	readonly byProduct: readonly SpendShare[];
	/** Share of the five largest spenders among people; null with fewer than ten people. */
	readonly concentration: { readonly people: number; readonly top5Share: number | null };
	readonly top5: readonly PersonSpend[];
	readonly activeKeys: number | null;
	readonly orphanKeys: readonly KeyFinding[];
	readonly staleKeys: readonly KeyFinding[];
	readonly keySpend: readonly KeyFinding[];
	readonly departed: readonly PersonSpend[];
	readonly rateLimits: readonly {
		readonly group: string;
		readonly type: string;
		readonly limit: number;
		/** Mean requests a minute on the busiest day; null where requests are not known. */
		readonly busiestDayMean: number | null;
	}[];
	readonly withoutLimit: readonly { readonly userId: string; readonly email: string }[] | null;
	readonly outsidePolicy: readonly {
		readonly model: string;
		readonly people: number;
		readonly costMicros: number;
		readonly why: string;
	}[];
	readonly spikes: readonly {
		readonly day: string;
		readonly costMicros: number;
		readonly timesMean: number;
	}[];
	readonly notes: readonly string[];
}

const dayMs = 86_400_000;
const staleDays = 90;
const youngDays = 30;
const fewestForConcentration = 10;

const sumOf = (rows: readonly AuditSpend[]): number => rows.reduce((sum, row) => sum + row.amountMicros, 0);

function sharesOf(
	rows: readonly AuditSpend[],
	total: number,
	nameOf: (row: AuditSpend) => string,
): SpendShare[] {
	const sums = new Map<string, number>();
	for (const row of rows) sums.set(nameOf(row), (sums.get(nameOf(row)) ?? 0) + row.amountMicros);
	return [...sums]
		.filter(([, costMicros]) => costMicros !== 0)
		.map(([name, costMicros]) => ({ name, costMicros, share: total === 0 ? 0 : costMicros / total }))
		.sort((one, two) => two.costMicros - one.costMicros || one.name.localeCompare(two.name));
}

/** People's spend, largest first. Keys and services are not people. */
function peopleOf(rows: readonly AuditSpend[], inputs: AuditInputs): PersonSpend[] {
	const people = new Map<string, PersonSpend>();
	const members = new Map((inputs.members ?? []).map((member) => [member.userId, member]));
	for (const { actorId, amountMicros, day } of rows) {
		const actor = inputs.actors.get(actorId);
		if (!members.has(actorId) && !(actor?.type.startsWith('user') ?? actorId.startsWith('user_'))) continue;
		const before = people.get(actorId);
		people.set(actorId, {
			actorId,
			email: members.get(actorId)?.email ?? actor?.email ?? null,
			costMicros: amountMicros + (before?.costMicros ?? 0),
			lastDay: before === undefined || day > before.lastDay ? day : before.lastDay,
		});
	}
	return [...people.values()].sort(
		(one, two) => two.costMicros - one.costMicros || one.actorId.localeCompare(two.actorId),
	);
}

/** Spenders who are no member any more: gone from the list, or marked as deleted by the vendor. */
function departedOf(people: readonly PersonSpend[], inputs: AuditInputs): PersonSpend[] {
	const members = inputs.members === null ? null : new Set(inputs.members.map(({ userId }) => userId));
	const gone = new Map(inputs.departed.map((member) => [member.userId, member.email]));
	return people
		.filter(({ actorId, costMicros }) => {
			if (costMicros === 0) return false;
			if (inputs.actors.get(actorId)?.isDeleted === true) return true;
			return members !== null && !members.has(actorId);
		})
		.map((person) => ({ ...person, email: person.email ?? gone.get(person.actorId) ?? null }));
}

interface KeyUse {
	readonly costMicros: number | null;
	readonly lastUsedDay: string | null;
}

function useOf(days: readonly KeyDay[]): Map<string, KeyUse> {
	const use = new Map<string, KeyUse>();
	for (const { keyId, day, amountMicros, tokens } of days) {
		const before = use.get(keyId);
		const isUsed = (amountMicros ?? 0) > 0 || (tokens ?? 0) > 0;
		const last = before?.lastUsedDay ?? null;
		use.set(keyId, {
			costMicros:
				amountMicros === null ? (before?.costMicros ?? null) : amountMicros + (before?.costMicros ?? 0),
			lastUsedDay: isUsed && (last === null || day > last) ? day : last,
		});
	}
	return use;
}

type KeyFindings = Pick<Audit, 'activeKeys' | 'orphanKeys' | 'staleKeys' | 'keySpend'>;

/** Why an active key has nobody to answer for it; null when somebody does, or that cannot be known. */
function orphanReason(key: ApiKeyRecord, members: ReadonlySet<string> | null): string | null {
	if (key.hasServiceAccount) return null;
	const owners = [key.principalUserId, key.createdByUserId].filter((id) => id !== null);
	if (owners.length === 0) return 'no owner is recorded';
	if (members === null || owners.some((id) => members.has(id))) return null;
	return 'its owner is no member any more';
}

function keyFindings(inputs: AuditInputs): KeyFindings {
	const { keys, keyDays, nowMs, workspaces } = inputs;
	if (keys === null) return { activeKeys: null, orphanKeys: [], staleKeys: [], keySpend: [] };
	const members = inputs.members === null ? null : new Set(inputs.members.map(({ userId }) => userId));
	const use = useOf(keyDays);
	const active = keys.filter(({ status }) => status === 'active');
	const finding = (key: ApiKeyRecord, why: string): KeyFinding => ({
		keyId: key.keyId,
		name: key.name,
		workspace: workspaces.find(({ workspaceId }) => workspaceId === key.workspaceId)?.name ?? key.workspaceId,
		costMicros: use.get(key.keyId)?.costMicros ?? null,
		lastUsedDay: use.get(key.keyId)?.lastUsedDay ?? null,
		why,
	});
	const isOld = (key: ApiKeyRecord): boolean =>
		key.createdAtMs === null || nowMs - key.createdAtMs > youngDays * dayMs;
	const orphans = active.flatMap((key) => {
		const why = orphanReason(key, members);
		return why === null ? [] : [finding(key, why)];
	});
	return {
		activeKeys: active.length,
		orphanKeys: orphans,
		staleKeys: active
			.filter((key) => isOld(key) && (use.get(key.keyId)?.lastUsedDay ?? null) === null)
			.map((key) => finding(key, `no use in ${staleDays} days`)),
		keySpend: keys
			.filter(({ keyId }) => (use.get(keyId)?.costMicros ?? 0) > 0)
			.map((key) => finding(key, key.status))
			.sort((one, two) => (two.costMicros ?? 0) - (one.costMicros ?? 0)),
	};
}

/** Mean requests a minute on the busiest day for some models. The vendor gives no finer use of a rate limit. */
function busiestDayMean(rows: readonly AuditSpend[], models: readonly string[]): number | null {
	const byDay = new Map<string, number>();
	for (const { day, model, requests } of rows) {
		if (requests === null || (models.length > 0 && !models.includes(model))) continue;
		byDay.set(day, (byDay.get(day) ?? 0) + requests);
	}
	return byDay.size === 0 ? null : Math.max(...byDay.values()) / 1440;
}

function outsidePolicy(rows: readonly AuditSpend[], inputs: AuditInputs): Audit['outsidePolicy'] {
	const found = new Map<string, { people: Set<string>; costMicros: number; why: string }>();
	for (const { actorId, model, amountMicros } of rows) {
		if (amountMicros === 0 || model === 'unknown') continue;
		const { allowed, denied } = inputs.policyOf(actorId);
		const denier = denyingEntry(model, denied);
		const isListed = allowed.length === 0 || admittingEntry(model, allowed) !== null;
		if (denier === null && isListed) continue;
		const why = denier === null ? 'not among the allowed models' : `denied by "${denier}"`;
		const before = found.get(model) ?? { people: new Set<string>(), costMicros: 0, why };
		before.people.add(actorId);
		found.set(model, { ...before, costMicros: before.costMicros + amountMicros });
	}
	return [...found].map(([model, { people, costMicros, why }]) => ({
		model,
		people: people.size,
		costMicros,
		why,
	}));
}

/** Days whose spend is more than twice the mean of all days of the span, days without spend included. */
function spikesOf(rows: readonly AuditSpend[], inputs: AuditInputs): Audit['spikes'] {
	const days = Math.round((Date.parse(inputs.until) - Date.parse(inputs.since)) / dayMs);
	const mean = sumOf(rows) / Math.max(1, days);
	if (mean <= 0) return [];
	return sharesOf(rows, 0, ({ day }) => day)
		.filter(({ costMicros }) => costMicros > 2 * mean)
		.map(({ name, costMicros }) => ({ day: name, costMicros, timesMean: costMicros / mean }))
		.sort((one, two) => one.day.localeCompare(two.day));
}

/** The currency of most rows; two are never added. */
function mainCurrency(spend: readonly AuditSpend[]): string {
	const counts = new Map<string, number>();
	for (const { currency } of spend) counts.set(currency, (counts.get(currency) ?? 0) + 1);
	return [...counts].sort((one, two) => two[1] - one[1])[0]?.[0] ?? 'USD';
}

/**
 * Judges an organization's spend and keys over some UTC days. Population: billed rows of the span in the main
 * currency; people are actors of type user. Missing data: a list that was not read gives `null` or nothing, never
 * "all well". Concentration is withheld below ten people. Source: Outlay; thresholds as named in the fields.
 */
export function auditOrganization(inputs: AuditInputs): Audit {
	const currency = mainCurrency(inputs.spend);
	const rows = inputs.spend.filter((row) => row.currency === currency);
	const totalMicros = sumOf(rows);
	const people = peopleOf(rows, inputs).filter(({ costMicros }) => costMicros > 0);
	const peopleTotal = people.reduce((sum, { costMicros }) => sum + costMicros, 0);
	const top5 = people.slice(0, 5);
	const top5Micros = top5.reduce((sum, { costMicros }) => sum + costMicros, 0);
	const isShown = people.length >= fewestForConcentration && peopleTotal > 0;
	const names = new Map(inputs.workspaces.map(({ workspaceId, name }) => [workspaceId, name]));
	const other = inputs.spend.length - rows.length;
	const notes =
		other === 0 ? [] : [`${other} rows in other currencies are left out; currencies are not added.`];
	if (inputs.members === null) notes.push('Members were not read, so nobody is held to have left.');
	if (inputs.keys === null) notes.push('API keys were not read (they exist in Console organizations).');
	if (inputs.limited === null)
		notes.push('Spend limits were not read (they exist in Enterprise organizations).');
	return {
		since: inputs.since,
		until: inputs.until,
		currency,
		totalMicros,
		byWorkspace: sharesOf(rows, totalMicros, ({ workspaceId }) => names.get(workspaceId) ?? workspaceId),
		byModel: sharesOf(rows, totalMicros, ({ model }) => model),
		byProduct: sharesOf(rows, totalMicros, ({ product }) => product),
		concentration: { people: people.length, top5Share: isShown ? top5Micros / peopleTotal : null },
		top5,
		...keyFindings(inputs),
		departed: departedOf(people, inputs),
		rateLimits: inputs.rateLimits.flatMap(({ group, models, limits }) =>
			limits.map(({ type, value }) => ({
				group,
				type,
				limit: value,
				busiestDayMean: type === 'requests_per_minute' ? busiestDayMean(rows, models) : null,
			})),
		),
		withoutLimit:
			inputs.limited === null || inputs.members === null
				? null
				: inputs.members
						.filter(({ userId }) => inputs.limited?.has(userId) !== true)
						.map(({ userId, email }) => ({ userId, email })),
		outsidePolicy: outsidePolicy(rows, inputs),
		spikes: spikesOf(rows, inputs),
		notes,
	};
}
