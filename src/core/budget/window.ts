import { Temporal } from 'temporal-polyfill';
import { checkTimezone } from '../period.js';

/** How often a limit starts again. */
export const budgetPeriods = ['daily', 'weekly', 'monthly', 'quarterly'] as const;
export type BudgetPeriod = (typeof budgetPeriods)[number];

/** The span a limit counts in. `endMs` is exclusive: the instant at which it starts again. */
export interface BudgetWindow {
	readonly startMs: number;
	readonly endMs: number;
}

function firstDay(day: Temporal.PlainDate, period: BudgetPeriod): Temporal.PlainDate {
	switch (period) {
		case 'daily':
			return day;
		case 'weekly':
			return day.subtract({ days: day.dayOfWeek - 1 });
		case 'monthly':
			return day.with({ day: 1 });
		case 'quarterly':
			return day.with({ day: 1, month: day.month - ((day.month - 1) % 3) });
	}
}

const lengths: Record<BudgetPeriod, Temporal.DurationLike> = {
	daily: { days: 1 },
	weekly: { days: 7 },
	monthly: { months: 1 },
	quarterly: { months: 3 },
};

/**
 * The window of a limit that holds an instant. Weeks start on Monday, quarters on 1 Jan, Apr, Jul, Oct. Own budgets
 * are cut in the user's zone; Anthropic's monthly limits in `UTC` (they reset at 00:00 UTC on the 1st).
 */
export function windowAt(atMs: number, period: BudgetPeriod, timezone: string): BudgetWindow {
	const zone = checkTimezone(timezone);
	const day = Temporal.Instant.fromEpochMilliseconds(atMs).toZonedDateTimeISO(zone).toPlainDate();
	const first = firstDay(day, period);
	return {
		startMs: first.toZonedDateTime(zone).epochMilliseconds,
		endMs: first.add(lengths[period]).toZonedDateTime(zone).epochMilliseconds,
	};
}
