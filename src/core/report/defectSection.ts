import type { Arm } from '../evidence/evidence.js';
import { inferredTierError } from '../outcomes/defectError.js';
import { defectTiers, type DefectTier } from '../outcomes/defectVerdict.js';
import { wilson } from '../statistics/wilson.js';
import type { DefectSection, DefectStratumRow, RateByArm } from './defectSectionModel.js';
import { defectRate, isMature } from './defectFigures.js';
import { guardedEstimate, rounded, type Estimate } from './estimate.js';
import { sizeBucket } from './matched.js';
import type { DefectEstimate, Report } from './model.js';
import type { PlacedPullRequest, Population } from './population.js';

type ByArm<Value> = Readonly<Record<Arm, Value>>;

const inBoth = <From, To>({ ai, none }: ByArm<From>, judge: (arm: From) => To): ByArm<To> => ({
	ai: judge(ai),
	none: judge(none),
});

/** Rate of the defects up to a tier, with its Wilson interval. */
function tierRate({ byTier, n, withheld }: DefectEstimate, tier: DefectTier): Estimate {
	const interval = wilson(byTier[tier], n);
	return guardedEstimate(interval?.value ?? null, interval, n, { missing: withheld ?? 'not known' });
}

/**
 * Rogan–Gladen: (apparent + specificity − 1) ÷ (sensitivity + specificity − 1), where the false share is known by the
 * precision: of `i` inferred ones `i × precision` are true, and they are `recall` of all there are. The surer tiers
 * are taken as they are. Source: Rogan & Gladen, Am J Epidemiol 107 (1978) 71–76.
 */
function correctedRate({ byTier, n, value }: DefectEstimate): number | null {
	if (value === null) return null;
	const { precision, recall } = inferredTierError;
	const inferredOnly = byTier.inferred - byTier.explicit;
	return rounded(Math.min(1, (byTier.explicit + (inferredOnly * precision) / recall) / n));
}

const sizes = ['1', '2–3', '4–10', '>10'];

/** Rates of each size, then of each kind of work, that a mature pull request has. */
function strataOf({ arms }: Population): DefectStratumRow[] {
	const ratesOf = (isIn: (placed: PlacedPullRequest) => boolean): RateByArm =>
		inBoth(arms, (prs) => defectRate(prs.filter(isIn)));
	const mature = [...arms.ai, ...arms.none].filter(isMature);
	const kinds = [...new Set(mature.map(({ workKind }) => workKind))].sort();
	const bySize = sizes
		.filter((size) => mature.some((placed) => sizeBucket(placed) === size))
		.map((stratum) => ({
			by: 'size' as const,
			stratum,
			rates: ratesOf((placed) => sizeBucket(placed) === stratum),
		}));
	const byKind = kinds.map((stratum) => ({
		by: 'kind' as const,
		stratum,
		rates: ratesOf(({ workKind }) => workKind === stratum),
	}));
	return [...bySize, ...byKind];
}

/** Defects of both arms by tier, corrected, per 1,000 source lines, and by size and kind of work. */
export function defectSection(population: Population, figures: Report['arms']): DefectSection {
	const arms = inBoth(figures, ({ defectRate30d }) => defectRate30d);
	return {
		tiers: defectTiers.map((tier) => ({ tier, rates: inBoth(arms, (arm) => tierRate(arm, tier)) })),
		per1000SourceLines: inBoth(arms, ({ per1000SourceLines }) => per1000SourceLines),
		corrected: inBoth(arms, correctedRate),
		strata: strataOf(population),
	};
}
