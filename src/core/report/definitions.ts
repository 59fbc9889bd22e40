import { inferredTierError } from '../outcomes/defectError.js';
import type { Definition } from './qualityModel.js';

/** Version of each rule the figures rest on; a change of a rule changes its version. */
export const ruleVersions: Readonly<Record<string, string>> = {
	arms: '1',
	bridge: '1',
	'cost-per-merged-pr': '1',
	'defect-rate-30d': '1',
	'coverage-delta': '1',
	'time-to-first-review': '1',
	matching: '1',
	forecast: '1',
	'cell-suppression': '1',
};

/** What the words of the report mean, as printed in its method section. */
export const definitions: readonly Definition[] = [
	{
		term: 'AI evidence',
		meaning:
			'An observed reason to hold a pull request AI-assisted (note, session, trailer, bot, branch, label, message) at or above the chosen strength. "No AI evidence" is not "written by hand".',
	},
	{
		term: 'Direct cost',
		meaning:
			'Spend of the sessions linked to a merged AI-assisted pull request, over its whole life. Median, middle half and mean over those with a linked session; the others are unknown, not free.',
	},
	{
		term: 'Loaded cost',
		meaning: 'All spend of the period ÷ pull requests merged in it, so that abandoned work is paid for too.',
	},
	{
		term: 'Bridge',
		meaning: 'Spend linked to merged + open + closed pull requests + not linked = all spend, exactly.',
	},
	{
		term: 'Merged PRs per developer',
		meaning:
			'Pull requests of the arm merged to the default branch ÷ developers who merged something or committed in the period (the same developers in both arms). Reverts and dependency bots are counted apart.',
	},
	{
		term: 'Defect within 30 days',
		meaning:
			'Share of pull requests merged at least 30 days before the data ends that were reverted, named as the cause of a fix, or hit by a bug fix that blames their lines, within 30 days of the merge. Wilson interval; differences by Newcombe.',
	},
	{
		term: 'Coverage on touched files',
		meaning:
			'Covered share of the touched source files after the merge minus before it, in percentage points; median over pull requests with both reports.',
	},
	{
		term: 'First review',
		meaning:
			'Calendar time from ready for review to the first submitted review by a person who is not the author. Kaplan–Meier median: unreviewed ones are censored at merge, close or the end of the data. Shift by Hodges–Lehmann over reviewed ones.',
	},
	{
		term: 'Interval',
		meaning:
			'95 %. Rates per developer, coverage and direct cost: 2,000 resamples of whole developers with a fixed seed.',
	},
	{
		term: 'Too few',
		meaning: 'Fewer than 5 in an arm: nothing is shown. Fewer than 30: shown grey.',
	},
];

/** Always printed beside the figures. */
export const caveats: readonly string[] = [
	'Observed, not caused: people choose what to use AI for. "No AI evidence" is not "written by hand".',
	'AI evidence is a lower bound: a mark that was never set or was dropped in a squash is not seen.',
	'Pull requests merged less than 30 days before the data ends are not in the defect rate.',
];

/**
 * Error of the inferred tier as the report prints it: what `core/outcomes/defectError.ts` measured. It hits both arms
 * alike, which pulls a difference towards zero.
 */
export const inferredTierText = {
	precision: estimateText(inferredTierError.precision, inferredTierError.precisionInterval),
	recall: estimateText(inferredTierError.recall, inferredTierError.recallInterval),
	source: `${inferredTierError.measuredOn.length} public repositories whose fixes name their cause, 30-day window; both arms alike, so a difference is understated`,
};

/** `0.79 [0.75–0.83]`. */
function estimateText(value: number, [low, high]: readonly [number, number]): string {
	return `${value.toFixed(2)} [${low.toFixed(2)}–${high.toFixed(2)}]`;
}
