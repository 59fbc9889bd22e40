import assert from 'node:assert/strict';
import fc from 'fast-check';
import { judgeReview } from '../../../src/core/outcomes/firstReview.js';
import type { ReviewVerdict } from '../../../src/core/outcomes/reviewVerdict.js';
import { buildDirectory } from '../../../src/core/people/directory.js';
import { pullRequestOf, sha, type Line } from '../pullRequests/rawPullRequest.js';

const people = buildDirectory({
	config: [
		{
			name: 'Ada',
			emails: ['ada@acme.example'],
			githubLogins: ['ada', 'ada-work'],
			anthropicEmails: [],
			team: null,
		},
	],
	gitIdentities: [{ name: 'Bob', email: 'bob@acme.example' }],
	mailmap: [],
	accounts: [
		{ login: 'bob', isBot: false },
		{ login: 'review-app', isBot: true },
	],
	pairs: [{ email: 'bob@acme.example', login: 'bob' }],
	anthropicEmails: [],
});
const at = (time: string): string => (time.includes('T') ? time : `2026-03-02T${time}:00Z`);
const dataEnd = Date.parse('2026-03-10T00:00:00Z');
const review = (
	login: string,
	time: string,
	state = 'COMMENTED',
	bot = false,
): NonNullable<Line['reviews']>[number] => ({
	author: login === '' ? null : { login, bot },
	state,
	submittedAt: at(time),
});
const commit = (changes: object): NonNullable<Line['commits']>[number] => ({ sha: sha('c'), ...changes });
const merged = { mergedAt: at('18:00'), closedAt: at('18:00') };

interface Expected {
	readonly state: ReviewVerdict['reviewState'];
	readonly minutes?: number;
	readonly inDraft?: boolean;
	readonly watched?: number | null;
	readonly endedBy?: ReviewVerdict['endedBy'];
}

