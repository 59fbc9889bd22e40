import type { Arm } from '../evidence/evidence.js';
import { coverageChange, coverageDifference } from './coverageFigures.js';
import { defectDifference, defectRate } from './defectFigures.js';
import { fewest, guardedDifference, guardedEstimate, rounded } from './estimate.js';
import type { ArmFigures, Report } from './model.js';
import type { Population } from './population.js';
import type { Resampled } from './resampling.js';
import { reviewDifference, timeToFirstReview } from './reviewFigures.js';

/** A mean month: 365.25 ÷ 12 days. */
const monthMs = 30.4375 * 86_400_000;

function perDeveloper(
	{ arms, developers }: Population,
	arm: Arm,
	{ perDeveloper: bounds }: Resampled,
	periodMs: number,
): ArmFigures['mergedPrsPerDeveloper'] {
	const merged = arms[arm].filter(({ personId }) => personId !== null).length;
	const enough = developers.length >= fewest;
	const estimate = guardedEstimate(
		developers.length > 0 ? merged / developers.length : null,
		enough ? bounds[arm] : null,
		developers.length,
		{ counted: arms[arm].length, missing: 'no merged pull request' },
	);
	const months = periodMs / monthMs;
	return { ...estimate, perMonth: estimate.value === null ? null : rounded(estimate.value / months) };
}

/** The four outcomes of one arm. */
export function armFigures(
	population: Population,
	arm: Arm,
	resampled: Resampled,
	periodMs: number,
): ArmFigures {
	const prs = population.arms[arm];
	return {
		mergedPrs: prs.length,
		developers: new Set(prs.map(({ personId }) => personId).filter((id) => id !== null)).size,
		mergedPrsPerDeveloper: perDeveloper(population, arm, resampled, periodMs),
		defectRate30d: defectRate(prs),
		coverageDelta: coverageChange(prs, resampled.coverage[arm]),
		timeToFirstReviewHours: timeToFirstReview(prs),
	};
}

/** The four differences, AI evidence minus no AI evidence. */
export function differences(
	{ arms, developers }: Population,
	figures: Readonly<Record<Arm, ArmFigures>>,
	{ perDeveloperDifference }: Resampled,
): Report['differences'] {
	const ai = figures.ai.mergedPrsPerDeveloper.value;
	const none = figures.none.mergedPrsPerDeveloper.value;
	const bounds = developers.length >= fewest ? perDeveloperDifference : null;
	return {
		mergedPrsPerDeveloper: guardedDifference(
			'cluster-bootstrap',
			ai === null || none === null
				? null
				: { value: ai - none, low: bounds?.low ?? null, high: bounds?.high ?? null },
			{ ai: arms.ai.length, none: arms.none.length },
		),
		defectRate30d: defectDifference(figures.ai.defectRate30d, figures.none.defectRate30d),
		coverageDelta: coverageDifference(arms.ai, arms.none),
		timeToFirstReviewHours: reviewDifference(arms.ai, arms.none),
	};
}
