import type { Arm } from '../evidence/evidence.js';
import { inferredTierError } from '../outcomes/defectError.js';
import { defectTiers, type DefectTier } from '../outcomes/defectVerdict.js';
import { wilson } from '../statistics/wilson.js';
import type { DefectSection, DefectStratumRow } from './defectSectionModel.js';
import { defectRate, isMature } from './defectFigures.js';
import { guardedEstimate, rounded, type Estimate } from './estimate.js';
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

/** Pull requests of one stratum by arm. */
type Members = Readonly<Record<Arm, PlacedPullRequest[]>>;

function membersBy(
	{ arms }: Population,
	stratumOf: (placed: PlacedPullRequest) => string | null,
): Map<string, Members> {
	const members = new Map<string, Members>();
	for (const placed of [...arms.ai, ...arms.none]) {
		const stratum = stratumOf(placed);
		if (stratum === null) continue;
		const known = members.get(stratum) ?? { ai: [], none: [] };
		if (known.ai.length + known.none.length === 0) members.set(stratum, known);
		known[placed.arm].push(placed);
	}
	return members;
}

/** Rates of each size, then of each kind of work, that a mature pull request has. */
function strataOf(population: Population): DefectStratumRow[] {
	const rows = (
		by: DefectStratumRow['by'],
		members: ReadonlyMap<string, Members>,
		strata: readonly string[],
	): DefectStratumRow[] =>
		strata.flatMap((stratum) => {
			const own = members.get(stratum);
			if (own === undefined || !(own.ai.some(isMature) || own.none.some(isMature))) return [];
			return [{ by, stratum, rates: inBoth(own, defectRate) }];
		});
	const bySize = membersBy(population, ({ size }) => size);
	const byKind = membersBy(population, ({ workKind }) => workKind);
	return [...rows('size', bySize, sizes), ...rows('kind', byKind, [...byKind.keys()].sort())];
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
