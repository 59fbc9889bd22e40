import { Temporal } from 'temporal-polyfill';
import { oncePerText } from '../oncePerText.js';
import { dayIn } from '../period.js';
import type { ReportInputs } from './inputs.js';
import type { WeekRow } from './model.js';
import type { Population } from './population.js';
import type { SpendSums } from './spendSums.js';

/** Monday of the week of a day (`YYYY-MM-DD`), looked up once a day. */
export function mondayOf(): (day: string) => string {
	return oncePerText((day) => {
		const date = Temporal.PlainDate.from(day);
		return date.subtract({ days: date.dayOfWeek - 1 }).toString();
	});
}

interface WeekTotals {
	costMicros: number;
	mergedAi: number;
	mergedNone: number;
	defects: number;
}

/** Spend and merges by ISO week in the report's zone, every week of the period, also the empty ones. */
export function weeks(inputs: ReportInputs, { byDay }: SpendSums, { arms }: Population): WeekRow[] {
	const { sinceMs, untilMs, timezone } = inputs.period;
	const dayOf = dayIn(timezone);
	const weekOf = mondayOf();
	const totals = new Map<string, WeekTotals>();
	const first = Temporal.PlainDate.from(weekOf(dayOf(sinceMs)));
	const last = weekOf(dayOf(untilMs - 1));
	for (let week = first; week.toString() <= last; week = week.add({ weeks: 1 })) {
		totals.set(week.toString(), { costMicros: 0, mergedAi: 0, mergedNone: 0, defects: 0 });
	}
	for (const [day, costMicros] of byDay) {
		const week = totals.get(weekOf(day));
		if (week) week.costMicros += costMicros;
	}
	for (const prs of [arms.ai, arms.none]) {
		for (const placed of prs) {
			const week = totals.get(weekOf(dayOf(placed.pullRequest.mergedAtMs ?? 0)));
			if (!week) continue;
			if (placed.arm === 'ai') week.mergedAi += 1;
			else week.mergedNone += 1;
			if (placed.surestDefect !== null) week.defects += 1;
		}
	}
	return [...totals].map(([week, row]) => {
		const merged = row.mergedAi + row.mergedNone;
		const start = Temporal.PlainDate.from(week).toZonedDateTime(timezone);
		const isPartial =
			start.epochMilliseconds < sinceMs ||
			start.add({ weeks: 1 }).epochMilliseconds > Math.min(untilMs, inputs.dataEndMs);
		return {
			week,
			isPartial,
			...row,
			loadedAllMicros: merged === 0 ? null : Math.round(row.costMicros / merged),
		};
	});
}
