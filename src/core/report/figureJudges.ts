import { compareStrength, type EvidenceKind, type Strength } from '../evidence/evidence.js';
import { inferredErrorText, inferredTierError } from '../outcomes/defectError.js';
import { defectTiers, type DefectTier } from '../outcomes/defectVerdict.js';
import type { PullRequestState } from '../pullRequest.js';
import { ByPullRequest, type FoundByPullRequest } from '../pullRequests/byPullRequest.js';
import type { FigureJudge, FigureVerdict } from './figureRule.js';
import type { ReportPullRequest } from './model.js';

const hourMs = 3_600_000;

const counted = (value: FigureVerdict['value'], why: FigureVerdict['why']): FigureVerdict => ({
	isCounted: true,
	value,
	why,
});
const leftOut = (why: FigureVerdict['why']): FigureVerdict => ({ isCounted: false, value: null, why });

// Verdicts are made once: there are some forty figures of 25,000 pull requests.
const inItsArm = counted(null, armReason);
const ofNobody = leftOut('author is nobody we know');
const costUnknown = leftOut('no linked session: cost unknown');
const unreviewedSource = leftOut('the source knows no reviews');
const notReviewed = leftOut('not reviewed');
const immature = leftOut('merged less than 30 days before the data ends');
const noDefect = counted(0, 'none found within 30 days');

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
export const linkedCost: FigureJudge = ({ sessions }) => (sessions === 0 ? costUnknown : costKnown);

const costKnown = counted(
	({ costMicros }) => costMicros,
	({ sessions }) => `${sessions} linked session${sessions === 1 ? '' : 's'}`,
);

/** Linked spend inside the period, of pull requests that stood in `state` at its end: the parts of the bridge. */
export const spentWhile = (state: PullRequestState): FigureJudge => {
	const spent = counted(({ costInPeriodMicros }) => costInPeriodMicros, `${state} at the end of the period`);
	return (pr) => (pr.state === state && pr.costInPeriodMicros !== null && pr.sessions > 0 ? spent : null);
};

/** Hours to the first review, or how long it was watched without one. */
export const firstReview: FigureJudge = (pr) => {
	if (pr.reviewState === 'unknown') return unreviewedSource;
	if (pr.timeToFirstReviewMs !== null) return reviewed;
	if (pr.reviewedInDraft) return draftReviewed;
	return pr.watchedMs === null ? neverReady : unreviewed;
};

const hours = (ms: number | null): number | null => (ms === null ? null : ms / hourMs);
const reviewed = counted(({ timeToFirstReviewMs }) => hours(timeToFirstReviewMs), 'reviewed');
const draftReviewed = leftOut('only reviewed while a draft');
const neverReady = leftOut('not known when it was ready for review');
const watchEnds = { merge: 'its merge', close: 'its close', 'data-end': 'the end of the data' } as const;
const unreviewed = counted(
	({ watchedMs }) => hours(watchedMs),
	({ watchEndedBy }) => {
		const until = watchEndedBy === null ? 'its end' : watchEnds[watchEndedBy];
		return `no review until ${until}: counted as longer than this`;
	},
);

/** Hours to the first review of reviewed ones only: what differences and matching compare. */
export const reviewedOnly: FigureJudge = (pr) =>
	pr.timeToFirstReviewMs === null
		? pr.reviewState === 'unknown'
			? unreviewedSource
			: notReviewed
		: firstReview(pr);

/** A defect in words; a guess with what guesses are worth. */
function defectReason({ defect }: ReportPullRequest): string {
	if (defect === null) return 'none found within 30 days';
	const { tier, why } = defect;
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
		return defectTiers.indexOf(defect.tier) <= defectTiers.indexOf(last) ? defective : lessSure;
	};

const defective = counted(1, defectReason);
/** Only a tier beyond the last one tells of a defect. */
const lessSure = counted(0, defectReason);

/** 1 for a defect of any tier within 30 days, 0 without; too young ones are left out. */
export const hadDefect: FigureJudge = hadDefectUpTo('inferred');

/** Coverage change in percentage points, or why there is none. */
export const coverageChange: FigureJudge = ({ coverageDelta, sourceFiles }) => {
	if (coverageDelta !== null) return covered;
	return sourceFiles === 0 ? withoutSource : uncovered;
};

const covered = counted(({ coverageDelta }) => coverageDelta, 'reports before and after it');
const withoutSource = leftOut('touched no source file');
const uncovered = leftOut(({ coverageMissing }) => coverageMissing ?? 'no coverage report');

/** Some keys as what can be asked for every pull request without making its key. */
function pullRequestsNamed(keys: readonly string[]): FoundByPullRequest<true> {
	const named = new ByPullRequest<true>();
	let repo = '';
	for (const key of keys) {
		const end = key.lastIndexOf('#');
		// Keys are sorted: mostly the repository is that of the one before.
		if (end !== repo.length || !key.startsWith(repo)) repo = key.slice(0, end);
		named.set({ repo, number: Number(key.slice(end + 1)) }, true);
	}
	return named;
}

/** The same judgement for another reason. */
export const because = (why: (pr: ReportPullRequest) => string, judge: FigureJudge): FigureJudge => {
	let given: FigureVerdict | null = null;
	let told: FigureVerdict | null = null;
	return (pr) => {
		const found = judge(pr);
		// One verdict follows the other over thousands of pull requests.
		if (found !== given) {
			given = found;
			told = found === null ? null : counted(found.value, why);
		}
		return told;
	};
};

/** Named by the model itself: matched, small work. `others` says why the rest are not in it. */
export const among = (
	keys: readonly string[],
	judge: FigureJudge,
	why: (pr: ReportPullRequest) => string,
	others: string | null,
): FigureJudge => {
	const known = pullRequestsNamed(keys);
	const named = because(why, judge);
	const notAmong = others === null ? null : leftOut(others);
	return (pr) => {
		if (known.has(pr)) return named(pr);
		const found = notAmong === null ? null : judge(pr);
		return found?.isCounted === true ? notAmong : found;
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
		pr.strength !== 'none' && compareStrength(pr.strength, strength) >= 0 ? inAiArm : null;

const inAiArm = counted(null, (pr) => armReason({ ...pr, arm: 'ai' }));

/** Merged in the period, but in no arm. */
export const countsAs =
	(kind: Exclude<ReportPullRequest['countsAs'], 'delivered'>): FigureJudge =>
	(pr) =>
		pr.countsAs === kind ? inNoArm[kind] : null;

const inNoArm = {
	revert: counted(1, 'reverts something'),
	bot: counted(1, 'by a dependency bot'),
	stacked: counted(1, 'onto another branch'),
};

/** Those of an arm that a condition holds for. */
export const where = (
	holds: (pr: ReportPullRequest) => boolean,
	why: (pr: ReportPullRequest) => string,
): FigureJudge => {
	const verdict = counted(null, why);
	return (pr) => (holds(pr) ? verdict : null);
};
