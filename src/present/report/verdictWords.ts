import type { Difference } from '../../core/report/estimate.js';
import type { MatchedOutcome } from '../../core/report/matchedModel.js';
import type { Report } from '../../core/report/model.js';
import { formatNumber } from '../format.js';

/** True: an arm has fewer than 30 to take the outcome from. */
export const isSmallOutcome = ({ arms }: Pick<Report, 'arms'>, outcome: MatchedOutcome['outcome']): boolean =>
	arms.ai[outcome].isSmall || arms.none[outcome].isSmall;

/**
 * True: nothing can be told, an arm is small, and it would take more to tell rates this far apart. Large arms that
 * lie close together are not too few: they show no clear difference.
 */
export function isTooFewToTell(
	{ arms, differences }: Pick<Report, 'arms' | 'differences'>,
	outcome: MatchedOutcome['outcome'],
): boolean {
	const { verdict, neededPerArm } = differences[outcome];
	const fewest = Math.min(arms.ai[outcome].n, arms.none[outcome].n);
	const isUnclear = verdict === 'no clear difference' && isSmallOutcome({ arms }, outcome);
	return isUnclear && neededPerArm !== null && neededPerArm > fewest;
}

/** The verdict on all pull requests of an outcome, as every place of the report says it. */
export function crudeVerdict(
	report: Pick<Report, 'arms' | 'differences'>,
	outcome: MatchedOutcome['outcome'],
): string {
	const { verdict, neededPerArm } = report.differences[outcome];
	if (!isTooFewToTell(report, outcome)) return verdict;
	return neededPerArm === null || neededPerArm > 1_000_000
		? 'too few to tell'
		: `too few to tell (needs ~${formatNumber(neededPerArm)} each)`;
}

/** The verdict on the matched ones: where all of them are too few to tell, a part of them is as well. */
export function matchedVerdict(
	report: Pick<Report, 'arms' | 'differences'>,
	{ outcome, matched }: { readonly outcome: MatchedOutcome['outcome']; readonly matched: Difference },
): string {
	const isUnclear = matched.verdict === 'no clear difference';
	return isUnclear && isTooFewToTell(report, outcome) ? 'too few to tell' : matched.verdict;
}
