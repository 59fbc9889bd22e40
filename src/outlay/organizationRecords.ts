import type { Config, PersonConfig } from '../core/config.js';
import { OutlayError } from '../core/errors.js';
import type { Actor, EffectiveLimit, IncreaseRequest, Member } from '../core/organization/records.js';
import { lastSweepMs, readOrgRecords, type OrgRecord } from '../ledger/orgRecords.js';
import type { Ledger } from '../ledger/ledger.js';

/** The organization's side as the ledger has it. */
export interface OrganizationRecords {
	readonly members: readonly Member[];
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
	return {
		members: values(members),
		limits,
		// A decision writes down the request as it is then; only the others still wait.
		requests: values(requests).filter(({ status }) => status === 'pending'),
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
