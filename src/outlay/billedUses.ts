import type { BilledUse } from '../core/finance/billedUse.js';
import type { Actor, Member, Workspace } from '../core/organization/records.js';
import type { PeopleDirectory } from '../core/people/person.js';
import type { Period } from '../core/period.js';
import type { BilledPeriod } from '../core/report/billedBridge.js';
import { readBilled } from '../ledger/billed.js';
import type { Ledger } from '../ledger/ledger.js';
import { readOrgRecords } from '../ledger/orgRecords.js';
import type { OutlayContext } from './context.js';
import { dayMarks, utcDay, utcDays } from './syncBilledDays.js';

const dayMs = 86_400_000;

/** E-mail of each actor of the vendor's report, lower case. */
async function emailsByActor(ledger: Ledger): Promise<Map<string, string>> {
	const actors = await readOrgRecords<Actor>(ledger, 'actor');
	const members = await readOrgRecords<Member>(ledger, 'member');
	const known = [
		...actors.map(({ key, value }) => [key, value.email] as const),
		...members.map(({ value }) => [value.userId, value.email] as const),
	];
	return new Map(known.flatMap(([id, email]) => (email === null ? [] : [[id, email.toLowerCase()]])));
}

/**
 * The vendor's lines of the whole UTC days that a period touches, each with the person it is resolved to by e-mail;
 * an actor whom nobody knows stands under the vendor's id. `keeps` are the report's filters.
 */
export async function gatherBilled(
	context: OutlayContext,
	period: Period,
	people: PeopleDirectory,
	keeps: (use: BilledUse) => boolean,
): Promise<BilledPeriod> {
	const ledger = await context.ledger();
	const sinceDay = utcDay(period.sinceMs);
	const untilDay = utcDay(period.untilMs + dayMs - 1);
	const rows = await readBilled(ledger, sinceDay, untilDay);
	const marks = await dayMarks(ledger, 'anthropic-billed');
	const days = utcDays(sinceDay, untilDay);
	const emails = rows.length === 0 ? new Map<string, string>() : await emailsByActor(ledger);
	const workspaces = new Map(
		rows.length === 0
			? []
			: (await readOrgRecords<Workspace>(ledger, 'workspace')).map(({ value }) => [
					value.workspaceId,
					value.name,
				]),
	);
	const uses = rows.map((row): BilledUse => {
		const person = people.byEmail(emails.get(row.actorId) ?? '');
		const hasWorkspace = row.workspaceId !== '' && row.workspaceId !== 'none';
		return {
			day: row.day,
			personId: person?.personId ?? (row.actorId === 'none' ? null : row.actorId),
			product: row.product,
			model: row.model,
			workspaceId: hasWorkspace ? row.workspaceId : null,
			workspaceName: hasWorkspace ? (workspaces.get(row.workspaceId) ?? row.workspaceId) : null,
			amountMicros: row.amountMicros,
			listMicros: row.listMicros,
			currency: row.currency,
			requests: row.requests,
		};
	});
	return {
		uses: uses.filter(keeps),
		daysRead: days.filter((day) => marks.has(day)).length,
		days: days.length,
	};
}
