/** When a pull request got its first qualifying review, and why that one. Rules: `core/outcomes/firstReview.ts`. */
export interface ReviewVerdict {
	readonly repo: string;
	readonly number: number;
	readonly author: string | null;
	readonly mergedAtMs: number | null;
	/** Start of waiting: the latest "ready for review" before the first qualifying review, else creation. */
	readonly readyAtMs: number | null;
	readonly firstReviewAtMs: number | null;
	readonly timeToFirstReviewMs: number | null;
	/** Unreviewed: how long it was watched without a review (to merge, close or the data's end); censored there. */
	readonly watchedMs: number | null;
	/** What ended the watch of an unreviewed one. */
	readonly endedBy: 'merge' | 'close' | 'data-end' | null;
	readonly reviewedInDraft: boolean;
	/** `unknown`: the source cannot know reviews (git alone). */
	readonly reviewState: 'reviewed' | 'unreviewed' | 'bot-only' | 'author-only' | 'unknown';
	/** First review by a bot or agent, drafts included: a metric of its own. */
	readonly firstBotReviewAtMs: number | null;
	/** Merged by its own author without a qualifying review. */
	readonly isSelfMerged: boolean;
	readonly why: string;
}
