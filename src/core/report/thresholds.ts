import { OutlayError } from '../errors.js';
import { shareOf } from './estimate.js';
import type { Report } from './model.js';

/** A limit that a figure must keep, e.g. `loaded-cost<=20`. */
export interface Threshold {
	readonly figure: string;
	readonly operator: '<' | '<=' | '>' | '>=';
	readonly limit: number;
	/** As the user wrote it. */
	readonly text: string;
}

const dollars = (micros: number | null): number | null => (micros === null ? null : micros / 1_000_000);
const percent = (share: number | null): number | null => (share === null ? null : share * 100);

/** Figures a job can be failed on, in the unit a person writes: dollars, percent, hours, points, counts. */
const figures: Readonly<Record<string, (report: Report) => number | null>> = {
	spend: ({ spend }) => dollars(spend.totalMicros),
	'direct-cost': ({ costPerMergedPr }) => dollars(costPerMergedPr.directMedianMicros),
	'loaded-cost': ({ costPerMergedPr }) => dollars(costPerMergedPr.loadedAllMicros),
	'loaded-cost-ai': ({ costPerMergedPr }) => dollars(costPerMergedPr.loadedAiMicros),
	unlinked: ({ spend }) => percent(shareOf(spend.bridge.unlinkedMicros, spend.totalMicros)),
	'merged-prs': ({ arms }) => arms.ai.mergedPrs + arms.none.mergedPrs,
	'defect-rate-ai': ({ arms }) => percent(arms.ai.defectRate30d.value),
	'defect-rate-none': ({ arms }) => percent(arms.none.defectRate30d.value),
	'first-review-ai': ({ arms }) => arms.ai.timeToFirstReviewHours.value,
	'first-review-none': ({ arms }) => arms.none.timeToFirstReviewHours.value,
	'coverage-ai': ({ arms }) => arms.ai.coverageDelta.value,
	'coverage-none': ({ arms }) => arms.none.coverageDelta.value,
	'forecast-month': ({ forecast }) =>
		dollars(forecast.rows.find(({ horizon }) => horizon === 'month')?.expectedMicros ?? null),
	'forecast-quarter': ({ forecast }) =>
		dollars(forecast.rows.find(({ horizon }) => horizon === 'quarter')?.expectedMicros ?? null),
	'unpriced-calls': ({ quality }) => quality.unpricedCalls,
};

/** Names of the figures, for the help. */
export const thresholdFigures: readonly string[] = Object.keys(figures);

/** Reads `figure OP number`: the report fails when it holds. Throws a usage error that lists the figures. */
export function parseThreshold(text: string): Threshold {
	const match = /^\s*([a-z-]+)\s*(<=|>=|<|>)\s*(-?\d+(?:\.\d+)?)\s*$/.exec(text);
	const [, figure = '', operator = '', limit = ''] = match ?? [];
	if (match === null || !Object.hasOwn(figures, figure)) {
		throw new OutlayError('usage', `--fail-on "${text}" is not "figure > number".`, {
			hint: `Figures: ${thresholdFigures.join(', ')}. Operators: < <= > >=. For example --fail-on "loaded-cost > 25".`,
		});
	}
	return { figure, operator: operator as Threshold['operator'], limit: Number(limit), text: text.trim() };
}

/** A threshold's outcome: `unknown` when the report withholds the figure, which is never a failure. */
export interface ThresholdResult {
	readonly threshold: Threshold;
	readonly actual: number | null;
	readonly state: 'kept' | 'failed' | 'unknown';
}

const holds: Readonly<Record<Threshold['operator'], (actual: number, limit: number) => boolean>> = {
	'<': (actual, limit) => actual < limit,
	'<=': (actual, limit) => actual <= limit,
	'>': (actual, limit) => actual > limit,
	'>=': (actual, limit) => actual >= limit,
};

/** Checks each threshold against the report. */
export function checkThresholds(report: Report, thresholds: readonly Threshold[]): ThresholdResult[] {
	return thresholds.map((threshold) => {
		const actual = figures[threshold.figure]?.(report) ?? null;
		const isFailed = actual !== null && holds[threshold.operator](actual, threshold.limit);
		return { threshold, actual, state: actual === null ? 'unknown' : isFailed ? 'failed' : 'kept' };
	});
}
