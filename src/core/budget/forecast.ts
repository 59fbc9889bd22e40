import { mean, standardDeviation } from 'simple-statistics';
import { dayIn, startOfDayMs } from '../period.js';
import type { BudgetWindow } from './window.js';

/** Spend of one calendar day in the user's zone. */
export interface DaySpend {
	readonly day: string;
	readonly costMicros: number;
}

/** What will have been spent at the end of the window, with the range that holds about four times in five. */
export interface Forecast {
	readonly micros: number;
	readonly lowMicros: number;
	readonly highMicros: number;
	/** When the limit will be reached at this pace; null when it will not be within the window, or there is none. */
	readonly lastsUntilMs: number | null;
	/** Complete days the pace was taken from. */
	readonly days: number;
}

export interface ForecastQuestion {
	readonly window: BudgetWindow;
	readonly nowMs: number;
	readonly timezone: string;
	/** Spent so far in the window, in the basis the forecast shall have. */
	readonly spentMicros: number;
	readonly limitMicros: number | null;
	/** Days with spend; days without may be missing. */
	readonly history: readonly DaySpend[];
	/** Spend so far in its own basis ÷ the same span in the history's basis; 1 when they are the same. */
	readonly scale: number;
}

const historyDays = 28;
const minimumDays = 3;
/** Two-sided 80 % of the normal distribution. */
const z80 = 1.2816;
const dayMs = 86_400_000;

const isWeekend = (day: string): boolean => [0, 6].includes(new Date(`${day}T00:00:00Z`).getUTCDay());

interface Pace {
	readonly mean: number;
	readonly deviation: number;
}

function paceOf(values: readonly number[]): Pace {
	if (values.length === 0) return { mean: 0, deviation: 0 };
	return { mean: mean([...values]), deviation: values.length > 1 ? standardDeviation([...values]) : 0 };
}

/** The last complete days before today, first day of use onwards, days without use as zero. */
function completeDays(question: ForecastQuestion): DaySpend[] {
	const dayOf = dayIn(question.timezone);
	const today = dayOf(question.nowMs);
	const byDay = new Map<string, number>();
	for (const { day, costMicros } of question.history) {
		byDay.set(day, (byDay.get(day) ?? 0) + costMicros);
	}
	const first = [...byDay.keys()].sort()[0];
	if (first === undefined) return [];
	const noon = startOfDayMs(today, question.timezone) + dayMs / 2;
	const days: DaySpend[] = [];
	for (let back = historyDays; back >= 1; back -= 1) {
		const day = dayOf(noon - back * dayMs);
		if (day >= first && day < today) days.push({ day, costMicros: byDay.get(day) ?? 0 });
	}
	return days;
}

/** Mean and spread of a day's spend, for weekdays and weekends apart once both have been seen. */
function paces(days: readonly DaySpend[], scale: number): (day: string) => Pace {
	const spend = (wanted: readonly DaySpend[]): Pace => paceOf(wanted.map((one) => one.costMicros * scale));
	const weekend = days.filter(({ day }) => isWeekend(day));
	const weekdays = days.filter(({ day }) => !isWeekend(day));
	if (weekend.length < 2 || weekdays.length < 3) {
		const all = spend(days);
		return () => all;
	}
	const [onWeekend, onWeekdays] = [spend(weekend), spend(weekdays)];
	return (day) => (isWeekend(day) ? onWeekend : onWeekdays);
}

/**
 * Forecast of a window's spend: spent so far + the mean day of the last 28 complete days for each day left (weekdays
 * and weekends apart; today by the part that is left of it). Range: ± 1.2816 × the root of the summed daily
 * variances, never below what is spent. Null with fewer than 3 complete days of history. Source: Outlay.
 */
export function forecastSpend(question: ForecastQuestion): Forecast | null {
	const { window, nowMs, timezone, spentMicros, limitMicros } = question;
	const days = completeDays(question);
	if (days.length < minimumDays || nowMs >= window.endMs) return null;
	const paceOn = paces(days, question.scale);
	const dayOf = dayIn(timezone);
	let expected = spentMicros;
	let variance = 0;
	let lastsUntilMs = limitMicros !== null && spentMicros >= limitMicros ? nowMs : null;
	for (let at = nowMs; at < window.endMs;) {
		const day = dayOf(at);
		const nextDayMs = startOfDayMs(dayOf(startOfDayMs(day, timezone) + 1.5 * dayMs), timezone);
		const end = Math.min(nextDayMs, window.endMs);
		const part = Math.min(1, (end - at) / dayMs);
		const pace = paceOn(day);
		const added = pace.mean * part;
		if (lastsUntilMs === null && limitMicros !== null && expected + added >= limitMicros && added > 0) {
			lastsUntilMs = Math.round(at + ((limitMicros - expected) / added) * (end - at));
		}
		expected += added;
		variance += pace.deviation ** 2 * part;
		at = end;
	}
	const spread = z80 * Math.sqrt(variance);
	return {
		micros: Math.round(expected),
		lowMicros: Math.round(Math.max(spentMicros, expected - spread)),
		highMicros: Math.round(expected + spread),
		lastsUntilMs,
		days: days.length,
	};
}
