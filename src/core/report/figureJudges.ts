import { compareStrength, type Arm, type EvidenceKind, type Strength } from '../evidence/evidence.js';
import { inferredErrorText, inferredTierError } from '../outcomes/defectError.js';
import { defectTiers, type DefectTier } from '../outcomes/defectVerdict.js';
import type { PullRequestState } from '../pullRequest.js';
import { ByPullRequest, type FoundByPullRequest } from '../pullRequests/byPullRequest.js';
import type { FigureJudge, FigureVerdict } from './figureRule.js';
import type { DefectEntry, ReportPullRequest } from './model.js';

const hourMs = 3_600_000;

const counted = (value: number | null, why: FigureVerdict['why']): FigureVerdict => ({
	isCounted: true,
	value,
	why,
});
const leftOut = (why: string): FigureVerdict => ({ isCounted: false, value: null, why });

// What is the same for every pull request is made once: there are some twenty figures of 25,000 of them.
const inItsArm = counted(null, armReason);
const ofNobody = leftOut('author is nobody we know');
const costUnknown = leftOut('no linked session: cost unknown');
const unreviewedSource = leftOut('the source knows no reviews');
const notReviewed = leftOut('not reviewed');
const immature = leftOut('merged less than 30 days before the data ends');
const noDefect = counted(0, 'none found within 30 days');

/** Only pull requests of one arm; `both` for a comparison. Those in no arm do not concern it. */
export const inArm =
	(arm: Arm | 'both', judge: FigureJudge): FigureJudge =>
	(pr) =>
		pr.countsAs === 'delivered' && (arm === 'both' || pr.arm === arm) ? judge(pr) : null;

/** Why a pull request stands in its arm. */
export function armReason({ arm, strength, evidence }: ReportPullRequest): string {
	if (strength === 'none') return 'no AI evidence';
	const kinds = [...new Set(evidence.map(({ kind }) => kind))].join(', ');
	return arm === 'ai' ? `${strength} evidence: ${kinds}` : `${strength} evidence (${kinds}) is too weak`;
}

/** Merged in the period and delivered. */
export const isMerged: FigureJudge = () => inItsArm;

/** Counts in a rate per developer only with a developer it counts for. */
export const isOfDeveloper: FigureJudge = (pr) => (pr.hasDeveloper ? inItsArm : ofNobody);

/** Linked spend over all of its life. */
export const linkedCost: FigureJudge = ({ sessions, costMicros }) =>
	sessions === 0
		? costUnknown
		: counted(costMicros, () => `${sessions} linked session${sessions === 1 ? '' : 's'}`);

/** Linked spend inside the period, of pull requests that stood in `state` at its end: the parts of the bridge. */
export const spentWhile =
	(state: PullRequestState): FigureJudge =>
	(pr) =>
		pr.state === state && pr.costInPeriodMicros !== null && pr.sessions > 0
			? counted(pr.costInPeriodMicros, `${state} at the end of the period`)
			: null;

/** Hours to the first review, or how long it was watched without one. */
export const firstReview: FigureJudge = (pr) => {
	if (pr.reviewState === 'unknown') return unreviewedSource;
	if (pr.timeToFirstReviewMs !== null) return counted(pr.timeToFirstReviewMs / hourMs, 'reviewed');
	if (pr.reviewedInDraft) return leftOut('only reviewed while a draft');
	if (pr.watchedMs === null) return leftOut('not known when it was ready for review');
	const end = { merge: 'its merge', close: 'its close', 'data-end': 'the end of the data' } as const;
	const until = pr.watchEndedBy === null ? 'its end' : end[pr.watchEndedBy];
	return counted(pr.watchedMs / hourMs, `no review until ${until}: counted as longer than this`);
};

/** Hours to the first review of reviewed ones only: what differences and matching compare. */
export const reviewedOnly: FigureJudge = (pr) =>
	pr.timeToFirstReviewMs === null
		? pr.reviewState === 'unknown'
			? unreviewedSource
			: notReviewed
		: firstReview(pr);

