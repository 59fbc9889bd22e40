import { groupedDigits } from '../core/groupedDigits.js';

/** The same text with its spaces tied, so that a line is never broken between a number and its unit. */
export function tied(text: string): string {
	return text.replaceAll(' ', '\u00a0');
}

const decimalFormats = new Map<number, Intl.NumberFormat>();

/** Formats are made once: making one costs a hundred times what using it does. */
function decimalFormat(digits: number): Intl.NumberFormat {
	let format = decimalFormats.get(digits);
	if (format === undefined) {
		format = new Intl.NumberFormat('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });
		decimalFormats.set(digits, format);
	}
	return format;
}

/** Numbers that are written without an exponent, and whose digits are all exact. */
const plainNumber = /^(\d{1,12})(?:\.(\d+))?$/;

/** The size of a number with a fixed number of digits, halves up, as the number format of the language writes it. */
function fixed(size: number, digits: number): string {
	const [, whole, fraction = ''] = plainNumber.exec(String(size)) ?? [];
	if (whole === undefined || digits > 3) return decimalFormat(digits).format(size);
	const kept = Number(whole + fraction.slice(0, digits).padEnd(digits, '0'));
	const rounded = kept + ((fraction[digits] ?? '0') >= '5' ? 1 : 0);
	const unit = 10 ** digits;
	const wholeText = groupedDigits(Math.floor(rounded / unit));
	return digits === 0 ? wholeText : `${wholeText}.${String(rounded % unit).padStart(digits, '0')}`;
}

/** A decimal with a fixed number of digits and thousands separators; a real minus sign. */
export function formatNumber(value: number, digits = 0): string {
	const text = fixed(Math.abs(value), digits);
	return value < 0 && /[1-9]/.test(text) ? `−${text}` : text;
}

/** Puts a plus before what is not negative. */
export function signed(text: string): string {
	return text.startsWith('−') ? text : `+${text}`;
}

/** A share 0–1 as `6.1 %`. */
export function formatShare(share: number, digits = 1): string {
	return `${formatNumber(share * 100, digits)} %`;
}

/** Percentage points: `1.2 pt`. */
export function formatPoints(points: number): string {
	return `${formatNumber(points, 1)} pt`;
}

/** Hours as `3 h 10 m`, `12 m`, `2 d 4 h`. */
export function formatDuration(hours: number): string {
	const sign = hours < 0 ? '−' : '';
	const minutes = Math.round(Math.abs(hours) * 60);
	const days = Math.floor(minutes / 1440);
	const rest = Math.floor((minutes % 1440) / 60);
	if (days > 0) return `${sign}${days} d${rest > 0 ? ` ${rest} h` : ''}`;
	if (minutes >= 60) return `${sign}${rest} h${minutes % 60 > 0 ? ` ${minutes % 60} m` : ''}`;
	return minutes === 0 ? `0 m` : `${sign}${minutes} m`;
}

const dayFormat = (timezone: string, withYear: boolean): Intl.DateTimeFormat =>
	new Intl.DateTimeFormat('en-GB', {
		timeZone: timezone,
		day: 'numeric',
		month: 'short',
		...(withYear ? { year: 'numeric' } : {}),
	});

/** A period as people write it: `1 Aug – 31 Oct 2026`; its end is the last day inside. */
export function formatPeriod(period: { since: string; until: string; timezone: string }): string {
	const since = new Date(period.since);
	const last = new Date(Date.parse(period.until) - 1);
	const full = dayFormat(period.timezone, true);
	const short = dayFormat(period.timezone, false);
	const year = (date: Date): string => full.format(date).slice(-4);
	const first = year(since) === year(last) ? short.format(since) : full.format(since);
	return `${first} – ${full.format(last)}`;
}

/** A plural that knows one. */
export function counted(count: number, one: string, many = `${one}s`): string {
	return `${formatNumber(count)} ${count === 1 ? one : many}`;
}
