import type { ReportFigure } from './figure.js';
import { figureRules } from './figureRules.js';
import type { FigureEntry, FigureRule, FigureSource, FigureVerdict } from './figureRule.js';
import type { ReportPullRequest } from './model.js';

/** The pull requests that a figure may concern. */
function populationOf({ population }: FigureRule, report: FigureSource): readonly ReportPullRequest[] {
	const { pullRequests, otherPullRequests } = report;
	return population === 'merged' ? pullRequests : [...pullRequests, ...otherPullRequests];
}

const wordsOf = (why: FigureVerdict['why']): string => (typeof why === 'string' ? why : why());

/** Every pull request that a figure counts, and those that it concerns but leaves out; newest merge first. */
function entriesOf(rule: FigureRule, report: FigureSource): FigureEntry[] {
	const { judge } = rule;
	if (judge === null) return [];
	return populationOf(rule, report).flatMap((pullRequest) => {
		const found = judge(pullRequest);
		return found === null ? [] : [{ pullRequest, ...found, why: wordsOf(found.why) }];
	});
}

function figureOf(rule: FigureRule, report: FigureSource): ReportFigure {
	const { id, title, section, unit, value, withheld, judge } = rule;
	const leftOut = new Map<string, number>();
	let counted = 0;
	for (const pullRequest of judge === null ? [] : populationOf(rule, report)) {
		const found = judge?.(pullRequest) ?? null;
		if (found === null) continue;
		if (found.isCounted) counted += 1;
		else leftOut.set(wordsOf(found.why), (leftOut.get(wordsOf(found.why)) ?? 0) + 1);
	}
	return {
		id,
		title,
		section,
		unit,
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
	return figureRules(report).map((rule) => figureOf(rule, report));
}

/** The pull requests behind some figures of a report, by the figure's id. Unknown ids are left out. */
export function figureEntries(
	report: FigureSource,
	ids: ReadonlySet<string>,
): ReadonlyMap<string, readonly FigureEntry[]> {
	return new Map(
		figureRules(report)
			.filter(({ id }) => ids.has(id))
			.map((rule) => [rule.id, entriesOf(rule, report)]),
	);
}
