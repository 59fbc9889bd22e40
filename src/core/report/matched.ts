import type { Arm } from '../evidence/evidence.js';
import { stratifiedHodgesLehmann } from '../statistics/hodgesLehmann.js';
import { mantelHaenszel } from '../statistics/mantelHaenszel.js';
import { guardedDifference, type Difference } from './estimate.js';
import type { MatchedComparison, MatchedOutcome } from './matchedModel.js';
import type { Report } from './model.js';
import type { PlacedPullRequest, Population } from './population.js';

/** A developer is compared with themselves when both arms hold at least this many of their pull requests. */
const fewestPerDeveloper = 3;

/** The value of one outcome for a pull request: hours, points, or 1 and 0 for a defect; null when it has none. */
type ValueOf = (placed: PlacedPullRequest) => number | null;

/** What is compared, and how a pull request is asked for it. */
interface ComparedOutcome {
	readonly outcome: MatchedOutcome['outcome'];
	readonly valueOf: ValueOf;
}

const outcomes: readonly ComparedOutcome[] = [
	{
		outcome: 'defectRate30d',
		valueOf: ({ defects, surestDefect }) => (defects === null ? null : surestDefect === null ? 0 : 1),
	},
	{
		outcome: 'timeToFirstReviewHours',
		valueOf: ({ watch }) => (watch?.isEvent === true ? watch.time : null),
	},
	{ outcome: 'coverageDelta', valueOf: ({ coveragePoints }) => coveragePoints },
];

/** Pull requests of one stratum, those with AI evidence first. */
type Stratum = readonly PlacedPullRequest[];

/** The strata in the order of their keys. */
function strataBy(
	{ arms }: Population,
	keyOf: (placed: PlacedPullRequest) => string | null,
): readonly Stratum[] {
	const strata = new Map<string, PlacedPullRequest[]>();
	for (const prs of [arms.ai, arms.none]) {
		for (const placed of prs) {
			const key = keyOf(placed);
			if (key === null) continue;
			const known = strata.get(key);
			if (known === undefined) strata.set(key, [placed]);
			else known.push(placed);
		}
	}
	return [...strata].sort(([one], [two]) => (one < two ? -1 : 1)).map(([, stratum]) => stratum);
}

/** What one outcome has to compare in a stratum. */
interface Values {
	readonly one: number[];
	readonly two: number[];
	readonly keys: string[];
}

function valuesIn(stratum: Stratum, valueOf: ValueOf): Values {
	const values: Values = { one: [], two: [], keys: [] };
	for (const placed of stratum) {
		const value = valueOf(placed);
		if (value === null) continue;
		values.keys.push(placed.key);
		values[placed.arm === 'ai' ? 'one' : 'two'].push(value);
	}
	return values;
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** An outcome with how many pull requests of each arm have a value of it. */
interface KnownOutcome extends ComparedOutcome {
	readonly known: Readonly<Record<Arm, number>>;
}

function knownOutcomes({ arms }: Population): KnownOutcome[] {
	return outcomes.map((one) => {
		const countIn = (prs: readonly PlacedPullRequest[]): number =>
			prs.reduce((count, placed) => count + (one.valueOf(placed) === null ? 0 : 1), 0);
		return { ...one, known: { ai: countIn(arms.ai), none: countIn(arms.none) } };
	});
}

function matchedOutcome(
	{ outcome, valueOf, known }: KnownOutcome,
	all: readonly Stratum[],
	crude: Difference,
	fewestStrata: number,
): MatchedOutcome {
	const comparable = all
		.map((stratum) => valuesIn(stratum, valueOf))
		.filter(({ one, two }) => one.length > 0 && two.length > 0);
	const isHidden = comparable.length > 0 && comparable.length < fewestStrata;
	const strata = isHidden ? [] : comparable;
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
	return {
		outcome,
		crude,
		matched: {
			...guardedDifference(isRate ? 'mantel-haenszel' : 'hodges-lehmann', interval, {
				ai: matchedAi,
				none: matchedNone,
			}),
			...(isHidden ? { withheld: `fewer than ${fewestStrata} developers` } : {}),
		},
		matchedAi,
		matchedNone,
		ofAi: known.ai,
		ofNone: known.none,
		strata: strata.length,
		// Not in the order of the strata, which would tell whose are one developer's.
		pullRequestKeys: strata.flatMap(({ keys }) => keys).sort(),
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
 * Hodges–Lehmann shift. Strata with one arm only carry no comparison; how many were matched is given. Developers are
 * only compared with themselves when there are at least `fewestDevelopers` of them, as the figure would be one person's.
 */
export function matchedComparisons(
	population: Population,
	crude: Report['differences'],
	fewestDevelopers: number,
): MatchedComparison[] {
	const developers = comparableDevelopers(population);
	const bySelf = ({ personId }: PlacedPullRequest): string | null =>
		personId !== null && developers.has(personId) ? personId : null;
	const known = knownOutcomes(population);
	const compare = (keyOf: typeof bySelf, fewestStrata: number): MatchedOutcome[] => {
		const strata = strataBy(population, keyOf);
		return known.map((outcome) => matchedOutcome(outcome, strata, crude[outcome.outcome], fewestStrata));
	};
	return [
		{
			by: 'developer',
			rule: `developers with at least ${fewestPerDeveloper} merged PRs in both arms, each against themselves`,
			developers: developers.size,
			outcomes: compare(bySelf, fewestDevelopers),
		},
		{
			by: 'repository × size × kind × month',
			rule: 'same repository, touched files (1, 2–3, 4–10, more), kind of work and month of the merge',
			developers: null,
			outcomes: compare(({ stratum }) => stratum, 0),
		},
	];
}
