import type { ReviewVerdict } from '../outcomes/reviewVerdict.js';

const hourMs = 3_600_000;

/** How long a pull request was watched for its first review, in hours, and what ended the watch. */
export interface Watch {
	readonly time: number;
	readonly isEvent: boolean;
	readonly end: 'event' | 'competing' | 'censored';
}

/** The watch of a pull request; null when it does not count or nobody can know. */
export function watchOf(review: ReviewVerdict): Watch | null {
	if (review.reviewState === 'unknown') return null;
	if (review.timeToFirstReviewMs !== null) {
		return { time: review.timeToFirstReviewMs / hourMs, isEvent: true, end: 'event' };
	}
	if (review.reviewedInDraft || review.watchedMs === null) return null;
	const isOver = review.endedBy === 'merge' || review.endedBy === 'close';
	return { time: review.watchedMs / hourMs, isEvent: false, end: isOver ? 'competing' : 'censored' };
}
