import type { Config, PersonConfig } from '../core/config.js';
import { OutlayError } from '../core/errors.js';
import type { Actor, EffectiveLimit, IncreaseRequest, Member } from '../core/organization/records.js';
import { lastSweepMs, readOrgRecords, type OrgRecord } from '../ledger/orgRecords.js';
import type { Ledger } from '../ledger/ledger.js';

/** The organization's side as the ledger has it. */
export interface OrganizationRecords {
	readonly members: readonly Member[];
	/** Lower-cased e-mail of everybody and everything that has one, by id. */
	readonly emails: ReadonlyMap<string, string>;
	readonly limits: readonly OrgRecord<EffectiveLimit>[];
	/** Those that wait for a decision. */
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
	const people = [
		...actors.map(({ key, value }) => [key, value.email] as const),
		...members.map(({ value }) => [value.userId, value.email] as const),
	];
	return {
		members: values(members),
		emails: new Map(people.flatMap(([id, email]) => (email === null ? [] : [[id, email.toLowerCase()]]))),
		limits,
		// A decision writes down the request as it is then; only the others still wait.
		requests: values(requests).filter(({ status }) => status === 'pending'),
		actors: new Map(actors.map(({ key, value }) => [key, value])),
		limitsAsOfMs: sweeps[1] ?? null,
	};
}

/** The config's people by each of their e-mails, lower-cased; of two who claim one, the first. */
export function peopleByEmail({ people }: Pick<Config, 'people'>): ReadonlyMap<string, PersonConfig> {
	const byEmail = new Map<string, PersonConfig>();
	for (const person of people) {
		for (const email of [...person.anthropicEmails, ...person.emails]) {
			const key = email.toLowerCase();
			if (!byEmail.has(key)) byEmail.set(key, person);
		}
	}
	return byEmail;
}

/** E-mail of a row's actor; null for keys, services and strangers. */
export const emailOfActor = (records: OrganizationRecords, actorId: string): string | null =>
	records.emails.get(actorId) ?? null;
