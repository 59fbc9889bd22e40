import type { Arm } from '../evidence/evidence.js';
import { clusterBootstrap } from '../statistics/clusterBootstrap.js';
import { clusteredSample, resampledMedian, type ClusteredSample } from '../statistics/clusteredSample.js';
import type { PlacedPullRequest, Population } from './population.js';

type Bounds = { readonly low: number; readonly high: number } | null;

/** Intervals that come from resampling developers; null where there are fewer than two. */
export interface Resampled {
	readonly perDeveloper: Readonly<Record<Arm, Bounds>>;
	readonly perDeveloperDifference: Bounds;
	readonly coverage: Readonly<Record<Arm, Bounds>>;
	readonly directMedian: Bounds;
}

/**
 * All bootstrapped intervals of the report from one set of resamples. Developers are drawn with all that is theirs;
 * a pull request nobody is known for is a cluster of its own and adds to no rate per developer.
 */
export function resample(
	population: Population,
	directCosts: readonly { readonly placed: PlacedPullRequest; readonly costMicros: number }[],
): Resampled {
	const { arms, developers } = population;
	const index = new Map(developers.map((developer, position) => [developer, position]));
	for (const arm of [arms.ai, arms.none])
		for (const { cluster } of arm) if (!index.has(cluster)) index.set(cluster, index.size);
	const clusterOf = ({ cluster }: PlacedPullRequest): number => index.get(cluster) ?? 0;
	const counts = (arm: Arm): Uint32Array => {
		const result = new Uint32Array(index.size);
		for (const placed of arms[arm]) {
			if (placed.personId === null) continue;
			const cluster = clusterOf(placed);
			result[cluster] = (result[cluster] ?? 0) + 1;
		}
		return result;
	};
	const coverage = (arm: Arm): ClusteredSample =>
		clusteredSample(
			arms[arm]
				.filter(({ coveragePoints }) => coveragePoints !== null)
				.map((placed) => ({ value: placed.coveragePoints ?? NaN, cluster: clusterOf(placed) })),
		);
	const merged = { ai: counts('ai'), none: counts('none') };
	const covered = { ai: coverage('ai'), none: coverage('none') };
	const direct = clusteredSample(
		directCosts.map(({ placed, costMicros }) => ({ value: costMicros, cluster: clusterOf(placed) })),
	);
	const [ai = null, none = null, difference = null, covAi = null, covNone = null, cost = null] =
		clusterBootstrap(index.size, (drawn) => {
			let people = 0;
			let mergedAi = 0;
			let mergedNone = 0;
			for (let cluster = 0; cluster < developers.length; cluster += 1) {
				const times = drawn[cluster] ?? 0;
				people += times;
				mergedAi += times * (merged.ai[cluster] ?? 0);
				mergedNone += times * (merged.none[cluster] ?? 0);
			}
			return [
				people === 0 ? NaN : mergedAi / people,
				people === 0 ? NaN : mergedNone / people,
				people === 0 ? NaN : (mergedAi - mergedNone) / people,
				resampledMedian(covered.ai, drawn),
				resampledMedian(covered.none, drawn),
				resampledMedian(direct, drawn),
			];
		});
	const enough = developers.length > 1;
	return {
		perDeveloper: { ai: enough ? ai : null, none: enough ? none : null },
		perDeveloperDifference: enough ? difference : null,
		coverage: { ai: covAi, none: covNone },
		directMedian: cost,
	};
}
