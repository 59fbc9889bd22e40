import { quantileSorted } from 'simple-statistics';
import type { Config } from '../config.js';
import type { ReportInputs } from './inputs.js';
import type { LinkedSpend } from './linkedSpend.js';
import type { PlacedPullRequest, Population } from './population.js';
import type { WatchItem } from './sectionModel.js';
import type { SpendSums } from './spendSums.js';
import { mondayOf } from './weeks.js';

/** Fewer days with spend than this have no usual day. */
const fewestActiveDays = 10;
/** Friday to Sunday above this share of a week's spend is a burst. */
const burstShare = 0.6;
const trivialLines = 10;

const total = (amounts: readonly number[]): number => amounts.reduce((sum, micros) => sum + micros, 0);

function highDays(days: ReadonlyMap<string, number>): WatchItem[] {
	const active = [...days].filter(([, micros]) => micros > 0);
	if (active.length < fewestActiveDays) return [];
	const average = total(active.map(([, micros]) => micros)) / active.length;
	const high = active.filter(([, micros]) => micros > 2 * average);
	if (high.length === 0) return [];
	return [
		{
			rule: 'day-over-twice-average',
			what: `days over twice the average of ${active.length} days with spend`,
			count: high.length,
			costMicros: total(high.map(([, micros]) => micros)),
			when: high.map(([day]) => day),
			pullRequestKeys: null,
			inspect: 'outlay inspect usage --group day,model',
		},
	];
}

function weekEndBursts(days: ReadonlyMap<string, number>): WatchItem[] {
	const weekOf = mondayOf();
	const weeks = new Map<string, { all: number; end: number }>();
	for (const [day, micros] of days) {
		const monday = weekOf(day);
		const week = weeks.get(monday) ?? { all: 0, end: 0 };
		const sinceMonday = (Date.parse(day) - Date.parse(monday)) / 86_400_000;
		week.all += micros;
		if (sinceMonday >= 4) week.end += micros;
		weeks.set(monday, week);
	}
	if (weeks.size < 3) return [];
	const average = total([...weeks.values()].map(({ all }) => all)) / weeks.size;
	const bursts = [...weeks].filter(([, { all, end }]) => end > burstShare * all && all >= average / 2);
	if (bursts.length === 0) return [];
	return [
		{
			rule: 'week-end-burst',
			what: `weeks with over ${burstShare * 100} % of their spend from Friday to Sunday`,
			count: bursts.length,
			costMicros: total(bursts.map(([, { end }]) => end)),
			when: bursts.map(([week]) => week),
			pullRequestKeys: null,
			inspect: 'outlay inspect usage --group day,model',
		},
	];
}

function highSpendTrivialOutput(
	inputs: ReportInputs,
	{ arms }: Population,
	{ byPullRequest }: LinkedSpend,
	k: number,
): WatchItem[] {
	const priced: { readonly placed: PlacedPullRequest; readonly micros: number }[] = [];
	for (const prs of [arms.ai, arms.none]) {
		for (const placed of prs) {
			const spend = byPullRequest.get(placed.pullRequest);
			if (spend !== undefined) priced.push({ placed, micros: spend.costMicros });
		}
	}
	if (priced.length < fewestActiveDays) return [];
	const high = quantileSorted(
		priced.map(({ micros }) => micros).sort((one, two) => one - two),
		0.9,
	);
	const found = priced.filter(
		({ placed, micros }) =>
			micros >= high && placed.sourceLines !== null && placed.sourceLines <= trivialLines,
	);
	const isOwn = (inputs.filters?.author ?? null) !== null;
	const people = new Set(found.map(({ placed }) => placed.cluster)).size;
	if (found.length === 0 || (!isOwn && (found.length < k || people < k))) return [];
	return [
		{
			rule: 'high-spend-trivial-output',
			what: `merged PRs among the dearest tenth that changed at most ${trivialLines} source lines`,
			count: found.length,
			costMicros: total(found.map(({ micros }) => micros)),
			when: [],
			pullRequestKeys: found.map(({ placed }) => placed.key),
			inspect: 'outlay inspect links',
		},
	];
}

/**
 * Things worth a look, told without names: they are questions about the work, not about a person. Pull requests are
 * only counted here from k of them by k people on, or in one person's own report.
 */
export function watchList(
	inputs: ReportInputs,
	{ byDay }: SpendSums,
	population: Population,
	spend: LinkedSpend,
	config: Config,
): WatchItem[] {
	const days = new Map([...byDay].sort(([one], [two]) => (one < two ? -1 : 1)));
	return [
		...highDays(days),
		...weekEndBursts(days),
		...highSpendTrivialOutput(inputs, population, spend, config.privacy.k),
	];
}
