import { defectTiers, type DefectTier } from '../outcomes/defectVerdict.js';
import { newcombe } from '../statistics/newcombe.js';
import { minimumDetectableRise, sampleSizePerArm } from '../statistics/power.js';
import { wilson } from '../statistics/wilson.js';
import { guardedDifference, guardedEstimate, rounded, type Difference } from './estimate.js';
import type { DefectEstimate } from './model.js';
import type { PlacedPullRequest } from './population.js';

/** Mature: merged at least 30 days before the data ends, so that its defects had time to show. */
export function isMature({ defects }: PlacedPullRequest): boolean {
	return defects !== null;
}

/** The surest defect of a pull request; null when it has none or is not mature. */
export function surestDefect({ defects }: PlacedPullRequest): DefectTier | null {
	return defectTiers.find((tier) => defects?.some((defect) => defect.tier === tier)) ?? null;
}

function countUpTo(mature: readonly PlacedPullRequest[], tier: DefectTier): number {
	const surer = defectTiers.slice(0, defectTiers.indexOf(tier) + 1);
	return mature.filter((placed) => {
		const surest = surestDefect(placed);
		return surest !== null && surer.includes(surest);
	}).length;
}

function per1000Lines(mature: readonly PlacedPullRequest[], defects: number): number | null {
	const lines = mature.reduce((sum, { sourceLines }) => sum + (sourceLines ?? NaN), 0);
	return lines > 0 ? rounded((defects / lines) * 1000) : null;
}

/**
 * D30 of one arm: pull requests that a defect of any tier hit within 30 days of the merge ÷ mature ones, with a
 * Wilson interval. Too young ones are counted apart, never as free of defects.
 */
export function defectRate(prs: readonly PlacedPullRequest[]): DefectEstimate {
	const mature = prs.filter(isMature);
	const byTier = {
		revert: countUpTo(mature, 'revert'),
		explicit: countUpTo(mature, 'explicit'),
		inferred: countUpTo(mature, 'inferred'),
	};
	const interval = wilson(byTier.inferred, mature.length);
	const estimate = guardedEstimate(interval?.value ?? null, interval, mature.length, {
		missing:
			prs.length === 0 ? 'no merged pull request' : 'no merged pull request is 30 days older than the data',
	});
	return {
		...estimate,
		defects: byTier.inferred,
		byTier,
		immature: prs.length - mature.length,
		per1000SourceLines: estimate.value === null ? null : per1000Lines(mature, byTier.inferred),
	};
}

/** Difference of two defect rates, with what this sample could have shown and what it would take to tell. */
export function defectDifference(ai: DefectEstimate, none: DefectEstimate): Difference {
	const interval = newcombe(ai.defects, ai.n, none.defects, none.n);
	const pooled = (ai.defects + none.defects) / Math.max(1, ai.n + none.n);
	const needed =
		ai.value !== null && none.value !== null && ai.value !== none.value
			? Math.ceil(sampleSizePerArm(ai.value, none.value))
			: null;
	return guardedDifference(
		'newcombe',
		interval,
		{ ai: ai.n, none: none.n },
		{
			detectable: minimumDetectableRise(none.value ?? pooled, ai.n, none.n),
			neededPerArm: needed,
		},
	);
}
