import type { Credit } from '../people/credit.js';
import type { ReviewVerdict } from './reviewVerdict.js';

/** A review verdict with whom the pull request counts for. */
export interface InspectedReview extends ReviewVerdict {
	readonly title: string;
	readonly credit: Credit;
}

const iso = (atMs: number | null): string | null => (atMs === null ? null : new Date(atMs).toISOString());

/** `outlay.reviews/1`: when each pull request got its first qualifying review, and why that one. */
export function reviewsDocument(reviews: readonly InspectedReview[]): object {
	return {
		schema: 'outlay.reviews/1',
		pullRequests: reviews.map((review) => ({
			repo: review.repo,
			number: review.number,
			author: review.author,
			mergedAt: iso(review.mergedAtMs),
			readyAt: iso(review.readyAtMs),
			firstReviewAt: iso(review.firstReviewAtMs),
			timeToFirstReviewMs: review.timeToFirstReviewMs,
			reviewedInDraft: review.reviewedInDraft,
			reviewState: review.reviewState,
			watchedMs: review.watchedMs,
			endedBy: review.endedBy,
			firstBotReviewAt: iso(review.firstBotReviewAtMs),
			isSelfMerged: review.isSelfMerged,
			countsFor: review.credit.personId,
			countsForBy: review.credit.by,
			why: review.why,
		})),
	};
}
