import type { Multiplicity } from './clusterBootstrap.js';

/** Values with the cluster each belongs to, sorted by value once, so that each resample is one linear pass. */
export interface ClusteredSample {
	readonly values: Float64Array;
	readonly clusters: Uint32Array;
}

/** Sorts a sample for `resampledMedian`. */
export function clusteredSample(
	members: readonly { readonly value: number; readonly cluster: number }[],
): ClusteredSample {
	const sorted = [...members].sort((one, two) => one.value - two.value);
	return {
		values: Float64Array.from(sorted, ({ value }) => value),
		clusters: Uint32Array.from(sorted, ({ cluster }) => cluster),
	};
}

/** Median of a resample: the mean of the two middle values where there are two. NaN when nothing was drawn. */
export function resampledMedian({ values, clusters }: ClusteredSample, multiplicity: Multiplicity): number {
	let total = 0;
	for (const cluster of clusters) total += multiplicity[cluster] ?? 0;
	if (total === 0) return NaN;
	const lower = Math.floor((total - 1) / 2);
	const upper = Math.floor(total / 2);
	let seen = 0;
	let first = NaN;
	for (let index = 0; index < values.length; index += 1) {
		seen += multiplicity[clusters[index] ?? 0] ?? 0;
		const value = values[index] ?? NaN;
		if (seen > lower && Number.isNaN(first)) first = value;
		if (seen > upper) return (first + value) / 2;
	}
	return NaN;
}
