import type { Arm } from '../evidence/evidence.js';
import type { DefectTier } from '../outcomes/defectVerdict.js';
import type { Estimate } from './estimate.js';

/** One rate in both arms. */
export type RateByArm = Readonly<Record<Arm, Estimate>>;

/** Defect rates up to one tier: `explicit` includes `revert`, `inferred` includes both. */
export interface DefectTierRow {
	readonly tier: DefectTier;
	readonly rates: RateByArm;
}

/** Defect rates among pull requests of one size or one kind of work. */
export interface DefectStratumRow {
	readonly by: 'size' | 'kind';
	/** Touched files (`2–3`), or the kind of work (`fix`). */
	readonly stratum: string;
	readonly rates: RateByArm;
}

/** Defects within 30 days of the merge, taken apart. */
export interface DefectSection {
	readonly tiers: readonly DefectTierRow[];
	/** Defects per 1,000 changed source lines of the mature ones; null when lines are unknown or too few. */
	readonly per1000SourceLines: Readonly<Record<Arm, number | null>>;
	/**
	 * The rate of all tiers with the inferred one corrected for its measured error (Rogan–Gladen): surer ones +
	 * inferred × precision ÷ recall, ÷ mature ones, at most 1. Never the headline.
	 */
	readonly corrected: Readonly<Record<Arm, number | null>>;
	readonly strata: readonly DefectStratumRow[];
}