const cases: readonly [name: string, line: Line, expected: Expected][] = [
	[
		'a review by somebody else',
		{ ...merged, reviews: [review('bob', '10:00')] },
		{ state: 'reviewed', minutes: 60 },
	],
	[
		'the first of several',
		{ reviews: [review('bob', '12:00'), review('cleo', '11:00')] },
		{ state: 'reviewed', minutes: 120 },
	],
	[
		'a dismissed review',
		{ reviews: [review('bob', '10:00', 'DISMISSED')] },
		{ state: 'reviewed', minutes: 60 },
	],
	[
		'a pending review is not submitted',
		{ ...merged, reviews: [review('bob', '10:00', 'PENDING')] },
		{ state: 'unreviewed' },
	],
	['nobody', { ...merged, reviews: [] }, { state: 'unreviewed', watched: 540, endedBy: 'merge' }],
	[
		'closed unreviewed',
		{ closedAt: at('10:00'), reviews: [] },
		{ state: 'unreviewed', watched: 60, endedBy: 'close' },
	],
	[
		'still open',
		{ reviews: [] },
		{ state: 'unreviewed', watched: (dataEnd - Date.parse(at('09:00'))) / 60_000, endedBy: 'data-end' },
	],
	['the source knows no reviews', { ...merged }, { state: 'unknown' }],
	['the author', { ...merged, reviews: [review('ada', '10:00')] }, { state: 'author-only' }],
	['the author in other letters', { ...merged, reviews: [review('Ada', '10:00')] }, { state: 'author-only' }],
	[
		"the author's second account",
		{ ...merged, reviews: [review('ada-work', '10:00')] },
		{ state: 'author-only' },
	],
	[
		'an author of a commit, by login',
		{ ...merged, commits: [commit({ authorLogin: 'bob' })], reviews: [review('bob', '10:00')] },
		{ state: 'author-only' },
	],
	[
		'an author of a commit, by e-mail',
		{ ...merged, commits: [commit({ authorEmail: 'Bob@acme.example' })], reviews: [review('bob', '10:00')] },
		{ state: 'author-only' },
	],
	[
		'a co-author',
		{
			...merged,
			commits: [commit({ message: 'Fix\n\nCo-authored-by: Bob <bob@acme.example>' })],
			reviews: [review('bob', '10:00')],
		},
		{ state: 'author-only' },
	],
	[
		'a co-author by private e-mail',
		{
			...merged,
			commits: [commit({ message: 'Fix\n\nCo-authored-by: C <7+cleo@users.noreply.github.com>' })],
			reviews: [review('cleo', '10:00')],
		},
		{ state: 'author-only' },
	],
	[
		'a committer',
		{
			...merged,
			commits: [commit({ committerEmail: 'bob@acme.example' })],
			reviews: [review('bob', '10:00')],
		},
		{ state: 'author-only' },
	],
	[
		'who only brought the base in',
		{
			...merged,
			commits: [commit({ message: "Merge branch 'main' into x", authorLogin: 'bob' })],
			reviews: [review('bob', '10:00')],
		},
		{ state: 'reviewed', minutes: 60 },
	],
	[
		'a bot by its flag',
		{ ...merged, reviews: [review('some-app', '10:00', 'APPROVED', true)] },
		{ state: 'bot-only' },
	],
	['a bot by REST suffix', { ...merged, reviews: [review('some-app[bot]', '10:00')] }, { state: 'bot-only' }],
	[
		'a known agent without a flag',
		{ ...merged, reviews: [review('copilot-pull-request-reviewer', '10:00')] },
		{ state: 'bot-only' },
	],
	[
		'a machine account by name',
		{ ...merged, reviews: [review('k8s-ci-robot', '10:00')] },
		{ state: 'bot-only' },
	],
	['a bot of the directory', { ...merged, reviews: [review('review-app', '10:00')] }, { state: 'bot-only' }],
	[
		'a person whose name ends in bot',
		{ ...merged, reviews: [review('talbot', '10:00')] },
		{ state: 'reviewed', minutes: 60 },
	],
	[
		'a bot, then a person',
		{ reviews: [review('x[bot]', '09:01'), review('bob', '11:00')] },
		{ state: 'reviewed', minutes: 120 },
	],
	[
		'a bot and the author',
		{ ...merged, reviews: [review('x[bot]', '09:01'), review('ada', '09:02')] },
		{ state: 'bot-only' },
	],
	['a deleted account', { ...merged, reviews: [review('', '10:00')] }, { state: 'unreviewed' }],
	['the ghost account', { ...merged, reviews: [review('ghost', '10:00')] }, { state: 'unreviewed' }],
	[
		'only in draft',
		{ ...merged, draftSpans: [[at('09:00'), at('12:00')]], reviews: [review('bob', '10:00')] },
		{ state: 'unreviewed', inDraft: true, watched: 360 },
	],
	[
		'in draft and after',
		{ draftSpans: [[at('09:00'), at('12:00')]], reviews: [review('bob', '10:00'), review('bob', '13:00')] },
		{ state: 'reviewed', minutes: 60 },
	],
	[
		'made a draft again in between',
		{
			draftSpans: [
				[at('09:00'), at('10:00')],
				[at('12:00'), at('14:00')],
			],
			reviews: [review('bob', '15:00')],
		},
		{ state: 'reviewed', minutes: 60 },
	],
	[
		'reviewed before it became a draft again',
		{ draftSpans: [[at('12:00'), at('14:00')]], reviews: [review('bob', '11:00')] },
		{ state: 'reviewed', minutes: 120 },
	],
	[
		'readyAt alone says that it was a draft',
		{ readyAt: at('12:00'), reviews: [review('bob', '10:00'), review('bob', '12:30')] },
		{ state: 'reviewed', minutes: 30 },
	],
	[
		'at the very instant it is ready',
		{ readyAt: at('12:00'), reviews: [review('bob', '12:00')] },
		{ state: 'reviewed', minutes: 0 },
	],
	[
		'still a draft',
		{ draftSpans: [[at('09:00'), null]], reviews: [] },
		{ state: 'unreviewed', watched: null },
	],
	[
		'a clock that puts the review first',
		{ reviews: [review('bob', '08:00')] },
		{ state: 'reviewed', minutes: 0 },
	],
	['after the merge', { ...merged, reviews: [review('bob', '20:00')] }, { state: 'reviewed', minutes: 660 }],
	[
		'after the data ends',
		{ reviews: [review('bob', '2026-03-11T00:00:00Z')] },
		{ state: 'unreviewed', endedBy: 'data-end' },
	],
	[
		'a deleted author',
		{ ...merged, author: null, reviews: [review('bob', '10:00')] },
		{ state: 'reviewed', minutes: 60 },
	],
];

