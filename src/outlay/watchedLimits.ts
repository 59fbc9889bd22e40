import type { Watched } from '../core/budget/alerts.js';
import { windowAt } from '../core/budget/window.js';
import type { BudgetConfig, Config } from '../core/config.js';
import { knownPeriod } from '../core/organization/records.js';
import { readBilled } from '../ledger/billed.js';
import type { Ledger } from '../ledger/ledger.js';
import type { BilledUsageRow } from '../ledger/schema.js';
import { emailOfActor, peopleByEmail, type OrganizationRecords } from './organizationRecords.js';
import { dayMarks, utcDay, utcDays } from './syncBilledDays.js';

const dayMs = 86_400_000;

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

/** Teams and the organization with their spend, and what could not be held against a budget. */
export interface WatchedGroups {
	readonly watched: readonly Watched[];
	readonly notes: readonly string[];
}

/**
 * Teams and the organization against the config's budgets, by billed spend. Budgets are USD, so rows in another
 * currency are left out and counted, never converted; a period of which no day has been read has no known spend.
 */
export async function watchedGroups(
	ledger: Ledger,
	config: Config,
	records: OrganizationRecords,
	nowMs: number,
): Promise<WatchedGroups> {
	const budgets = config.budgets.filter(({ scope }) => scope !== 'person');
	if (budgets.length === 0) return { watched: [], notes: [] };
	const firstMs = Math.min(...budgets.map(({ period }) => windowAt(nowMs, period, 'UTC').startMs));
	const rows = await readBilled(ledger, utcDay(firstMs), utcDay(nowMs + dayMs));
	const marks = await dayMarks(ledger, 'anthropic-billed');
	const people = peopleByEmail(config);
	const teamOf = (actorId: string): string | null =>
		people.get(emailOfActor(records, actorId) ?? '')?.team ?? null;
	const watched: Watched[] = [];
	const notes: string[] = [];
	for (const budget of budgets) {
		const sinceDay = utcDay(windowAt(nowMs, budget.period, 'UTC').startMs);
		const isOwn = ({ actorId }: BilledUsageRow): boolean =>
			budget.scope === 'organization' || teamOf(actorId) === budget.name;
		const own = rows.filter((row) => row.day >= sinceDay && isOwn(row));
		const isRead = utcDays(sinceDay, utcDay(nowMs + dayMs)).some((day) => marks.has(day));
		const one = watchedGroup(budget, sinceDay, isRead ? own : null);
		const others = own.filter(({ currency }) => currency !== 'USD').length;
		const title = `${budget.period} budget of ${budget.scope === 'team' ? `team ${one.name}` : 'the organization'}`;
		if (!isRead)
			notes.push(`The ${title} is held against nothing: no billed day of the period has been read.`);
		if (others > 0) notes.push(`The ${title} leaves out ${others} billed rows in other currencies than USD.`);
		watched.push(one);
	}
	return { watched, notes };
}

function watchedGroup(
	budget: BudgetConfig,
	sinceDay: string,
	own: readonly BilledUsageRow[] | null,
): Watched {
	const usd = own?.filter(({ currency }) => currency === 'USD');
	return {
		scope: budget.scope === 'team' ? 'team' : 'organization',
		id: budget.name ?? '',
		name: budget.name ?? 'organization',
		period: budget.period,
		periodStart: sinceDay,
		limitMicros: budget.limitMicros,
		spentMicros: usd?.reduce((sum, { amountMicros }) => sum + amountMicros, 0) ?? null,
		currency: 'USD',
	};
}
