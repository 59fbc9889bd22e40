import assert from 'node:assert/strict';
import type { ReviewVerdict } from '../../../src/core/outcomes/reviewVerdict.js';
import { placed as inPlace, type PlacedPullRequest } from '../../../src/core/report/population.js';
import { timeToFirstReview } from '../../../src/core/report/reviewFigures.js';
import { judged, pullRequest } from './exampleInputs.js';

const hourMs = 3_600_000;

/**
 * A pull request in short: `r2` reviewed after two hours; without a review merged (`m5`), closed (`c5`) or still open
 * when the data end (`o5`), watched for five hours; `d` reviewed only while a draft; `u` of a source without reviews.
 */
function placed(short: string, index: number): PlacedPullRequest {
	const one = judged(pullRequest(index + 1));
	const spanMs = Number(short.slice(1)) * hourMs;
	const reviews: Record<string, Partial<ReviewVerdict>> = {
		r: { reviewState: 'reviewed', timeToFirstReviewMs: spanMs, watchedMs: null, endedBy: null },
		m: { watchedMs: spanMs, endedBy: 'merge' },
		c: { watchedMs: spanMs, endedBy: 'close' },
		o: { watchedMs: spanMs, endedBy: 'data-end' },
		d: { reviewedInDraft: true, watchedMs: spanMs },
		u: { reviewState: 'unknown' },
	};
	const review = { ...one.review, ...reviews[short.slice(0, 1)] };
	const place = {
		key: `acme/app#${index + 1}`,
		arm: 'none',
		countsAs: 'delivered',
		state: 'merged',
		stratum: null,
	} as const;
	return inPlace({ ...one, review }, { ...place, cluster: 'ana' });
}

interface Expected {
	/** Hours; null where the figure is withheld. */
	readonly median: number | null;
	readonly naive: number | null;
	/** Share that was reviewed by 4 and by 24 hours. */
	readonly by?: readonly [four: number, day: number];
	readonly n: number;
	readonly unreviewed?: number;
	readonly inDraft?: number;
	readonly withheld?: RegExp;
}

// Each worked by hand: S(t) = Π (1 − reviewed ÷ at risk); share by t = Σ S(t−) × reviewed ÷ at risk.
const cases: readonly [name: string, shorts: string, expected: Expected][] = [
	['all reviewed: the ordinary median', 'r1 r2 r3 r4 r5', { median: 3, naive: 3, by: [4 / 5, 1], n: 5 }],
	[
		'merged unreviewed late: the median is later than the naive one',
		'r1 r2 r3 m10 m10',
		{ median: 3, naive: 2, by: [3 / 5, 3 / 5], n: 5, unreviewed: 2 },
	],
	[
		'merged unreviewed early: they can no longer be reviewed, so the share stays below 1',
		'm1 m1 r2 r3 r4',
		{ median: 3, naive: 3, by: [3 / 5, 3 / 5], n: 5, unreviewed: 2 },
	],
	[
		'closed unreviewed is as merged unreviewed',
		'c1 m1 r2 r3 r4',
		{ median: 3, naive: 3, by: [3 / 5, 3 / 5], n: 5, unreviewed: 2 },
	],
	[
		'still open when the data end: they may yet be reviewed, so they say nothing about later',
		'o1 o1 r2 r3 r4',
		{ median: 3, naive: 3, by: [1, 1], n: 5, unreviewed: 2 },
	],
	[
		'watched just as long as a review took: still at risk then',
		'r2 o2 r4 r6 r8',
		{ median: 6, naive: 5, by: [1 / 5 + (4 / 5) * (1 / 3), 1], n: 5, unreviewed: 1 },
	],
	[
		'fewer than half reviewed: no median, but the share',
		'r1 m9 m9 m9 m9',
		{ median: null, naive: null, by: [1 / 5, 1 / 5], n: 5, unreviewed: 4, withheld: /fewer than half/ },
	],
	[
		'reviewed only while a draft: left out, and counted beside',
		'r1 r2 r3 r4 r5 d1 d30',
		{ median: 3, naive: 3, by: [4 / 5, 1], n: 5, inDraft: 2 },
	],
	[
		'too few',
		'r1 r2 r3 m4',
		{ median: null, naive: null, n: 4, unreviewed: 1, withheld: /too few \(n = 4\)/ },
	],
	[
		'a source that knows no reviews',
		'u u u u u u',
		{ median: null, naive: null, n: 0, withheld: /knows no reviews/ },
	],
];

describe('time to first review of an arm, with unreviewed ones censored', () => {
	for (const [name, shorts, expected] of cases) {
		it(name, () => {
			const estimate = timeToFirstReview(shorts.split(' ').map(placed));
			assert.equal(estimate.value, expected.median);
			assert.equal(estimate.naiveMedianHours, expected.naive);
			assert.deepEqual(
				[estimate.n, estimate.unreviewed, estimate.reviewedInDraft],
				[expected.n, expected.unreviewed ?? 0, expected.inDraft ?? 0],
			);
			if (expected.withheld === undefined) assert.equal(estimate.withheld, null);
			else assert.match(estimate.withheld ?? '', expected.withheld);
			const [four, day] = estimate.reviewedBy.map(({ share }) => share);
			if (expected.by === undefined) assert.deepEqual([four, day], [null, null]);
			else {
				assert.ok(Math.abs((four ?? NaN) - expected.by[0]) < 1e-6, `${four} by 4 hours`);
				assert.ok(Math.abs((day ?? NaN) - expected.by[1]) < 1e-6, `${day} by 24 hours`);
			}
		});
	}
});
