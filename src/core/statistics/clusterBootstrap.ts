import { quantileSorted } from 'simple-statistics';
import { reportSeed, seededRandom } from './seededRandom.js';

/** How often a cluster was drawn in one resample, by its index. */
export type Multiplicity = Uint32Array;

export const bootstrapDraws = 2000;

/** Share of resamples that may have no value before the interval is not given. */
const mostUndefined = 0.05;

/**
 * Percentile bootstrap that resamples whole clusters (developers), because one developer's pull requests are alike.
 * `statistics` turns how often each cluster was drawn into any number of figures, so that several figures and their
 * differences share their resamples. A figure is NaN where a resample has none. Result: one interval a figure, null
 * with fewer than two clusters or when over 5 % of the resamples have no value.
 * Source: Davison & Hinkley, Bootstrap Methods and their Application (1997), §3.8 (hierarchical data).
 */
export function clusterBootstrap(
	clusters: number,
	statistics: (multiplicity: Multiplicity) => readonly number[],
	options: { readonly draws?: number; readonly seed?: number } = {},
): ({ readonly low: number; readonly high: number } | null)[] {
	const draws = options.draws ?? bootstrapDraws;
	const figures = statistics(new Uint32Array(clusters).fill(1)).length;
	if (clusters < 2) return Array.from({ length: figures }, () => null);
	const random = seededRandom(options.seed ?? reportSeed);
	const drawn = Array.from({ length: figures }, () => [] as number[]);
	const multiplicity = new Uint32Array(clusters);
	for (let draw = 0; draw < draws; draw += 1) {
		multiplicity.fill(0);
		for (let pick = 0; pick < clusters; pick += 1) {
			const cluster = Math.floor(random() * clusters);
			multiplicity[cluster] = (multiplicity[cluster] ?? 0) + 1;
		}
		statistics(multiplicity).forEach((value, figure) => {
			if (Number.isFinite(value)) drawn[figure]?.push(value);
		});
	}
	return drawn.map((values) => {
		if (values.length < draws * (1 - mostUndefined)) return null;
		values.sort((one, two) => one - two);
		return { low: quantileSorted(values, 0.025), high: quantileSorted(values, 0.975) };
	});
}
