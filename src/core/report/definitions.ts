import { inferredErrorText, inferredTierError } from '../outcomes/defectError.js';
import type { Definition } from './qualityModel.js';

/** Version of each rule the figures rest on; a change of a rule changes its version. */
export const ruleVersions: Readonly<Record<string, string>> = {
	arms: '1',
	bridge: '2',
	'cost-per-merged-pr': '1',
	'merged-per-developer': '1',
	'defect-rate-30d': '1',
	'coverage-delta': '1',
	'time-to-first-review': '1',
	matching: '2',
	forecast: '1',
	'cell-suppression': '1',
	models: '1',
	'small-work': '1',
	'watch-list': '1',
	value: '1',
};

/** What the words of the report mean, as printed in its method section. */
export const definitions: readonly Definition[] = [
	{
		term: 'AI evidence',
		rule: 'arms',
		meaning:
			'An observed reason to hold a pull request AI-assisted (note, session, trailer, bot, branch, label, message) at or above the chosen strength. "No AI evidence" is not "written by hand".',
	},
	{
		term: 'Direct cost',
		rule: 'cost-per-merged-pr',
		meaning:
			'Spend of the sessions linked to a merged AI-assisted pull request, over its whole life. Median, middle half and mean over those with a linked session; the others are unknown, not free.',
	},
	{
		term: 'Loaded cost',
		rule: 'cost-per-merged-pr',
		meaning: 'All spend of the period ÷ pull requests merged in it, so that abandoned work is paid for too.',
	},
	{
		term: 'Bridge',
		rule: 'bridge',
		meaning: 'Spend linked to merged + open + closed pull requests + not linked = all spend, exactly.',
	},
	{
		term: 'As recorded in notes',
		rule: 'bridge',
		meaning:
			'Spend of sessions whose transcripts are not at hand, as whoever had them recorded it on commits (outlay tag), at the prices of then. A session is counted once, by its latest record; of copies of a share one counts; days are those of UTC. Sessions that nobody tagged are not in it.',
	},
	{
		term: 'Merged PRs per developer',
		rule: 'merged-per-developer',
		meaning:
			'Pull requests of the arm merged to the default branch ÷ developers who merged something or committed in the period (the same developers in both arms). Reverts and dependency bots are counted apart.',
	},
	{
		term: 'Defect within 30 days',
		rule: 'defect-rate-30d',
		meaning:
			'Share of pull requests merged at least 30 days before the data ends that were reverted, named as the cause of a fix, or hit by a bug fix that blames their lines, within 30 days of the merge. Wilson interval; differences by Newcombe.',
	},
	{
		term: 'Coverage on touched files',
		rule: 'coverage-delta',
		meaning:
			'Covered share of the touched source files after the merge minus before it, in percentage points; median over pull requests with both reports.',
	},
	{
		term: 'First review',
		rule: 'time-to-first-review',
		meaning:
			'Calendar time from ready for review to the first submitted review by a person who is not the author. Kaplan–Meier median: unreviewed ones are censored at merge, close or the end of the data. Shift by Hodges–Lehmann over reviewed ones.',
	},
	{
		term: 'Like compared with like',
		rule: 'matching',
		meaning:
			'Each developer against themselves, and pull requests of the same repository, size, kind of work and month against each other. Rates pooled by Mantel–Haenszel, times and coverage by the stratified Hodges–Lehmann shift. Groups with one arm only carry no comparison; fewer developers than a cell needs people are not shown, as the figure would be one person’s.',
	},
	{
		term: 'Chargeback',
		rule: 'cell-suppression',
		meaning:
			'Spend by the team of the person whose sessions it is. A cell is shown with k people and k merged pull requests and nobody over 75 % of it; more cells are hidden until no sum or difference gives a hidden one away.',
	},
	{
		term: 'Cache worth',
		rule: 'models',
		meaning:
			'What the cached tokens would have cost at the input price of their day, less what writing and reading them did cost, at base list rates.',
	},
	{
		term: 'Small work on an expensive model',
		rule: 'small-work',
		meaning:
			'Merged pull requests of at most 20 changed source lines in at most 2 files whose sessions ran on an expensive model, and the same tokens at the price of the cheaper one on that day.',
	},
	{
		term: 'Worth a look',
		rule: 'watch-list',
		meaning:
			'Days over twice the average of days with spend (from 10 such days on), weeks with over 60 % of their spend from Friday to Sunday (from 3 weeks on), merged pull requests among the dearest tenth with at most 10 changed source lines.',
	},
	{
		term: 'Forecast',
		rule: 'forecast',
		meaning:
			'Whole past weeks (2 to 13) resampled for the days that are left, 2,000 draws with a fixed seed, 95 % interval; announced prices and planned headcount scale each day.',
	},
	{
		term: 'Value',
		rule: 'value',
		meaning:
			'Formulas over spend, commits and merges with settings of the team; assumptions, not measurements.',
	},
	{
		term: 'Smallest difference',
		rule: null,
		meaning:
			'What this sample would show with 80 % power: for defects by the two-proportion formula (Fleiss), else 2.8 standard errors of the difference.',
	},
	{
		term: 'Interval',
		rule: null,
		meaning:
			'95 %. Rates per developer, coverage and direct cost: 2,000 resamples of whole developers with a fixed seed.',
	},
	{
		term: 'Too few',
		rule: null,
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
	...inferredErrorText(inferredTierError),
	source: `${inferredTierError.measuredOn.length} public repositories whose fixes name their cause, 30-day window; both arms alike, so a difference is understated`,
};
