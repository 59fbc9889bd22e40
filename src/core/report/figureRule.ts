import type { Arm } from '../evidence/evidence.js';
import { ruleVersions } from './definitions.js';
import type { ReportFigure } from './figure.js';
import type { Report, ReportPullRequest } from './model.js';

/** The report without its own list of figures. */
export type FigureSource = Omit<Report, 'figures'>;

/** One pull request behind a figure. */
export interface FigureEntry {
	readonly pullRequest: ReportPullRequest;
	readonly isCounted: boolean;
	/** Its own value in the figure's unit; null when it has none, as where it only counts as one. */
	readonly value: number | null;
	readonly why: string;
}

/**
 * What one pull request is to a figure. `value` and `why` are only worked out where somebody reads them, from the pull
 * request: most verdicts are the same for very many pull requests, and are made once.
 */
export interface FigureVerdict {
	readonly isCounted: boolean;
	readonly value: number | null | ((pullRequest: ReportPullRequest) => number | null);
	readonly why: string | ((pullRequest: ReportPullRequest) => string);
}

/** Judges one pull request for a figure; null when the figure does not concern it. */
export type FigureJudge = (pullRequest: ReportPullRequest) => FigureVerdict | null;

/**
 * The pull requests that a figure can concern at all: merged in the period, or also those that only carry spend of it;
 * of the merged ones those delivered, which are in the arms, or those of one arm. Newest merge first in each.
 */
export type FigurePopulation = 'merged' | 'all' | 'delivered' | Arm;

/** In an arm. */
export const isDelivered = ({ countsAs }: ReportPullRequest): boolean => countsAs === 'delivered';

/** A figure before its pull requests are counted. */
export interface FigureRule extends Omit<ReportFigure, 'pullRequests' | 'leftOut' | 'inspect'> {
	readonly population: FigurePopulation | readonly ReportPullRequest[];
	/** Null for a figure that does not rest on pull requests. */
	readonly judge: FigureJudge | null;
	/** Commands beside `outlay inspect figure`. */
	readonly inspect: readonly string[];
}

/** A rule as it is written down: what most figures share is left out. */
export type GivenRule = Pick<FigureRule, 'id' | 'title' | 'unit' | 'value'> &
	Partial<Pick<FigureRule, 'isDifference' | 'withheld' | 'judge' | 'population' | 'inspect'>>;

function versionOf(rule: string): string {
	const version = ruleVersions[rule];
	if (version === undefined) throw new Error(`No rule is called "${rule}".`);
	return version;
}

/** Figures of one section by one rule of `ruleVersions`. */
export const figuresOf =
	(section: string, rule: string) =>
	(...given: readonly GivenRule[]): FigureRule[] =>
		given.map((one) => ({
			section,
			rule: `${rule}/${versionOf(rule)}`,
			isDifference: false,
			judge: null,
			population: 'merged',
			inspect: [],
			...one,
			withheld: one.value === null ? (one.withheld ?? 'not known') : null,
		}));
