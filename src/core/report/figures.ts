import type { ReportFigure } from './figure.js';
import { figureRules } from './figureRules.js';
import {
	isDelivered,
	type FigureEntry,
	type FigurePopulation,
	type FigureRule,
	type FigureSource,
	type FigureVerdict,
} from './figureRule.js';
import type { ReportPullRequest } from './model.js';

/** The pull requests that figures can concern, each list made once: dozens of figures go through the same. */
type Populations = Readonly<Record<FigurePopulation, readonly ReportPullRequest[]>>;

function populationsOf({ pullRequests, otherPullRequests }: FigureSource): Populations {
	const delivered = pullRequests.filter(isDelivered);
	return {
		merged: pullRequests,
		all: pullRequests.concat(otherPullRequests),
		delivered,
		ai: delivered.filter(({ arm }) => arm === 'ai'),
		none: delivered.filter(({ arm }) => arm === 'none'),
	};
}

const populationOf = ({ population }: FigureRule, lists: Populations): readonly ReportPullRequest[] =>
	typeof population === 'string' ? lists[population] : population;

const valueOf = ({ value }: FigureVerdict, pullRequest: ReportPullRequest): number | null =>
	typeof value === 'function' ? value(pullRequest) : value;

const wordsOf = ({ why }: FigureVerdict, pullRequest: ReportPullRequest): string =>
	typeof why === 'string' ? why : why(pullRequest);

/** The first pull requests that a figure counts, or that it concerns but leaves out; newest merge first. */
function entriesOf(rule: FigureRule, lists: Populations, most: number): FigureEntry[] {
	const { judge } = rule;
	const entries: FigureEntry[] = [];
	for (const pullRequest of judge === null ? [] : populationOf(rule, lists)) {
		if (entries.length >= most) break;
		const found = judge?.(pullRequest) ?? null;
		if (found === null) continue;
		const { isCounted } = found;
		const [value, why] = [valueOf(found, pullRequest), wordsOf(found, pullRequest)];
		entries.push({ pullRequest, isCounted, value, why });
	}
	return entries;
}

function figureOf(rule: FigureRule, lists: Populations): ReportFigure {
	const { id, title, section, unit, isDifference, value, withheld, judge } = rule;
	const leftOut = new Map<string, number>();
	let counted = 0;
	const population = judge === null ? [] : populationOf(rule, lists);
	// By place: there are forty figures, and an engine makes an iterator cheap only in what runs far longer.
	for (let at = 0; at < population.length; at += 1) {
		const pullRequest = population[at];
		const found = pullRequest === undefined ? null : (judge?.(pullRequest) ?? null);
		if (pullRequest === undefined || found === null) continue;
		if (found.isCounted) {
			counted += 1;
			continue;
		}
		const why = wordsOf(found, pullRequest);
		leftOut.set(why, (leftOut.get(why) ?? 0) + 1);
	}
	return {
		id,
		title,
		section,
		unit,
		isDifference,
		value,
		withheld,
		rule: rule.rule,
		pullRequests: judge === null ? null : counted,
		leftOut: [...leftOut].map(([why, pullRequests]) => ({ why, pullRequests })),
		inspect: [`outlay inspect figure ${id}`, ...rule.inspect],
	};
}

/** The figures of a report that lead to pull requests or to a command, in the order of the page. */
export function reportFigures(report: FigureSource): ReportFigure[] {
	const lists = populationsOf(report);
	return figureRules(report).map((rule) => figureOf(rule, lists));
}

/** The pull requests behind some figures of a report, at most so many each, by the figure's id. Unknown ids are left out. */
export function figureEntries(
	report: FigureSource,
	ids: ReadonlySet<string>,
	most = Infinity,
): ReadonlyMap<string, readonly FigureEntry[]> {
	const lists = populationsOf(report);
	return new Map(
		figureRules(report)
			.filter(({ id }) => ids.has(id))
			.map((rule) => [rule.id, entriesOf(rule, lists, most)]),
	);
}