describe('time to first review', () => {
	for (const [name, line, expected] of cases) {
		it(`judges: ${name}`, () => {
			const verdict = judgeReview(pullRequestOf(line), people, dataEnd);
			assert.equal(verdict.reviewState, expected.state, verdict.why);
			const minutes = verdict.timeToFirstReviewMs === null ? null : verdict.timeToFirstReviewMs / 60_000;
			assert.equal(minutes, expected.minutes ?? null);
			assert.equal(verdict.reviewedInDraft, expected.inDraft ?? false);
			if (expected.watched !== undefined) {
				assert.equal(verdict.watchedMs === null ? null : verdict.watchedMs / 60_000, expected.watched);
			}
			if (expected.endedBy !== undefined) assert.equal(verdict.endedBy, expected.endedBy);
			assert.notEqual(verdict.why, '');
		});
	}

	it('gives the latest start before the review', () => {
		const draftSpans: Line['draftSpans'] = [
			[at('09:00'), at('10:00')],
			[at('12:00'), at('14:00')],
		];
		const one = pullRequestOf({ draftSpans, reviews: [review('bob', '15:00')] });
		assert.equal(judgeReview(one, people, dataEnd).readyAtMs, Date.parse(at('14:00')));
	});

	it("tells bots' first review and a merge by the author alone", () => {
		const one = pullRequestOf({
			...merged,
			mergedBy: { login: 'ada' },
			reviews: [review('x[bot]', '09:05')],
		});
		const verdict = judgeReview(one, people, dataEnd);
		assert.equal(verdict.firstBotReviewAtMs, Date.parse(at('09:05')));
		assert.equal(verdict.isSelfMerged, true);
	});

	it('is never negative, and moves with all dates', () => {
		const minute = fc.integer({ min: 0, max: 5000 });
		const span = fc
			.tuple(minute, minute)
			.map(([one, two]) => [Math.min(one, two), Math.max(one, two)] as const);
		const reviews = fc.array(fc.tuple(fc.constantFrom('ada', 'bob', 'x[bot]', ''), minute), { maxLength: 6 });
		const time = (minutes: number, shift: number): string =>
			new Date(Date.parse(at('09:00')) + (minutes + shift) * 60_000).toISOString();
		const verdictOf = (
			spans: readonly (readonly [number, number])[],
			list: [string, number][],
			shift: number,
		): ReviewVerdict =>
			judgeReview(
				pullRequestOf({
					createdAt: time(0, shift),
					draftSpans: spans.map(([from, to]) => [time(from, shift), time(to, shift)]),
					reviews: list.map(([login, minutes]) => review(login, time(minutes, shift))),
				}),
				people,
				dataEnd + shift * 60_000,
			);
		fc.assert(
			fc.property(
				fc.array(span, { maxLength: 3 }),
				reviews,
				fc.integer({ min: -9999, max: 9999 }),
				(spans, list, shift) => {
					const verdict = verdictOf(spans, list, 0);
					assert.ok((verdict.timeToFirstReviewMs ?? 0) >= 0);
					const moved = verdictOf(spans, list, shift);
					assert.equal(moved.timeToFirstReviewMs, verdict.timeToFirstReviewMs);
					assert.equal(moved.reviewState, verdict.reviewState);
				},
			),
		);
	});
});
