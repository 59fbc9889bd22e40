import { accountKind, bareLogin, noreplyAccount } from '../people/accounts.js';
import type { PeopleDirectory } from '../people/person.js';
import type { PullRequest, Review } from '../pullRequest.js';
import type { ReviewVerdict } from './reviewVerdict.js';

/** A review whose time is known. */
type DatedReview = Review & { readonly submittedAtMs: number };

/** Who left a review, as the rule sees it. */
type Reviewer = 'human' | 'bot' | 'author' | 'nobody';

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
	const submitted = pullRequest.reviews.filter(
		(review): review is DatedReview =>
			review.state !== 'PENDING' && review.submittedAtMs !== null && review.submittedAtMs <= dataEndMs,
	);
	// Forges mostly give them in order.
	if (!submitted.every(({ submittedAtMs }, at) => submittedAtMs >= (submitted[at - 1]?.submittedAtMs ?? 0)))
		submitted.sort((one, two) => one.submittedAtMs - two.submittedAtMs);
	const own = ownIdentities(pullRequest, people);
	const seen = submitted.map((review) => reviewerOf(review, own, people));
	const firstBot = submitted[seen.indexOf('bot')]?.submittedAtMs ?? null;
	const first = submitted.find(
		({ submittedAtMs }, at) => seen[at] === 'human' && !isDraftAt(pullRequest, submittedAtMs),
	);
	if (first !== undefined) return reviewed(pullRequest, first, firstBot);
	return unreviewed(pullRequest, seen, dataEndMs, firstBot);
}

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
	seen: readonly Reviewer[],
	dataEndMs: number,
	firstBotReviewAtMs: number | null,
): ReviewVerdict {
	const [endMs, endedBy] = watchEnd(pullRequest, dataEndMs);
	const ready = readyBefore(pullRequest, endMs) ?? pullRequest.createdAtMs;
	const isStillDraft = isDraftAt(pullRequest, endMs);
	const isInDraft = seen.includes('human');
	const bots = seen.includes('bot');
	const own = seen.includes('author');
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

/** Logins and person ids of everybody who wrote the pull request. */
interface OwnIdentities {
	readonly logins: readonly string[];
	readonly personIds: readonly string[];
}

function ownIdentities(pullRequest: PullRequest, people: PeopleDirectory): OwnIdentities {
	// Most pull requests have many commits of one person, whose identities are looked up once. So few in number are
	// found sooner in a list than in a set.
	const logins: string[] = [];
	const emails: string[] = [];
	addNew(logins, pullRequest.author?.login ?? null);
	for (const commit of pullRequest.commits) {
		if (commit.isBaseMerge) continue;
		addNew(logins, commit.authorLogin);
		addNew(logins, commit.committerLogin);
		addNew(emails, commit.authorEmail);
		addNew(emails, commit.committerEmail);
		for (const email of commit.coAuthorEmails) addNew(emails, email);
	}
	const { bareOf, namedBy } = spellingsOf(people);
	const personIds: string[] = [];
	const bareLogins: string[] = [];
	for (const login of logins) {
		addNew(bareLogins, bareOf(login));
		addNew(personIds, people.byLogin(login)?.personId);
	}
	for (const email of emails) {
		addNew(bareLogins, namedBy(email));
		addNew(personIds, people.byEmail(email)?.personId);
	}
	return { logins: bareLogins, personIds };
}

/** Adds a text that is known and not yet in the list. Records of an earlier version have no login of a committer. */
function addNew(list: string[], text: string | null | undefined): void {
	if (typeof text === 'string' && !list.includes(text)) list.push(text);
}

/** What the spellings of logins and e-mails come down to, each worked out once. */
interface Spellings {
	readonly bareOf: (login: string) => string;
	/** Account that a forge's private e-mail names. */
	readonly namedBy: (email: string) => string | null;
}

const spellings = new WeakMap<PeopleDirectory, Spellings>();

function spellingsOf(people: PeopleDirectory): Spellings {
	let known = spellings.get(people);
	if (known === undefined) {
		known = {
			bareOf: once(bareLogin),
			namedBy: once((email) => {
				const login = noreplyAccount(email)?.login;
				return login === undefined ? null : bareLogin(login);
			}),
		};
		spellings.set(people, known);
	}
	return known;
}

/** The same function, which works each answer out once. */
function once<Answer>(work: (text: string) => Answer): (text: string) => Answer {
	const known = new Map<string, { readonly answer: Answer }>();
	return (text) => {
		let found = known.get(text);
		if (found === undefined) {
			found = { answer: work(text) };
			known.set(text, found);
		}
		return found.answer;
	};
}

function reviewerOf(review: Review, own: OwnIdentities, people: PeopleDirectory): Reviewer {
	const { author } = review;
	if (author === null) return 'nobody';
	const person = people.byLogin(author.login);
	if (
		own.logins.includes(spellingsOf(people).bareOf(author.login)) ||
		(person !== null && own.personIds.includes(person.personId))
	) {
		return 'author';
	}
	const kind = author.isBot ? 'bot' : (person?.kind ?? accountKind(author.login, false));
	return kind === 'developer' ? 'human' : 'bot';
}
