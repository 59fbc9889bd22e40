import { medianSorted, quantileSorted } from 'simple-statistics';
import { cumulativeIncidence } from '../statistics/aalenJohansen.js';
import { cliffsDelta } from '../statistics/cliffsDelta.js';
import { hodgesLehmann } from '../statistics/hodgesLehmann.js';
import { kaplanMeier, medianTime } from '../statistics/kaplanMeier.js';
import { guardedDifference, guardedEstimate, rounded, type Difference } from './estimate.js';
import type { ReviewEstimate } from './model.js';
import type { PlacedPullRequest } from './population.js';
import type { Watch } from './reviewWatch.js';

const reviewedByHours = [4, 24, 72];

/** Hours to the first review of the reviewed ones, ascending. */
export function reviewHours(prs: readonly PlacedPullRequest[]): number[] {
	const hours: number[] = [];
	for (const { watch } of prs) if (watch?.isEvent === true) hours.push(watch.time);
	return hours.sort((one, two) => one - two);
}

/** The watches of some pull requests, ascending by time: what every figure below goes through in order. */
function watchesOf(prs: readonly PlacedPullRequest[]): Watch[] {
	const watches: Watch[] = [];
	for (const { watch } of prs) if (watch !== null) watches.push(watch);
	return watches.sort((one, two) => one.time - two.time);
}

/**
 * Time to the first qualifying review of one arm, calendar hours. Headline: Kaplan–Meier median over reviewed and
 * unreviewed ones, the unreviewed censored at merge, close or the data's end. Reviewed only while a draft: left out
 * and counted. From a source that cannot know reviews nothing is said.
 */
export function timeToFirstReview(prs: readonly PlacedPullRequest[]): ReviewEstimate {
	const watched = watchesOf(prs);
	const times = watched.filter(({ isEvent }) => isEvent).map(({ time }) => time);
	const median = medianTime(kaplanMeier(watched));
	const isUnknown = prs.length > 0 && prs.every(({ review }) => review.reviewState === 'unknown');
	const estimate = guardedEstimate(median.value, null, watched.length, {
		missing: isUnknown
			? 'the source of the pull requests knows no reviews'
			: watched.length === 0
				? 'no merged pull request to watch'
				: 'fewer than half were reviewed while they were watched',
	});
	const isShown = estimate.value !== null;
	const at = (share: number): number | null =>
		times.length > 0 && isShown ? rounded(quantileSorted(times, share)) : null;
	return {
		...estimate,
		low: isShown ? rounded(median.low) : null,
		high: isShown ? rounded(median.high) : null,
		reviewed: times.length,
		unreviewed: watched.length - times.length,
		reviewedInDraft: prs.filter(({ review }) => review.reviewedInDraft && review.timeToFirstReviewMs === null)
			.length,
		naiveMedianHours: times.length > 0 && isShown ? rounded(medianSorted(times)) : null,
		p25Hours: at(0.25),
		p75Hours: at(0.75),
		p90Hours: at(0.9),
		reviewedBy: reviewedByHours.map((hours) => ({
			hours,
			share: estimate.n >= 5 ? rounded(cumulativeIncidence(watched, hours)) : null,
		})),
	};
}

/** Shift of the time to first review between the reviewed ones of both arms. */
export function reviewDifference(
	ai: readonly PlacedPullRequest[],
	none: readonly PlacedPullRequest[],
): Difference {
	const one = reviewHours(ai);
	const two = reviewHours(none);
	return guardedDifference(
		'hodges-lehmann',
		hodgesLehmann(one, two),
		{ ai: one.length, none: two.length },
		{
			cliffsDelta: cliffsDelta(one, two),
		},
	);
}
