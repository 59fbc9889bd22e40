import { Temporal } from 'temporal-polyfill';
import { OutlayError } from './errors.js';
import { namedSpan, periodAliases } from './periodAlias.js';

/** A span of time with the zone whose days and months it is cut into. `untilMs` is exclusive. */
export interface Period {
	readonly sinceMs: number;
	readonly untilMs: number;
	/** IANA zone, e.g. `Europe/Berlin`. */
	readonly timezone: string;
}

/** True when an instant lies in the period. */
export function isIn(period: Period, atMs: number): boolean {
	return atMs >= period.sinceMs && atMs < period.untilMs;
}

/** Throws a usage error unless the name is an IANA zone that this runtime knows. */
export function checkTimezone(timezone: string): string {
	// The first look at a zone loads what is known of all of them.
	if (timezone === 'UTC') return timezone;
	try {
		new Intl.DateTimeFormat('en', { timeZone: timezone });
		return timezone;
	} catch (cause) {
		throw new OutlayError('usage', `Unknown time zone "${timezone}".`, {
			hint: 'Use an IANA name such as Europe/Berlin or UTC.',
			cause,
		});
	}
}

/** A calendar day of a zone as a span of instants. */
interface DaySpan {
	readonly day: string;
	readonly startMs: number;
	readonly endMs: number;
}

const utcDayMs = 86_400_000;

/** Days of UTC need no calendar, and nearly every answer that must come at once asks for them. */
function utcDaySpanAt(atMs: number): DaySpan {
	const startMs = Math.floor(atMs / utcDayMs) * utcDayMs;
	const [day = ''] = new Date(atMs).toISOString().split('T');
	return { day, startMs, endMs: startMs + utcDayMs };
}

function daySpanAt(atMs: number, timezone: string): DaySpan {
	if (timezone === 'UTC') return utcDaySpanAt(atMs);
	const day = Temporal.Instant.fromEpochMilliseconds(atMs).toZonedDateTimeISO(timezone).toPlainDate();
	const startOf = (date: Temporal.PlainDate): number => date.toZonedDateTime(timezone).epochMilliseconds;
	return { day: day.toString(), startMs: startOf(day), endMs: startOf(day.add({ days: 1 })) };
}

/**
 * A function that gives the calendar day (`YYYY-MM-DD`) of an instant in a zone. Days are worked out once, with their
 * first and last instant, and remembered.
 */
export function dayIn(timezone: string): (atMs: number) => string {
	checkTimezone(timezone);
	/** The days that touch a day of UTC: two or three. */
	const known = new Map<number, DaySpan[]>();
	/** Most instants fall on the same day as the one before. */
	let last: DaySpan = { startMs: 0, endMs: 0, day: '' };
	return (atMs) => {
		if (atMs >= last.startMs && atMs < last.endMs) return last.day;
		const utcDay = Math.floor(atMs / utcDayMs);
		let spans = known.get(utcDay);
		if (spans === undefined) {
			spans = [];
			known.set(utcDay, spans);
		}
		let span = spans.find(({ startMs, endMs }) => atMs >= startMs && atMs < endMs);
		if (span === undefined) {
			span = daySpanAt(Math.floor(atMs), timezone);
			spans.push(span);
		}
		last = span;
		return span.day;
	};
}

/** First instant of a calendar day in a zone (the day may start at 01:00 where midnight does not exist). */
export function startOfDayMs(day: string, timezone: string): number {
	const utcMs = timezone === 'UTC' ? utcInstantMs(`${day}T00:00:00Z`) : null;
	return utcMs ?? Temporal.PlainDate.from(day).toZonedDateTime(timezone).epochMilliseconds;
}

/**
 * The instant that an ISO date or time names: a date is the start of that day in the zone, a time without offset is in
 * the zone. Throws a usage error that names the option.
 */
