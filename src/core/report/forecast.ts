import { quantileSorted } from 'simple-statistics';
import { Temporal } from 'temporal-polyfill';
import type { Config } from '../config.js';
import { dayIn, startOfDayMs } from '../period.js';
import { reportSeed, seededRandom } from '../statistics/seededRandom.js';
import { forecastAdjustments, type Adjustments } from './forecastAdjustments.js';
import type { ReportInputs } from './inputs.js';
import type { ForecastRow, ForecastSection } from './sectionModel.js';
import type { SpendSums } from './spendSums.js';

/** Whole weeks of history that are needed, and that are looked back on at most. */
const fewestWeeks = 2;
const mostWeeks = 13;
const draws = 2000;

const method =
	'Whole past weeks are resampled day by weekday (2,000 draws, fixed seed); 95 % interval; announced prices and planned headcount scale each day.';

type Week = readonly number[];

/** The last whole weeks before a day, newest first; in each, spend by weekday (Monday first). */
function historyWeeks(
	byDay: ReadonlyMap<string, number>,
	period: ReportInputs['period'],
	today: Temporal.PlainDate,
): Week[] {
	const dayOf = dayIn(period.timezone);
	const first = Temporal.PlainDate.from(dayOf(period.sinceMs + 86_400_000 - 1));
	const weeks: Week[] = [];
	let end = today;
	for (; weeks.length < mostWeeks; end = end.subtract({ days: 7 })) {
		const start = end.subtract({ days: 7 });
		if (Temporal.PlainDate.compare(start, first) < 0) break;
		const week = Array.from({ length: 7 }, () => 0);
		for (let offset = 0; offset < 7; offset += 1) {
			const day = start.add({ days: offset });
			week[day.dayOfWeek - 1] = byDay.get(day.toString()) ?? 0;
		}
		weeks.push(week);
	}
	return weeks;
}

interface RemainingDay {
	readonly weekday: number;
	/** Which week of the forecast it lies in: its days are drawn from the same past week. */
	readonly block: number;
	readonly factor: number;
}

function remainingDays(
	today: Temporal.PlainDate,
	endsBefore: Temporal.PlainDate,
	adjustments: Adjustments,
): RemainingDay[] {
	const days: RemainingDay[] = [];
	for (let day = today; Temporal.PlainDate.compare(day, endsBefore) < 0; day = day.add({ days: 1 })) {
		days.push({
			weekday: day.dayOfWeek - 1,
			block: Math.floor(days.length / 7),
			factor: adjustments.factorOn(day.toString()),
		});
	}
	return days;
}

/** Expected spend of the remaining days and its interval. Past weeks are drawn twice: which are known, and which come. */
function simulate(weeks: readonly Week[], days: readonly RemainingDay[]): [number, number, number] {
	const random = seededRandom(reportSeed);
	const pick = <Item>(items: readonly Item[]): Item | undefined => items[Math.floor(random() * items.length)];
	const blocks = (days.at(-1)?.block ?? -1) + 1;
	const totals = Array.from({ length: draws }, () => {
		const known = weeks.map(() => pick(weeks) ?? []);
		const coming = Array.from({ length: blocks }, () => pick(known) ?? []);
		return days.reduce(
			(sum, { weekday, block, factor }) => sum + (coming[block]?.[weekday] ?? 0) * factor,
			0,
		);
	}).sort((one, two) => one - two);
	const expected = days.reduce((sum, { weekday, factor }) => {
		const mean = weeks.reduce((total, week) => total + (week[weekday] ?? 0), 0) / weeks.length;
		return sum + mean * factor;
	}, 0);
	return [expected, quantileSorted(totals, 0.025), quantileSorted(totals, 0.975)];
}

/** First days of the month or quarter of a day and of the next. */
function horizonOf(
	day: Temporal.PlainDate,
	horizon: 'month' | 'quarter',
): [Temporal.PlainDate, Temporal.PlainDate] {
	const month = horizon === 'month' ? day.month : day.month - ((day.month - 1) % 3);
	const start = day.with({ month, day: 1 });
	return [start, start.add({ months: horizon === 'month' ? 1 : 3 })];
}

/**
 * Spend to the end of the month and quarter that the data ends in. Needs two whole weeks of history and a period that
 * reaches to the data's end; else withheld, with the reason. The current day counts as spent so far plus what is
 * left of its usual amount.
 */
export function forecast(
	inputs: ReportInputs,
	{ byDay }: Pick<SpendSums, 'byDay'>,
	config: Config,
): ForecastSection {
	const { period, dataEndMs } = inputs;
	const lastMs = Math.min(dataEndMs, period.untilMs) - 1;
	const today = Temporal.PlainDate.from(dayIn(period.timezone)(lastMs));
	const weeks = historyWeeks(byDay, period, today);
	const withheld =
		period.untilMs < dataEndMs
			? 'the period ended before the data does'
			: weeks.length < fewestWeeks
				? `needs ${fewestWeeks} whole weeks before today`
				: weeks.every((week) => week.every((micros) => micros === 0))
					? 'no spend in the weeks before today'
					: null;
	const rows = (['month', 'quarter'] as const).map((horizon): ForecastRow => {
		const [start, end] = horizonOf(today, horizon);
		const [first, endsBefore] = [start.toString(), end.toString()];
		let spentMicros = 0;
		for (const [day, micros] of byDay) if (day >= first && day < endsBefore) spentMicros += micros;
		const shared = {
			horizon,
			endsBefore,
			spentMicros,
			startsLate: startOfDayMs(first, period.timezone) < period.sinceMs,
		};
		if (withheld !== null) {
			return {
				...shared,
				expectedMicros: null,
				lowMicros: null,
				highMicros: null,
				withheld,
				adjustments: [],
			};
		}
		const adjustments = forecastAdjustments(inputs, config, today.toString(), endsBefore);
		const before = spentMicros - (byDay.get(today.toString()) ?? 0);
		const sums = simulate(weeks, remainingDays(today, end, adjustments));
		const [expected, low, high] = sums.map((rest) => Math.max(spentMicros, Math.round(before + rest)));
		return {
			...shared,
			expectedMicros: expected ?? null,
			lowMicros: low ?? null,
			highMicros: high ?? null,
			withheld: null,
			adjustments: adjustments.words,
		};
	});
	return { method, rows };
}
