import { checkTimezone, parseInstantMs, type Period, type PeriodRequest } from '../core/period.js';

/** The period of an inspection; what no option bounds is open, clocks in the future included. */
export function inspectionPeriod(request: PeriodRequest): Period {
	const timezone = checkTimezone(request.timezone ?? 'UTC');
	const { since, until } = request;
	return {
		sinceMs: since === null ? 0 : parseInstantMs(since, timezone, '--since'),
		untilMs: until === null ? Number.MAX_SAFE_INTEGER : parseInstantMs(until, timezone, '--until'),
		timezone,
	};
}
