import type { DefectTier } from '../outcomes/defectVerdict.js';
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

/** What the mature ones of some pull requests add up to. */
interface MatureSums {
	readonly mature: number;
	/** Surest defects, each tier with the surer ones. */
	readonly byTier: Readonly<Record<DefectTier, number>>;
	/** Changed source lines; NaN when those of one are unknown. */
	readonly lines: number;
}

function matureSums(prs: readonly PlacedPullRequest[]): MatureSums {
	const found = { revert: 0, explicit: 0, inferred: 0 };
	let mature = 0;
	let lines = 0;
	for (const { defects, surestDefect, sourceLines } of prs) {
		if (defects === null) continue;
		mature += 1;
		lines += sourceLines ?? NaN;
		if (surestDefect !== null) found[surestDefect] += 1;
	}
	const explicit = found.revert + found.explicit;
	return { mature, lines, byTier: { revert: found.revert, explicit, inferred: explicit + found.inferred } };
}

/**
 * D30 of one arm: pull requests that a defect of any tier hit within 30 days of the merge ÷ mature ones, with a
 * Wilson interval. Too young ones are counted apart, never as free of defects.
 */
export function defectRate(prs: readonly PlacedPullRequest[]): DefectEstimate {
	const { mature, byTier, lines } = matureSums(prs);
	const interval = wilson(byTier.inferred, mature);
	const estimate = guardedEstimate(interval?.value ?? null, interval, mature, {
		missing:
			prs.length === 0 ? 'no merged pull request' : 'no merged pull request is 30 days older than the data',
	});
	return {
		...estimate,
		defects: byTier.inferred,
		byTier,
		immature: prs.length - mature,
		per1000SourceLines:
			estimate.value === null || !(lines > 0) ? null : rounded((byTier.inferred / lines) * 1000),
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
