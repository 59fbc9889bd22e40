import { Temporal } from 'temporal-polyfill';

/** A span named in words, in epoch milliseconds; `untilMs` is exclusive. */
export interface NamedSpan {
	readonly sinceMs: number;
	readonly untilMs: number;
}

/** Names that `--since` takes beside dates, for the help. */
export const periodAliases =
	'today, yesterday, this-week, last-week, this-month, last-month, this-quarter, last-quarter, this-year, last-year, last-30-days';

type Unit = 'week' | 'month' | 'quarter' | 'year';

/** First day of the week (Monday), month, quarter or year of a day. */
function startOf(unit: Unit, day: Temporal.PlainDate): Temporal.PlainDate {
	if (unit === 'week') return day.subtract({ days: day.dayOfWeek - 1 });
	if (unit === 'month') return day.with({ day: 1 });
	if (unit === 'quarter') return day.with({ day: 1, month: day.month - ((day.month - 1) % 3) });
	return day.with({ day: 1, month: 1 });
}

const lengthOf: Readonly<Record<Unit, Temporal.DurationLike>> = {
	week: { weeks: 1 },
	month: { months: 1 },
	quarter: { months: 3 },
	year: { years: 1 },
};

/**
 * The span that a name such as `last-quarter` or `last-30-days` means at an instant in a zone; null for any other
 * text. `this-…` ends now, `last-…` is the whole calendar unit before this one, `last-N-days` are the N days before
 * today.
 */
export function namedSpan(text: string, nowMs: number, timezone: string): NamedSpan | null {
	if (!named.test(text)) return null;
	const today = Temporal.Instant.fromEpochMilliseconds(nowMs).toZonedDateTimeISO(timezone).toPlainDate();
	const start = (day: Temporal.PlainDate): number => day.toZonedDateTime(timezone).epochMilliseconds;
	if (text === 'today') return { sinceMs: start(today), untilMs: nowMs };
	if (text === 'yesterday') return { sinceMs: start(today.subtract({ days: 1 })), untilMs: start(today) };
	const days = /^last-(\d{1,4})-days$/.exec(text)?.[1];
	if (days !== undefined && Number(days) > 0) {
		return { sinceMs: start(today.subtract({ days: Number(days) })), untilMs: start(today) };
	}
	const match = /^(this|last)-(week|month|quarter|year)$/.exec(text);
	if (match === null) return null;
	const unit = match[2] as Unit;
	const begin = startOf(unit, today);
	return match[1] === 'this'
		? { sinceMs: start(begin), untilMs: nowMs }
		: { sinceMs: start(begin.subtract(lengthOf[unit])), untilMs: start(begin) };
}

/** Whatever may be a name: for all other texts no calendar is loaded. */
const named = /^(?:today|yesterday|(?:this|last)-[a-z\d-]+)$/;

/**
 * The span before a span: as many whole months where it is whole months in its zone (a quarter before a quarter), else
 * as many days where it is whole days, else the same length.
 */
export function spanBefore({ sinceMs, untilMs }: NamedSpan, timezone: string): NamedSpan {
	const zoned = (ms: number): Temporal.ZonedDateTime =>
		Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(timezone);
	const since = zoned(sinceMs);
	const until = zoned(untilMs);
	const isDayStart = (at: Temporal.ZonedDateTime): boolean => at.startOfDay().equals(at);
	if (!isDayStart(since) || !isDayStart(until))
		return { sinceMs: sinceMs - (untilMs - sinceMs), untilMs: sinceMs };
	const isMonths = since.day === 1 && until.day === 1;
	const { months, days } = since.toPlainDate().until(until.toPlainDate(), {
		largestUnit: isMonths ? 'months' : 'days',
	});
	const before = since.toPlainDate().subtract(isMonths ? { months } : { days });
	return { sinceMs: before.toZonedDateTime(timezone).epochMilliseconds, untilMs: sinceMs };
}