/** A defect in words; a guess with what guesses are worth. */
function defectReason({ tier, why }: DefectEntry): string {
	if (tier !== 'inferred') return `${tier}: ${why}`;
	const { precision, recall } = inferredErrorText(inferredTierError);
	return `inferred (precision ${precision}, recall ${recall}): ${why}`;
}

/** 1 for a defect within 30 days of one of the tiers up to `last`, 0 without; too young ones are left out. */
export const hadDefectUpTo =
	(last: DefectTier): FigureJudge =>
	({ isMature, defect }) => {
		if (!isMature) return immature;
		if (defect === null) return noDefect;
		const isCounted = defectTiers.indexOf(defect.tier) <= defectTiers.indexOf(last);
		return counted(isCounted ? 1 : 0, () => defectReason(defect));
	};

/** 1 for a defect of any tier within 30 days, 0 without; too young ones are left out. */
export const hadDefect: FigureJudge = hadDefectUpTo('inferred');

/** Coverage change in percentage points, or why there is none. */
export const coverageChange: FigureJudge = ({ coverageDelta, coverageMissing, sourceFiles }) => {
	if (coverageDelta !== null) return counted(coverageDelta, 'reports before and after it');
	return leftOut(sourceFiles === 0 ? 'touched no source file' : (coverageMissing ?? 'no coverage report'));
};

/** Some keys as what can be asked for every pull request without making its key. */
function pullRequestsNamed(keys: readonly string[]): FoundByPullRequest<true> {
	const named = new ByPullRequest<true>();
	for (const key of keys) {
		const end = key.lastIndexOf('#');
		named.set({ repo: key.slice(0, end), number: Number(key.slice(end + 1)) }, true);
	}
	return named;
}

/** Named by the model itself: matched, run on a model, small work. `others` says why the rest are not in it. */
export const among = (
	keys: readonly string[],
	judge: FigureJudge,
	why: (pr: ReportPullRequest) => string,
	others: string | null,
): FigureJudge => {
	const known = pullRequestsNamed(keys);
	const notAmong = others === null ? null : leftOut(others);
	return (pr) => {
		const isAmong = known.has(pr);
		if (!isAmong && notAmong === null) return null;
		const found = judge(pr);
		if (found === null) return null;
		if (isAmong) return counted(found.value, why);
		return found.isCounted ? notAmong : found;
	};
};

/** Rests on one kind of evidence. */
export const restsOn = (kind: EvidenceKind): FigureJudge => {
	const verdict = counted(null, ({ evidence }) => {
		const found = evidence.filter((one) => one.kind === kind);
		return [...new Set(found.map(({ tool, where }) => `${tool} in ${where}`))].join(', ');
	});
	return (pr) => (pr.evidence.some((one) => one.kind === kind) ? verdict : null);
};

/** In the AI arm when evidence from `strength` on counts. */
export const aiFrom =
	(strength: Strength): FigureJudge =>
	(pr) =>
		pr.strength !== 'none' && compareStrength(pr.strength, strength) >= 0
			? counted(null, () => armReason({ ...pr, arm: 'ai' }))
			: null;

/** Merged in the period, but in no arm. */
export const countsAs =
	(kind: Exclude<ReportPullRequest['countsAs'], 'delivered'>): FigureJudge =>
	(pr) =>
		pr.countsAs === kind
			? counted(
					1,
					{ revert: 'reverts something', bot: 'by a dependency bot', stacked: 'onto another branch' }[kind],
				)
			: null;

/** Those of an arm that a condition holds for. */
export const where = (
	holds: (pr: ReportPullRequest) => boolean,
	why: (pr: ReportPullRequest) => string,
): FigureJudge => {
	const verdict = counted(null, why);
	return (pr) => (holds(pr) ? verdict : null);
};
