import type { Multiplicity } from './clusterBootstrap.js';

/** Values with the cluster each belongs to, sorted by value once, so that no resample has to sort. */
export interface ClusteredSample {
	readonly values: Float64Array;
	readonly clusters: Uint32Array;
	/** How many members each cluster has, by its index. */
	readonly sizes: Uint32Array;
	/** How many of those come before the middle of the sorted values. */
	readonly sizesBeforeMiddle: Uint32Array;
}

/** Sorts a sample for `resampledMedian`. */
export function clusteredSample(
	members: readonly { readonly value: number; readonly cluster: number }[],
): ClusteredSample {
	const sorted = [...members].sort((one, two) => one.value - two.value);
	const clusters = Uint32Array.from(sorted, ({ cluster }) => cluster);
	const count = clusters.reduce((most, cluster) => Math.max(most, cluster + 1), 0);
	const middle = middleOf(clusters);
	return {
		values: Float64Array.from(sorted, ({ value }) => value),
		clusters,
		sizes: sizesOf(clusters, count),
		sizesBeforeMiddle: sizesOf(clusters.subarray(0, middle), count),
	};
}

const middleOf = ({ length }: Uint32Array): number => Math.floor(length / 2);

function sizesOf(clusters: Uint32Array, count: number): Uint32Array {
	const sizes = new Uint32Array(count);
	for (const cluster of clusters) sizes[cluster] = (sizes[cluster] ?? 0) + 1;
	return sizes;
}

/**
 * Median of a resample: the mean of the two middle values where there are two. NaN when nothing was drawn. The median of
 * a resample lies near that of the sample, so the search starts there: how many were drawn before it is known from the
 * clusters alone, and only the values between the two medians are looked at.
 */
export function resampledMedian(sample: ClusteredSample, multiplicity: Multiplicity): number {
	const { values, clusters, sizes, sizesBeforeMiddle } = sample;
	let total = 0;
	/** How many were drawn of the values before `index`. */
	let before = 0;
	for (let cluster = 0; cluster < sizes.length; cluster += 1) {
		const times = multiplicity[cluster] ?? 0;
		total += times * (sizes[cluster] ?? 0);
		before += times * (sizesBeforeMiddle[cluster] ?? 0);
	}
	if (total === 0) return NaN;
	const timesOf = (index: number): number => multiplicity[clusters[index] ?? 0] ?? 0;
	let index = middleOf(clusters);
	const lower = Math.floor((total - 1) / 2);
	while (before > lower) {
		index -= 1;
		before -= timesOf(index);
	}
	while (before + timesOf(index) <= lower) {
		before += timesOf(index);
		index += 1;
	}
	const first = values[index] ?? NaN;
	const upper = Math.floor(total / 2);
	while (before + timesOf(index) <= upper) {
		before += timesOf(index);
		index += 1;
	}
	return (first + (values[index] ?? NaN)) / 2;
}
