import { medianSorted } from 'simple-statistics';
import { cliffsDelta } from '../statistics/cliffsDelta.js';
import { hodgesLehmann } from '../statistics/hodgesLehmann.js';
import { guardedDifference, guardedEstimate, rounded, type Difference } from './estimate.js';
import type { CoverageEstimate } from './model.js';
import type { PlacedPullRequest } from './population.js';

const ascending = (one: number, two: number): number => one - two;

/** Known coverage changes in percentage points, ascending. */
export function coverageDeltas(prs: readonly PlacedPullRequest[]): number[] {
	const deltas: number[] = [];
	for (const { coveragePoints } of prs) if (coveragePoints !== null) deltas.push(coveragePoints);
	return deltas.sort(ascending);
}

/**
 * Coverage change on the touched source files of one arm: median over pull requests with a report before and after.
 * The others are not zero, they are missing; `eligible` says out of how many. One that touched no source file cannot
 * change coverage and is not eligible.
 */
export function coverageChange(
	prs: readonly PlacedPullRequest[],
	bounds: { readonly low: number; readonly high: number } | null,
): CoverageEstimate {
	const deltas = coverageDeltas(prs);
	const patches: number[] = [];
	let eligible = 0;
	for (const { sourceFiles, coverage, coveragePoints } of prs) {
		if (sourceFiles !== 0 || coveragePoints !== null) eligible += 1;
		if (coverage !== null && coverage.patchCoverage !== null) patches.push(coverage.patchCoverage);
	}
	patches.sort(ascending);
	const estimate = guardedEstimate(deltas.length > 0 ? medianSorted(deltas) : null, bounds, deltas.length, {
		missing: 'no merged pull request has a coverage report before and after it',
	});
	const isShown = estimate.value !== null;
	return {
		...estimate,
		eligible,
		shareFallen: isShown ? rounded(deltas.filter((delta) => delta < 0).length / deltas.length) : null,
		patchCoverageMedian: isShown && patches.length > 0 ? rounded(medianSorted(patches)) : null,
	};
}

/** Shift of the coverage change between the arms, in percentage points. */
export function coverageDifference(
	ai: readonly PlacedPullRequest[],
	none: readonly PlacedPullRequest[],
): Difference {
	const one = coverageDeltas(ai);
	const two = coverageDeltas(none);
	return guardedDifference(
		'hodges-lehmann',
		hodgesLehmann(one, two),
		{ ai: one.length, none: two.length },
		{
			cliffsDelta: cliffsDelta(one, two),
		},
	);
}
