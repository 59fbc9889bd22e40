import { inferredErrorOf, inferredTierError } from './defectError.js';
import type { FixVerdict } from './defectFix.js';
import { defectTiers, type DefectVerdict } from './defectVerdict.js';

/** `inspect defects --fix` as JSON, schema `outlay.defects/1`. Ages in days, four decimals; likelihoods 0 to 1. */
export function fixesDocument(fixes: readonly FixVerdict[], windowDays: number | null): unknown {
	return {
		schema: 'outlay.defects/1',
		inferredTierError: inferredErrorOf(windowDays),
		fixes: fixes.map(({ fix, candidates, inducing, why }) => ({
			fix,
			candidates: candidates.map(({ commit, lines, ageDays, likelihood }) => ({
				commit,
				lines,
				ageDays: Math.round(ageDays * 10_000) / 10_000,
				likelihood: Math.round(likelihood * 1000) / 1000,
			})),
			inducing,
			why,
		})),
	};
}

/** The defects that the report counts, and the population they are counted in. */
export interface DefectsFound {
	readonly windowDays: number;
	readonly maturePullRequests: number;
	readonly immaturePullRequests: number;
	readonly defects: readonly DefectVerdict[];
}

/** Pull requests hit, cumulatively by tier: `inferred` includes the surer two. */
export function hitByTier(
	defects: readonly DefectVerdict[],
): { readonly tier: string; readonly pullRequests: number }[] {
	return defectTiers.map((tier, index) => {
		const within = defects.filter((defect) => defectTiers.indexOf(defect.tier) <= index);
		return { tier, pullRequests: new Set(within.map(({ repo, number }) => `${repo}#${number}`)).size };
	});
}

/** `inspect defects` without `--fix` as JSON, schema `outlay.defects/1`. */
export function defectsDocument(found: DefectsFound): unknown {
	const { windowDays, maturePullRequests, immaturePullRequests } = found;
	return {
		schema: 'outlay.defects/1',
		windowDays,
		maturePullRequests,
		immaturePullRequests,
		tiers: hitByTier(found.defects),
		inferredTierError,
		defects: found.defects.map(({ atMs, ...defect }) => ({ ...defect, at: new Date(atMs).toISOString() })),
	};
}
