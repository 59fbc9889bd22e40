import { accountKind } from '../people/accounts.js';
import type { PeopleDirectory } from '../people/person.js';
import type { PullRequest, Review } from '../pullRequest.js';
import { identitiesOf, isSame, ownAuthors, type Identities, type Identity } from './ownAuthors.js';
import type { ReviewVerdict } from './reviewVerdict.js';

/** A review whose time is known. */
type DatedReview = Review & { readonly submittedAtMs: number };

/** Who left a review, as the rule sees it. */
type Reviewer = 'human' | 'bot' | 'author' | 'nobody';

/** Who reviewed a pull request at all. */
type Seen = Record<Reviewer, boolean>;

/**
 * Time to first review (TTFR).
 *
 * Formula: first qualifying review − start. A review qualifies when it is submitted (not pending), by a person who is
 * not the author, not an author, co-author or committer of one of the pull request's commits, and not a bot or
 * agent, while the pull request was not a draft. Start: the latest "ready for review" before that review, else
 * creation; so the span is never negative. Deleted accounts cannot be told from the author: their reviews do not
 * count. Commits that only bring the base branch in ("Update branch") make nobody an author. Population: every pull
 * request with a known creation time. Missing data: without a qualifying review it is censored at merge, close or
 * the data's end (`watchedMs`), and only drafts' reviews set `reviewedInDraft`, left out of the headline and counted
 * beside it. A review after the merge qualifies and says so in `why`.
 *
 * @param dataEndMs last instant the source covers
 */
export function judgeReview(
	pullRequest: PullRequest,
	people: PeopleDirectory,
	dataEndMs: number,
): ReviewVerdict {
	if (pullRequest.reviews === null)
		return verdictOf(pullRequest, 'unknown', 'the source does not know reviews', {});
	const submitted = submittedOf(pullRequest.reviews, dataEndMs);
	const seen: Seen = { human: false, bot: false, author: false, nobody: false };
	let first: DatedReview | null = null;
	let firstBot: number | null = null;
	if (submitted.length > 0) {
		const identities = identitiesOf(people);
		const own = ownAuthors(pullRequest, identities);
		for (const review of submitted) {
			const reviewer = reviewerOf(review, own, identities);
			seen[reviewer] = true;
			if (reviewer === 'bot') firstBot ??= review.submittedAtMs;
			if (reviewer === 'human' && first === null && !isDraftAt(pullRequest, review.submittedAtMs))
				first = review;
		}
	}
	if (first !== null) return reviewed(pullRequest, first, firstBot);
	return unreviewed(pullRequest, seen, dataEndMs, firstBot);
}

/** Reviews that were submitted by the end of the data, in order of time. */
function submittedOf(reviews: readonly Review[], dataEndMs: number): DatedReview[] {
	const submitted: DatedReview[] = [];
	let isInOrder = true;
	let lastMs = 0;
	for (const review of reviews) {
		if (!isSubmitted(review) || review.submittedAtMs > dataEndMs) continue;
		submitted.push(review);
		// Forges mostly give them in order.
		if (review.submittedAtMs < lastMs) isInOrder = false;
		lastMs = review.submittedAtMs;
	}
	return isInOrder ? submitted : submitted.sort((one, two) => one.submittedAtMs - two.submittedAtMs);
}

const isSubmitted = (review: Review): review is DatedReview =>
	review.state !== 'PENDING' && review.submittedAtMs !== null;

function verdictOf(
	pullRequest: PullRequest,
	state: ReviewVerdict['reviewState'],
	why: string,
	found: Partial<ReviewVerdict>,
): ReviewVerdict {
	const { readyAtMs } = found;
	// One literal, without a spread: a report makes one of these a pull request, and reads them dozens of times.
	return {
		repo: pullRequest.repo,
		number: pullRequest.number,
		author: pullRequest.author?.login ?? null,
		mergedAtMs: pullRequest.mergedAtMs,
		readyAtMs: readyAtMs === undefined ? pullRequest.createdAtMs : readyAtMs,
		firstReviewAtMs: found.firstReviewAtMs ?? null,
		timeToFirstReviewMs: found.timeToFirstReviewMs ?? null,
		watchedMs: found.watchedMs ?? null,
		endedBy: found.endedBy ?? null,
		reviewedInDraft: found.reviewedInDraft ?? false,
		reviewState: state,
		firstBotReviewAtMs: found.firstBotReviewAtMs ?? null,
		isSelfMerged: found.isSelfMerged ?? false,
		why,
	};
}

