import { z95 } from './interval.js';

/** One watched thing: how long, and whether the event ended the watch (else it is censored there). */
export interface Watched {
	readonly time: number;
	readonly isEvent: boolean;
}

/** The curve just after one event time. */
export interface SurvivalStep {
	readonly time: number;
	readonly atRisk: number;
	readonly events: number;
	/** Share still without the event. */
	readonly survival: number;
	/** 95 % bounds by the log(−log) transformation with Greenwood's variance. */
	readonly low: number;
	readonly high: number;
}

/** log(−log) bounds of a survival share; `greenwood` is Σ d ÷ (r(r−d)). */
function bounds(survival: number, greenwood: number): { low: number; high: number } {
	if (survival >= 1) return { low: 1, high: 1 };
	if (survival <= 0) return { low: 0, high: 0 };
	const half = (z95 * Math.sqrt(greenwood)) / Math.abs(Math.log(survival));
	return { low: survival ** Math.exp(half), high: survival ** Math.exp(-half) };
}

/**
 * Kaplan–Meier curve. Formula: S(t) = Π over event times ≤ t of (1 − d ÷ r). A censored one at an event's time is
 * still at risk there. Steps in order of time, one an event time; none without events.
 * Source: Kaplan & Meier, JASA 53 (1958) 457–481; bounds: Kalbfleisch & Prentice (1980).
 */
export function kaplanMeier(watched: readonly Watched[]): SurvivalStep[] {
	const ordered = [...watched].sort((one, two) => one.time - two.time);
	const steps: SurvivalStep[] = [];
	let survival = 1;
	let greenwood = 0;
	for (let index = 0; index < ordered.length;) {
		const time = ordered[index]?.time ?? 0;
		const atRisk = ordered.length - index;
		let events = 0;
		for (; index < ordered.length && ordered[index]?.time === time; index += 1) {
			if (ordered[index]?.isEvent) events += 1;
		}
		if (events === 0) continue;
		survival = events === atRisk ? 0 : survival * (1 - events / atRisk);
		greenwood += events / (atRisk * (atRisk - events));
		steps.push({ time, atRisk, events, survival, ...bounds(survival, greenwood) });
	}
	return steps;
}

const closeEnough = 1e-9;

/** First time at which a bound is at or below one half. */
function firstAtHalf(steps: readonly SurvivalStep[], of: (step: SurvivalStep) => number): number | null {
	return steps.find((step) => of(step) <= 0.5 + closeEnough)?.time ?? null;
}

/**
 * Median time to the event with Brookmeyer–Crowley bounds; each is null where the curve does not come down to one
 * half. Where the curve rests at exactly one half, the middle of that rest is taken, so that without censoring this
 * is the ordinary median. Source: Brookmeyer & Crowley, Biometrics 38 (1982) 29–41.
 */
export function medianTime(steps: readonly SurvivalStep[]): {
	readonly value: number | null;
	readonly low: number | null;
	readonly high: number | null;
} {
	const index = steps.findIndex(({ survival }) => survival <= 0.5 + closeEnough);
	const at = steps[index];
	const after = steps[index + 1];
	const restsAtHalf = at !== undefined && Math.abs(at.survival - 0.5) <= closeEnough;
	return {
		value: at === undefined ? null : restsAtHalf && after ? (at.time + after.time) / 2 : at.time,
		low: firstAtHalf(steps, ({ low }) => low),
		high: firstAtHalf(steps, ({ high }) => high),
	};
}

/** Share that had the event by a time: 1 − S(t), with its bounds. */
export function shareBy(
	steps: readonly SurvivalStep[],
	time: number,
): { readonly value: number; readonly low: number; readonly high: number } {
	const step = steps.findLast((candidate) => candidate.time <= time);
	if (step === undefined) return { value: 0, low: 0, high: 0 };
	return { value: 1 - step.survival, low: 1 - step.high, high: 1 - step.low };
}
