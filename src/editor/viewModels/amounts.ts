import { formatUsd } from '../../core/money.js';
import type { Reader, Translate } from './translate.js';

const microsPerUnit = 1_000_000;

/** An amount for people: cents kept. Other currencies than USD as the reader's language writes them. */
export function amount(micros: number | null, currency: string, { locale }: Reader): string {
	if (micros === null || currency === 'USD') return formatUsd(micros);
	return new Intl.NumberFormat(locale, { style: 'currency', currency }).format(micros / microsPerUnit);
}

/** An amount for the status bar: `$314`, `$23.18`, and no cents on a round limit such as `$50`. */
export function shortAmount(micros: number | null, currency: string, { locale }: Reader): string {
	if (micros === null) return formatUsd(null);
	const isRound = micros % microsPerUnit === 0;
	const digits = isRound || Math.abs(micros) >= 100 * microsPerUnit ? 0 : 2;
	if (currency === 'USD' && digits === 2) return formatUsd(micros);
	return new Intl.NumberFormat(currency === 'USD' ? 'en-US' : locale, {
		style: 'currency',
		currency,
		minimumFractionDigits: digits,
		maximumFractionDigits: digits,
	}).format(micros / microsPerUnit);
}

/** `63 %`; shares under one half percent but not zero as `<1 %`. */
export function percent(share: number): string {
	const value = share * 100;
	return value > 0 && value < 0.5 ? '<1 %' : `${Math.round(value)} %`;
}

/** `6 h`, `2 h 10 m`, `3 d 4 h`, `12 m`: the two largest units. */
export function duration(ms: number, t: Translate): string {
	const minutes = Math.max(0, Math.round(ms / 60_000));
	const days = Math.floor(minutes / 1440);
	const hours = Math.floor((minutes % 1440) / 60);
	const rest = minutes % 60;
	if (days > 0) return hours > 0 ? t('{0} d {1} h', days, hours) : t('{0} d', days);
	if (hours > 0) return rest > 0 && hours < 6 ? t('{0} h {1} m', hours, rest) : t('{0} h', hours);
	return t('{0} m', rest);
}
