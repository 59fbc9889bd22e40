import { dayIn } from '../period.js';
import { stratifiedHodgesLehmann } from '../statistics/hodgesLehmann.js';
import { mantelHaenszel } from '../statistics/mantelHaenszel.js';
import { surestDefect } from './defectFigures.js';
import { guardedDifference, type Difference } from './estimate.js';
import type { MatchedComparison, MatchedOutcome } from './matchedModel.js';
import type { Report } from './model.js';
import type { PlacedPullRequest, Population } from './population.js';

/** A developer is compared with themselves when both arms hold at least this many of their pull requests. */
const fewestPerDeveloper = 3;

const hourMs = 3_600_000;

/** The value of one outcome for a pull request: hours, points, or 1 and 0 for a defect; null when it has none. */
type ValueOf = (placed: PlacedPullRequest) => number | null;

const outcomes: readonly { readonly outcome: MatchedOutcome['outcome']; readonly valueOf: ValueOf }[] = [
	{
		outcome: 'defectRate30d',
		valueOf: (placed) => (placed.defects === null ? null : surestDefect(placed) === null ? 0 : 1),
	},
	{
		outcome: 'timeToFirstReviewHours',
		valueOf: ({ review }) =>
			review.reviewState === 'unknown' || review.timeToFirstReviewMs === null
				? null
				: review.timeToFirstReviewMs / hourMs,
	},
	{ outcome: 'coverageDelta', valueOf: ({ coverage }) => coverage?.deltaPoints ?? null },
];

interface Values {
	readonly one: number[];
	readonly two: number[];
	readonly keys: string[];
}

function groupByStratum(
	{ arms }: Population,
	valueOf: ValueOf,
	stratumOf: (placed: PlacedPullRequest) => string | null,
): Map<string, Values> {
	const strata = new Map<string, Values>();
	for (const placed of [...arms.ai, ...arms.none]) {
		const value = valueOf(placed);
		const key = stratumOf(placed);
		if (value === null || key === null) continue;
		const stratum = strata.get(key) ?? { one: [], two: [], keys: [] };
		stratum.keys.push(placed.key);
		stratum[placed.arm === 'ai' ? 'one' : 'two'].push(value);
		strata.set(key, stratum);
	}
	return strata;
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

function matchedOutcome(
	population: Population,
	{ outcome, valueOf }: (typeof outcomes)[number],
	stratumOf: (placed: PlacedPullRequest) => string | null,
	crude: Difference,
): MatchedOutcome {
	const strata = [...groupByStratum(population, valueOf, stratumOf)]
		.sort(([one], [two]) => (one < two ? -1 : 1))
		.map(([, stratum]) => stratum)
		.filter(({ one, two }) => one.length > 0 && two.length > 0);
	const matchedAi = sum(strata.map(({ one }) => one.length));
	const matchedNone = sum(strata.map(({ two }) => two.length));
	const isRate = outcome === 'defectRate30d';
	const interval = isRate
		? mantelHaenszel(
				strata.map(({ one, two }) => ({
					events1: sum(one),
					n1: one.length,
					events2: sum(two),
					n2: two.length,
				})),
			)
		: stratifiedHodgesLehmann(strata);
	const known = (arm: 'ai' | 'none'): number =>
		population.arms[arm].filter((placed) => valueOf(placed) !== null).length;
	return {
		outcome,
		crude,
		matched: guardedDifference(isRate ? 'mantel-haenszel' : 'hodges-lehmann', interval, {
			ai: matchedAi,
			none: matchedNone,
		}),
		matchedAi,
		matchedNone,
		ofAi: known('ai'),
		ofNone: known('none'),
		strata: strata.length,
		pullRequestKeys: strata.flatMap(({ keys }) => keys),
	};
}

/** Size bucket by touched files: 1, 2–3, 4–10, more; null when unknown. */
export function sizeBucket({ sourceFiles, pullRequest }: PlacedPullRequest): string | null {
	const files = sourceFiles ?? pullRequest.changedFiles;
	if (files === null) return null;
	return files <= 1 ? '1' : files <= 3 ? '2–3' : files <= 10 ? '4–10' : '>10';
}

/**
 * The stratum of a merged pull request: repository, size, kind of work and month of the merge, as text. Null when its
 * size is unknown.
 */
export function stratumOf(timezone: string): (placed: PlacedPullRequest) => string | null {
	const dayOf = dayIn(timezone);
	return (placed) => {
		const size = sizeBucket(placed);
		const { repo, mergedAtMs } = placed.pullRequest;
		if (size === null || mergedAtMs === null) return null;
		return `${repo} · ${size} files · ${placed.workKind} · ${dayOf(mergedAtMs).slice(0, 7)}`;
	};
}

/** Developers with enough pull requests in both arms to be compared with themselves. */
function comparableDevelopers({ arms }: Population): Set<string> {
	const count = (prs: readonly PlacedPullRequest[]): Map<string, number> => {
		const counts = new Map<string, number>();
		for (const { personId } of prs) {
			if (personId !== null) counts.set(personId, (counts.get(personId) ?? 0) + 1);
		}
		return counts;
	};
	const none = count(arms.none);
	return new Set(
		[...count(arms.ai)]
			.filter(
				([person, merged]) => merged >= fewestPerDeveloper && (none.get(person) ?? 0) >= fewestPerDeveloper,
			)
			.map(([person]) => person),
	);
}

/**
 * Like compared with like: each developer with themselves, and pull requests of the same repository, size, kind of
 * work and month with each other. Rates pooled by Mantel–Haenszel, times and coverage by the stratified
 * Hodges–Lehmann shift. Strata with one arm only carry no comparison; how many were matched is given.
 */
export function matchedComparisons(
	population: Population,
	crude: Report['differences'],
	timezone: string,
): MatchedComparison[] {
	const developers = comparableDevelopers(population);
	const kindOf = stratumOf(timezone);
	const bySelf = ({ personId }: PlacedPullRequest): string | null =>
		personId !== null && developers.has(personId) ? personId : null;
	const compare = (keyOf: typeof bySelf): MatchedOutcome[] =>
		outcomes.map((outcome) => matchedOutcome(population, outcome, keyOf, crude[outcome.outcome]));
	return [
		{
			by: 'developer',
			rule: `developers with at least ${fewestPerDeveloper} merged PRs in both arms, each against themselves`,
			developers: developers.size,
			outcomes: compare(bySelf),
		},
		{
			by: 'repository × size × kind × month',
			rule: 'same repository, touched files (1, 2–3, 4–10, more), kind of work and month of the merge',
			developers: null,
			outcomes: compare(kindOf),
		},
	];
}