export function parseInstantMs(text: string, timezone: string, option: string): number {
	try {
		if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return startOfDayMs(text, timezone);
		const utcMs = utcInstantMs(text);
		if (utcMs !== null) return utcMs;
		if (/(Z|[+-]\d{2}:?\d{2})$/i.test(text)) return Temporal.Instant.from(text).epochMilliseconds;
		return Temporal.PlainDateTime.from(text).toZonedDateTime(timezone).epochMilliseconds;
	} catch (cause) {
		throw new OutlayError('usage', `${option} "${text}" is not an ISO date or time.`, {
			hint: `Write it like ${option} 2026-08-01 or ${option} 2026-08-01T09:00:00Z${option === '--since' ? `, or name it: ${periodAliases}` : ''}.`,
			cause,
		});
	}
}

/** An instant of UTC in full, which takes no calendar; null for any other text. */
function utcInstantMs(text: string): number | null {
	const [, seconds, fraction = '.000'] =
		/^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(\.\d{3})?Z$/.exec(text) ?? [];
	if (seconds === undefined) return null;
	const atMs = Date.parse(text);
	// A day that its month does not have would be taken for one of the next.
	return !Number.isNaN(atMs) && new Date(atMs).toISOString() === `${seconds}${fraction}Z` ? atMs : null;
}

/** A wish for a period as the options give it; what is left out is filled in by `resolvePeriod`. */
export interface PeriodRequest {
	readonly since: string | null;
	readonly until: string | null;
	readonly timezone: string | null;
}

/**
 * The period of a request. Without `until` it ends with the day of `lastMs` (the last instant the sources cover), at
 * the latest now; without `since` it starts on the day of `firstMs` (the first recorded use), or 90 days before its end
 * when nothing is known. `since` may be a name such as `last-quarter`, which also sets the end. Zone: the request's,
 * else UTC. Throws a usage error when it would be empty.
 */
export function resolvePeriod(
	request: PeriodRequest,
	known: { nowMs: number; firstMs: number | null; lastMs?: number | null },
): Period {
	const timezone = checkTimezone(request.timezone ?? 'UTC');
	const named = request.since === null ? null : namedSpan(request.since, known.nowMs, timezone);
	const untilMs =
		request.until === null
			? (named?.untilMs ?? endOf(known, timezone))
			: parseInstantMs(request.until, timezone, '--until');
	const fallbackMs = Math.min(known.firstMs ?? untilMs - 90 * 86_400_000, untilMs - 1);
	const sinceMs =
		request.since === null
			? startOfDayMs(dayIn(timezone)(fallbackMs), timezone)
			: (named?.sinceMs ?? parseInstantMs(request.since, timezone, '--since'));
	if (sinceMs >= untilMs) {
		throw new OutlayError(
			'usage',
			`The period is empty: it starts ${new Date(sinceMs).toISOString()} and ends ${new Date(untilMs).toISOString()}.`,
			{
				hint: 'Choose --since before --until; --until itself is not part of the period.',
			},
		);
	}
	return { sinceMs, untilMs, timezone };
}

/** The period of a request that says both its ends; null where what is known decides on one. */
export function statedPeriod(request: PeriodRequest, nowMs: number): Period | null {
	if (request.since === null) return null;
	const timezone = checkTimezone(request.timezone ?? 'UTC');
	if (request.until === null && namedSpan(request.since, nowMs, timezone) === null) return null;
	return resolvePeriod(request, { nowMs, firstMs: null });
}

/** True for two of the same ends and zone. */
export const isSamePeriod = (one: Period, two: Period): boolean =>
	one.sinceMs === two.sinceMs && one.untilMs === two.untilMs && one.timezone === two.timezone;

/** End of the day of the last known instant, at the latest now. */
function endOf(known: { nowMs: number; lastMs?: number | null }, timezone: string): number {
	if (known.lastMs === undefined || known.lastMs === null) return known.nowMs;
	const day = Temporal.PlainDate.from(dayIn(timezone)(known.lastMs)).add({ days: 1 });
	return Math.min(known.nowMs, day.toZonedDateTime(timezone).epochMilliseconds);
}
