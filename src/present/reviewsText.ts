import type { InspectedReview } from '../core/outcomes/reviewDocument.js';
import { counted, formatDuration, formatNumber } from './format.js';
import { textTable } from './textTable.js';

/** The first review of each pull request as a table, and the counts by state. */
export function reviewsText(reviews: readonly InspectedReview[], columns: number): string {
	if (reviews.length === 0) return 'No pull requests.';
	const rows = reviews.map((review) => [
		{ text: `${review.repo}#${review.number}` },
		{ text: waitOf(review) },
		{ text: review.reviewedInDraft ? 'in draft only' : review.reviewState },
		{ text: review.why },
	]);
	const table = {
		columns: [
			{ title: 'Pull request', align: 'left' as const },
			{ title: 'First review after', align: 'right' as const },
			{ title: 'State', align: 'left' as const },
			{ title: 'Why', align: 'left' as const },
		],
		rows,
	};
	return [...textTable(table, columns), '', countsOf(reviews)].join('\n');
}

function waitOf({ timeToFirstReviewMs, watchedMs }: InspectedReview): string {
	if (timeToFirstReviewMs !== null) return formatDuration(timeToFirstReviewMs / 3_600_000);
	return watchedMs === null ? '–' : `> ${formatDuration(watchedMs / 3_600_000)}`;
}

function countsOf(reviews: readonly InspectedReview[]): string {
	const states = new Map<string, number>();
	for (const { reviewState, reviewedInDraft } of reviews) {
		const state = reviewedInDraft ? 'in draft only' : reviewState;
		states.set(state, (states.get(state) ?? 0) + 1);
	}
	const parts = [...states].map(([state, count]) => `${count} ${state}`);
	const all = `${counted(reviews.length, 'pull request')}: ${parts.join(', ')}.`;
	const merged = reviews.filter(
		({ mergedAtMs, reviewState }) => mergedAtMs !== null && reviewState !== 'unknown',
	);
	if (merged.length === 0) return all;
	const alone = merged.filter(({ isSelfMerged }) => isSelfMerged).length;
	return `${all}\nMerged by their own author without a review: ${formatNumber(alone)} of ${counted(merged.length, 'merged one')}.`;
}
