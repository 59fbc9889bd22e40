import type { Reader } from './translate.js';

const dayMs = 86_400_000;

const format = (atMs: number, reader: Reader, options: Intl.DateTimeFormatOptions): string =>
	new Intl.DateTimeFormat(reader.locale, { timeZone: reader.timezone, ...options }).format(atMs);

/** `1 Dec` as the reader's language writes it. */
export function dayOf(atMs: number, reader: Reader): string {
	return format(atMs, reader, { day: 'numeric', month: 'short' });
}

/** `November 2026`'s month alone. */
export function monthOf(atMs: number, reader: Reader): string {
	return format(atMs, reader, { month: 'long' });
}

/** How old a figure is, as short as it can be said: `14:05` today, `Thu` this week, else `12 Nov`. */
export function asOf(atMs: number, reader: Reader): string {
	const age = reader.nowMs - atMs;
	const isToday = dayOf(atMs, reader) === dayOf(reader.nowMs, reader);
	if (isToday) return format(atMs, reader, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
	return age < 6 * dayMs ? format(atMs, reader, { weekday: 'short' }) : dayOf(atMs, reader);
}
