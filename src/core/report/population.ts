import { armOf, compareStrength, strongest, type Arm, type Strength } from '../evidence/evidence.js';
import { defectTiers, type DefectTier } from '../outcomes/defectVerdict.js';
import { isIn, type Period } from '../period.js';
import type { PullRequestState } from '../pullRequest.js';
import type { JudgedPullRequest, ReportInputs } from './inputs.js';
import { watchOf, type Watch } from './reviewWatch.js';
import { sizeBucket, stratumOf } from './strata.js';

/** What a merged pull request counts as. Only `delivered` ones are in the arms; the others are counted apart. */
export type CountsAs = 'delivered' | 'revert' | 'bot' | 'stacked';

/** A pull request with what the report holds it for. */
export interface PlacedPullRequest extends JudgedPullRequest {
	/** `owner/name#number` */
	readonly key: string;
	readonly arm: Arm;
	readonly countsAs: CountsAs;
	/** Where it stood when the period ended. */
	readonly state: PullRequestState;
	/** Who answers for it, for resampling by developer; its own key when nobody is known. */
	readonly cluster: string;
	// What dozens of figures ask of every pull request is worked out once.
	readonly strength: Strength | 'none';
	/** Its surest defect; null when it has none or is not mature. */
	readonly surestDefect: DefectTier | null;
	readonly watch: Watch | null;
	/** Change of its coverage in percentage points; null when it is not known. */
	readonly coveragePoints: number | null;
	/** Size bucket; null when its size is unknown. */
	readonly size: string | null;
	/** With which it is compared; null when its size is unknown or it was not merged. */
	readonly stratum: string | null;
}

/** Where a pull request stands in a report. */
type Placement = Pick<PlacedPullRequest, 'key' | 'arm' | 'countsAs' | 'state' | 'cluster' | 'stratum'>;

/** A judged pull request in its place, with everything that follows from its judgements alone. */
export function placed(judged: JudgedPullRequest, placement: Placement): PlacedPullRequest {
	const { defects } = judged;
	// One literal, without a spread: engines give that a form that is far smaller and quicker to read.
	return {
		pullRequest: judged.pullRequest,
		evidence: judged.evidence,
		personId: judged.personId,
		team: judged.team,
		sourceLines: judged.sourceLines,
		sourceFiles: judged.sourceFiles,
		workKind: judged.workKind,
		review: judged.review,
		defects,
		coverage: judged.coverage,
		isRevert: judged.isRevert,
		aiLines: judged.aiLines,
		addedLines: judged.addedLines,
		isOnDefaultBranch: judged.isOnDefaultBranch ?? true,
		key: placement.key,
		arm: placement.arm,
		countsAs: placement.countsAs,
		state: placement.state,
		cluster: placement.cluster,
		strength: strongest(judged.evidence),
		surestDefect:
			defects === null || defects.length === 0
				? null
				: (defectTiers.find((tier) => defects.some((defect) => defect.tier === tier)) ?? null),
		watch: watchOf(judged.review),
		coveragePoints: judged.coverage?.deltaPoints ?? null,
		size: sizeBucket(judged),
		stratum: placement.stratum,
	};
}

export interface Population {
	readonly minimumStrength: Strength;
	readonly all: readonly PlacedPullRequest[];
	/** Merged in the period, on any branch, by anybody; newest first. */
	readonly merged: readonly PlacedPullRequest[];
	readonly arms: Readonly<Record<Arm, readonly PlacedPullRequest[]>>;
	/** Developers that merged something or committed: the denominator of every rate per developer. */
	readonly developers: readonly string[];
}

/** Key of a pull request in links and maps. */
export function pullRequestKey(repo: string, number: number): string {
	return `${repo}#${number}`;
}

function countsAs(judged: JudgedPullRequest): CountsAs {
	const { pullRequest, personId, evidence } = judged;
	if (judged.isRevert) return 'revert';
	if (judged.isOnDefaultBranch === false) return 'stacked';
	if (pullRequest.author?.isBot !== true || personId !== null) return 'delivered';
	const isAgent = evidence.some(({ kind }) => kind === 'bot');
	return isAgent ? 'delivered' : 'bot';
}

function stateAtEnd({ pullRequest }: JudgedPullRequest, { untilMs }: Period): PullRequestState {
	if (pullRequest.mergedAtMs !== null && pullRequest.mergedAtMs < untilMs) return 'merged';
	return pullRequest.closedAtMs !== null && pullRequest.closedAtMs < untilMs ? 'closed' : 'open';
}

/** Newest merge first; then by repository and number, so that the order never depends on the source's. */
function newestFirst(one: PlacedPullRequest, two: PlacedPullRequest): number {
	return (
		(two.pullRequest.mergedAtMs ?? 0) - (one.pullRequest.mergedAtMs ?? 0) ||
		(one.pullRequest.repo < two.pullRequest.repo
			? -1
			: one.pullRequest.repo > two.pullRequest.repo
				? 1
				: 0) ||
		one.pullRequest.number - two.pullRequest.number
	);
}

/** Sorts the pull requests of a report into arms by the least strength of evidence that counts. */
export function populationOf(inputs: ReportInputs, minimumStrength: Strength): Population {
	const stratum = stratumOf(inputs.period.timezone);
	const all = inputs.pullRequests
		.map((judged) => {
			const key = pullRequestKey(judged.pullRequest.repo, judged.pullRequest.number);
			return placed(judged, {
				key,
				arm: armOf(judged.evidence, minimumStrength),
				countsAs: countsAs(judged),
				state: stateAtEnd(judged, inputs.period),
				cluster: judged.personId ?? key,
				stratum: stratum(judged),
			});
		})
		.sort(newestFirst);
	const merged = all.filter(
		({ pullRequest }) => pullRequest.mergedAtMs !== null && isIn(inputs.period, pullRequest.mergedAtMs),
	);
	const delivered = merged.filter((placed) => placed.countsAs === 'delivered');
	const authors = delivered.map(({ personId }) => personId).filter((id) => id !== null);
	return {
		minimumStrength,
		all,
		merged,
		arms: {
			ai: delivered.filter(({ arm }) => arm === 'ai'),
			none: delivered.filter(({ arm }) => arm === 'none'),
		},
		developers: [...new Set([...inputs.activeDevelopers, ...authors])].sort(),
	};
}

/** The same pull requests with the line between the arms drawn at another strength. */
export function rearmed(population: Population, minimumStrength: Strength): Population {
	if (minimumStrength === population.minimumStrength) return population;
	const delivered = [...population.arms.ai, ...population.arms.none];
	const isAi = ({ strength }: PlacedPullRequest): boolean =>
		strength !== 'none' && compareStrength(strength, minimumStrength) >= 0;
	return {
		...population,
		minimumStrength,
		arms: { ai: delivered.filter(isAi), none: delivered.filter((placed) => !isAi(placed)) },
	};
}
