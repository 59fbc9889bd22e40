import type { Actor, Member } from './records.js';
import type { AuditSpend } from './spendShares.js';

export interface PersonSpend {
	readonly actorId: string;
	readonly email: string | null;
	readonly costMicros: number;
	readonly lastDay: string;
}

/** Who is, was and acts in the organization. */
export interface KnownPeople {
	/** Null where no such list was read: then nothing is concluded from it. */
	readonly members: readonly Member[] | null;
	readonly actors: ReadonlyMap<string, Actor>;
	readonly departed: readonly Member[];
}

/** Share of the five largest spenders among people. */
export interface Concentration {
	readonly people: number;
	/** Null with fewer than ten people: it would tell on one of them. */
	readonly top5Share: number | null;
}

const fewestForConcentration = 10;

/** People's spend, largest first. Keys and services are not people. */
export function spendersOf(rows: readonly AuditSpend[], known: KnownPeople): PersonSpend[] {
	const people = new Map<string, PersonSpend>();
	const members = new Map((known.members ?? []).map((member) => [member.userId, member]));
	for (const { actorId, amountMicros, day } of rows) {
		const actor = known.actors.get(actorId);
		if (!members.has(actorId) && !(actor?.type.startsWith('user') ?? actorId.startsWith('user_'))) continue;
		const before = people.get(actorId);
		people.set(actorId, {
			actorId,
			email: members.get(actorId)?.email ?? actor?.email ?? null,
			costMicros: amountMicros + (before?.costMicros ?? 0),
			lastDay: before === undefined || day > before.lastDay ? day : before.lastDay,
		});
	}
	return [...people.values()]
		.filter(({ costMicros }) => costMicros > 0)
		.sort((one, two) => two.costMicros - one.costMicros || one.actorId.localeCompare(two.actorId));
}

/** How much of people's spend the five largest make; `spenders` largest first. */
export function concentrationOf(spenders: readonly PersonSpend[]): Concentration {
	const sum = (people: readonly PersonSpend[]): number =>
		people.reduce((total, { costMicros }) => total + costMicros, 0);
	const total = sum(spenders);
	const isShown = spenders.length >= fewestForConcentration && total > 0;
	return { people: spenders.length, top5Share: isShown ? sum(spenders.slice(0, 5)) / total : null };
}

/** Spenders who are no member any more: gone from the list, or marked as deleted by the vendor. */
export function departedSpenders(spenders: readonly PersonSpend[], known: KnownPeople): PersonSpend[] {
	const members = known.members === null ? null : new Set(known.members.map(({ userId }) => userId));
	const gone = new Map(known.departed.map((member) => [member.userId, member.email]));
	return spenders
		.filter(({ actorId }) => {
			if (known.actors.get(actorId)?.isDeleted === true) return true;
			return members !== null && !members.has(actorId);
		})
		.map((person) => ({ ...person, email: person.email ?? gone.get(person.actorId) ?? null }));
}
