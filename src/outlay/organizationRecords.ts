import { windowAt } from '../core/budget/window.js';
import type { Watched } from '../core/budget/alerts.js';
import type { BudgetConfig, Config, PersonConfig } from '../core/config.js';
import {
	knownPeriod,
	type Actor,
	type EffectiveLimit,
	type IncreaseRequest,
	type Member,
} from '../core/organization/records.js';
import { OutlayError } from '../core/errors.js';
import { readBilled } from '../ledger/billed.js';
import { lastSweepMs, readOrgRecords, type OrgRecord } from '../ledger/orgRecords.js';
import type { Ledger } from '../ledger/ledger.js';
import type { BilledUsageRow } from '../ledger/schema.js';

/** The organization's side as the ledger has it. */
export interface OrganizationRecords {
	readonly members: readonly Member[];
	readonly limits: readonly OrgRecord<EffectiveLimit>[];
	readonly requests: readonly IncreaseRequest[];
	readonly actors: ReadonlyMap<string, Actor>;
	/** When the limits were read; null when never. */
	readonly limitsAsOfMs: number | null;
}

const values = <Value>(records: readonly OrgRecord<Value>[]): Value[] => records.map(({ value }) => value);

/** Reads what `sync anthropic` has gathered; a usage error when it never ran. */
export async function organizationRecords(ledger: Ledger): Promise<OrganizationRecords> {
	const [members, limits, requests, actors] = await Promise.all([
		readOrgRecords<Member>(ledger, 'member', 'fromLastSweep'),
		readOrgRecords<EffectiveLimit>(ledger, 'effective-limit', 'fromLastSweep'),
		readOrgRecords<IncreaseRequest>(ledger, 'increase-request', 'fromLastSweep'),
		readOrgRecords<Actor>(ledger, 'actor'),
	]);
	const sweeps = await Promise.all([lastSweepMs(ledger, 'member'), lastSweepMs(ledger, 'effective-limit')]);
	if (sweeps.every((sweep) => sweep === null)) {
		throw new OutlayError('usage', 'The ledger holds nothing of the organization yet.', {
			hint: 'Run outlay sync anthropic first, with a key that has read scopes.',
		});
	}
	return {
		members: values(members),
		limits,
		requests: values(requests),
		actors: new Map(actors.map(({ key, value }) => [key, value])),
		limitsAsOfMs: sweeps[1] ?? null,
	};
}

/** The person of the config behind an Anthropic e-mail; null when it knows none. */
export function personOf(config: Config, email: string | null): PersonConfig | null {
	if (email === null) return null;
	const wanted = email.toLowerCase();
	const has = (emails: readonly string[]): boolean => emails.some((one) => one.toLowerCase() === wanted);
	return config.people.find(({ emails, anthropicEmails }) => has(anthropicEmails) || has(emails)) ?? null;
}

/** E-mail of a row's actor; null for keys, services and strangers. */
export function emailOfActor(records: OrganizationRecords, actorId: string): string | null {
	const member = records.members.find(({ userId }) => userId === actorId);
	return (member?.email ?? records.actors.get(actorId)?.email ?? null)?.toLowerCase() ?? null;
}

function periodStartOf(period: string, asOfMs: number): string {
	const known = knownPeriod(period);
	if (known === null) return '';
	return new Date(windowAt(asOfMs, known, 'UTC').startMs).toISOString().slice(0, 10);
}

/** Every member's limit with the spend against it. A 0 that was reported is taken as it is: it alerts nobody. */
export function watchedMembers(records: OrganizationRecords): Watched[] {
	return records.limits.map(({ value, asOfMs }) => ({
		scope: 'person' as const,
		id: value.userId,
		name: value.email ?? value.name ?? value.userId,
		period: value.period,
		periodStart: periodStartOf(value.period, asOfMs),
		limitMicros: value.limitMicros,
		spentMicros: value.spentMicros,
		currency: value.currency,
	}));
}

const dayMs = 86_400_000;

/** Billed spend since an instant's UTC day, in one currency alone: sums over two would mean nothing. */
function billedSince(rows: readonly BilledUsageRow[], sinceMs: number): BilledUsageRow[] {
	const since = new Date(sinceMs).toISOString().slice(0, 10);
	return rows.filter(({ day, currency }) => day >= since && currency === 'USD');
}

/** Teams and the organization against the config's budgets, by billed spend. */
export async function watchedGroups(
	ledger: Ledger,
	config: Config,
	records: OrganizationRecords,
	nowMs: number,
): Promise<Watched[]> {
	const budgets = config.budgets.filter(({ scope }) => scope !== 'person');
	if (budgets.length === 0) return [];
	const firstMs = Math.min(...budgets.map(({ period }) => windowAt(nowMs, period, 'UTC').startMs));
	const until = new Date(nowMs + dayMs).toISOString().slice(0, 10);
	const rows = await readBilled(ledger, new Date(firstMs).toISOString().slice(0, 10), until);
	const teams = new Map<string, string | null>();
	const teamOf = (actorId: string): string | null => {
		if (!teams.has(actorId)) {
			teams.set(actorId, personOf(config, emailOfActor(records, actorId))?.team ?? null);
		}
		return teams.get(actorId) ?? null;
	};
	return budgets.map((budget) => watchedGroup(budget, rows, teamOf, nowMs));
}

function watchedGroup(
	budget: BudgetConfig,
	rows: readonly BilledUsageRow[],
	teamOf: (actorId: string) => string | null,
	nowMs: number,
): Watched {
	const { startMs } = windowAt(nowMs, budget.period, 'UTC');
	const own = billedSince(rows, startMs).filter(
		({ actorId }) => budget.scope === 'organization' || teamOf(actorId) === budget.name,
	);
	return {
		scope: budget.scope === 'team' ? 'team' : 'organization',
		id: budget.name ?? '',
		name: budget.name ?? 'organization',
		period: budget.period,
		periodStart: new Date(startMs).toISOString().slice(0, 10),
		limitMicros: budget.limitMicros,
		spentMicros: own.reduce((sum, { amountMicros }) => sum + amountMicros, 0),
		currency: 'USD',
	};
}
