import type { BilledSpend } from '../core/organization/records.js';
import { billedKey, billedRow, correctionsOf } from '../ledger/billed.js';
import { orgRows } from '../ledger/orgRecords.js';
import type { Ledger } from '../ledger/ledger.js';
import { isMissingEndpoint, type AnthropicClient } from '../sources/anthropic/anthropicClient.js';
import { fetchDaySpendConsole } from '../sources/anthropic/consoleReports.js';
import {
	fetchDaySpend,
	fetchDaySpendLegacy,
	type DayRange,
	type DaySpend,
} from '../sources/anthropic/costAnalytics.js';

const dayMs = 86_400_000;
/** The vendor revises a day for so long. */
const revisedForMs = 30 * dayMs;
const reReadAfterMs = 20 * 3_600_000;
const hourMs = 3_600_000;

/** The UTC day of an instant. */
export const utcDay = (atMs: number): string => new Date(atMs).toISOString().slice(0, 10);

/** The UTC days from one up to, not including, another. */
export function utcDays(sinceDay: string, untilDay: string): string[] {
	const days: string[] = [];
	for (let at = Date.parse(sinceDay); utcDay(at) < untilDay; at += dayMs) days.push(utcDay(at));
	return days;
}

/** A day up to the last whole hour: the vendor takes no end that is still to come. Null before its first hour ends. */
export function rangeOf(day: string, serverNowMs: number): DayRange | null {
	const startMs = Date.parse(day);
	const wholeHourMs = Math.floor(serverNowMs / hourMs) * hourMs;
	const endMs = Math.min(startMs + dayMs, wholeHourMs);
	if (endMs <= startMs) return null;
	return { day, startingAt: new Date(startMs).toISOString(), endingAt: new Date(endMs).toISOString() };
}

/** When a day was read, and how far the vendor's data reached then. */
export interface DayMark {
	readonly readAtMs: number;
	readonly refreshedAtMs?: number | null;
}

/** Days that need a reading: never read, still open, or revised since by the vendor. */
export function daysToRead(
	days: readonly string[],
	marks: ReadonlyMap<string, DayMark>,
	nowMs: number,
): string[] {
	return days.filter((day) => {
		const mark = marks.get(day);
		if (mark === undefined) return true;
		const endMs = Date.parse(day) + dayMs;
		if (mark.readAtMs >= endMs + revisedForMs) return false;
		return mark.readAtMs < endMs + dayMs || nowMs - mark.readAtMs > reReadAfterMs;
	});
}

type Report = (client: AnthropicClient, range: DayRange) => Promise<DaySpend>;

/** Reports that a key can have, best first. */
function reportsOf(client: AnthropicClient): readonly Report[] {
	return client.credential.kind === 'console'
		? [fetchDaySpend, fetchDaySpendConsole]
		: [fetchDaySpend, fetchDaySpendLegacy];
}

const nothing: DaySpend = { spend: [], actors: [], refreshedAtMs: null };

/** Which report answers for each client; found out once, with the first day. */
export type ReportChoice = Map<AnthropicClient, Report>;

async function readDay(client: AnthropicClient, day: string, choice: ReportChoice): Promise<DaySpend> {
	const range = rangeOf(day, client.serverNowMs());
	if (range === null) return nothing;
	const known = choice.get(client);
	if (known !== undefined) return known(client, range);
	const reports = reportsOf(client);
	for (const [index, report] of reports.entries()) {
		try {
			const reading = await report(client, range);
			choice.set(client, report);
			return reading;
		} catch (error) {
			if (!isMissingEndpoint(error) || index === reports.length - 1) throw error;
		}
	}
	return nothing;
}

/** Adds rows that fall on one key (a report may split what the ledger keeps as one). */
function joined(spend: readonly BilledSpend[]): Map<string, BilledSpend> {
	const rows = new Map<string, BilledSpend>();
	for (const row of spend) {
		const key = billedKey(row);
		const before = rows.get(key);
		if (before === undefined) {
			rows.set(key, row);
			continue;
		}
		const sum = (one: number | null, two: number | null): number | null =>
			one === null || two === null ? null : one + two;
		rows.set(key, {
			...row,
			amountMicros: row.amountMicros + before.amountMicros,
			listMicros: sum(row.listMicros, before.listMicros),
			requests: sum(row.requests, before.requests),
			rawAmount: `${before.rawAmount}+${row.rawAmount}`,
		});
	}
	return rows;
}

/** Readings of different organizations: two keys of one organization see the same people, and count once. */
function distinct(readings: readonly DaySpend[]): DaySpend[] {
	const known = new Set<string>();
	return readings.filter(({ spend }) => {
		const ids = new Set(spend.map(({ actorId }) => actorId).filter((actorId) => actorId !== 'none'));
		const isSeen = [...ids].some((id) => known.has(id));
		for (const id of ids) known.add(id);
		return !isSeen;
	});
}

/**
 * Reads one day from every key and puts it into the ledger as one batch with its mark, so that a run that is cut off
 * leaves whole days and goes on with the next. Gives how many rows the day has.
 */
export async function syncBilledDay(
	ledger: Ledger,
	clients: readonly AnthropicClient[],
	day: string,
	nowMs: number,
	choice: ReportChoice,
): Promise<number> {
	const readings: DaySpend[] = [];
	for (const client of clients) readings.push(await readDay(client, day, choice));
	const actors = new Map(readings.flatMap((one) => one.actors).map((actor) => [actor.actorId, actor]));
	const freshness = readings.map(({ refreshedAtMs }) => refreshedAtMs).filter((one) => one !== null);
	const refreshedAtMs = freshness.length === 0 ? null : Math.min(...freshness);
	const rows = joined(distinct(readings).flatMap((reading) => reading.spend));
	const corrections = await correctionsOf(ledger, day, new Set(rows.keys()));
	await ledger.write({
		billedUsage: [...[...rows.values()].map((row) => billedRow(ledger.orgId, row)), ...corrections],
		orgRecord: orgRows(ledger.orgId, 'actor', nowMs, [...actors.values()], ({ actorId }) => actorId),
		cursor: [
			{
				orgId: ledger.orgId,
				source: 'anthropic-billed',
				key: day,
				value: JSON.stringify({ readAtMs: nowMs, refreshedAtMs } satisfies DayMark),
			},
		],
	});
	return rows.size;
}

/** When each day was last read. */
export async function dayMarks(ledger: Ledger, source: string): Promise<Map<string, DayMark>> {
	const rows = await ledger.db
		.selectFrom('cursor')
		.select(['key', 'value'])
		.where('orgId', '=', ledger.orgId)
		.where('source', '=', source)
		.execute();
	return new Map(rows.map(({ key, value }) => [key, JSON.parse(value) as DayMark]));
}
