import { Temporal } from 'temporal-polyfill';
import { OutlayError } from './errors.js';

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

const slotMs = 15 * 60_000;

/**
 * A function that gives the calendar day (`YYYY-MM-DD`) of an instant in a zone. All zones change their offset on
 * quarter hours, so a day is looked up once per quarter hour and remembered.
 */
export function dayIn(timezone: string): (atMs: number) => string {
	checkTimezone(timezone);
	const known = new Map<number, string>();
	return (atMs) => {
		const slot = Math.floor(atMs / slotMs);
		let day = known.get(slot);
		if (day === undefined) {
			day = Temporal.Instant.fromEpochMilliseconds(slot * slotMs)
				.toZonedDateTimeISO(timezone)
				.toPlainDate()
				.toString();
			known.set(slot, day);
		}
		return day;
	};
}

/** First instant of a calendar day in a zone (the day may start at 01:00 where midnight does not exist). */
export function startOfDayMs(day: string, timezone: string): number {
	return Temporal.PlainDate.from(day).toZonedDateTime(timezone).epochMilliseconds;
}