/** End of the last draft span before an instant; null when it was never made ready before it. */
function readyBefore(pullRequest: PullRequest, atMs: number): number | null {
	if (pullRequest.draftSpans.length === 0) return null;
	const ends = pullRequest.draftSpans
		.map(([, end]) => end)
		.filter((end): end is number => end !== null && end <= atMs);
	return ends.length === 0 ? null : Math.max(...ends);
}

function isDraftAt(pullRequest: PullRequest, atMs: number): boolean {
	return pullRequest.draftSpans.some(([start, end]) => atMs >= start && (end === null || atMs < end));
}

function reviewed(
	pullRequest: PullRequest,
	first: DatedReview,
	firstBotReviewAtMs: number | null,
): ReviewVerdict {
	const at = first.submittedAtMs;
	const ready = readyBefore(pullRequest, at) ?? pullRequest.createdAtMs;
	const late = pullRequest.mergedAtMs !== null && at > pullRequest.mergedAtMs ? ', after the merge' : '';
	const who = first.author?.login ?? '';
	return verdictOf(pullRequest, 'reviewed', `first review by ${who} (${first.state.toLowerCase()})${late}`, {
		readyAtMs: ready,
		firstReviewAtMs: at,
		// A clock that put the review before the creation cannot make the wait negative.
		timeToFirstReviewMs: ready === null ? null : Math.max(0, at - ready),
		firstBotReviewAtMs,
	});
}

function unreviewed(
	pullRequest: PullRequest,
	{ human: isInDraft, bot: bots, author: own }: Readonly<Seen>,
	dataEndMs: number,
	firstBotReviewAtMs: number | null,
): ReviewVerdict {
	const [endMs, endedBy] = watchEnd(pullRequest, dataEndMs);
	const ready = readyBefore(pullRequest, endMs) ?? pullRequest.createdAtMs;
	const isStillDraft = isDraftAt(pullRequest, endMs);
	const state = isInDraft ? 'unreviewed' : bots ? 'bot-only' : own ? 'author-only' : 'unreviewed';
	const why = isInDraft
		? 'reviewed by a person only while it was a draft'
		: bots
			? 'reviewed by bots only'
			: own
				? 'reviewed by its own authors only'
				: 'no review';
	return verdictOf(pullRequest, state, isStillDraft ? `${why}; still a draft` : why, {
		firstBotReviewAtMs,
		readyAtMs: isStillDraft ? null : ready,
		watchedMs: isStillDraft || ready === null ? null : Math.max(0, endMs - ready),
		endedBy,
		reviewedInDraft: isInDraft,
		isSelfMerged:
			pullRequest.mergedAtMs !== null &&
			pullRequest.author !== null &&
			pullRequest.mergedBy?.login.toLowerCase() === pullRequest.author.login.toLowerCase(),
	});
}

function watchEnd(pullRequest: PullRequest, dataEndMs: number): [number, 'merge' | 'close' | 'data-end'] {
	const { mergedAtMs, closedAtMs } = pullRequest;
	if (mergedAtMs !== null && mergedAtMs <= dataEndMs) return [mergedAtMs, 'merge'];
	if (closedAtMs !== null && closedAtMs <= dataEndMs) return [closedAtMs, 'close'];
	return [dataEndMs, 'data-end'];
}

function reviewerOf({ author }: Review, own: readonly Identity[], { ofLogin }: Identities): Reviewer {
	if (author === null) return 'nobody';
	const identity = ofLogin(author.login);
	if (own.some((one) => isSame(one, identity))) return 'author';
	const kind = author.isBot ? 'bot' : (identity.person?.kind ?? accountKind(author.login, false));
	return kind === 'developer' ? 'human' : 'bot';
}
