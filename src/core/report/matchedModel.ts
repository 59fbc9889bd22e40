import type { Difference } from './estimate.js';

/** One outcome compared within strata, beside the crude difference. */
export interface MatchedOutcome {
	readonly outcome: 'defectRate30d' | 'timeToFirstReviewHours' | 'coverageDelta';
	readonly crude: Difference;
	readonly matched: Difference;
	/** Pull requests of each arm in strata that have both arms. */
	readonly matchedAi: number;
	readonly matchedNone: number;
	/** Pull requests of each arm that could have been matched. */
	readonly ofAi: number;
	readonly ofNone: number;
	readonly strata: number;
	/** The matched pull requests of both arms, as `owner/name#number`. */
	readonly pullRequestKeys: readonly string[];
}

/** Like compared with like. */
export interface MatchedComparison {
	readonly by: 'developer' | 'repository × size × kind × month';
	readonly rule: string;
	/** Developers with enough in both arms; null for the other matching. */
	readonly developers: number | null;
	readonly outcomes: readonly MatchedOutcome[];
}
