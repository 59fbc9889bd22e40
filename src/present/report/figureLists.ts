import type { FigureUnit, ReportFigure } from '../../core/report/figure.js';
import type { FigureEntry } from '../../core/report/figureRule.js';
import { figureEntries } from '../../core/report/figures.js';
import type { Report } from '../../core/report/model.js';
import { formatUsd } from '../../core/money.js';
import { counted, formatDuration, formatNumber, formatPoints, formatShare, signed } from '../format.js';

const formats: Readonly<Record<FigureUnit, (value: number) => string>> = {
	micros: (value) => formatUsd(value),
	count: (value) => formatNumber(value, Number.isInteger(value) ? 0 : 2),
	share: (value) => formatShare(value),
	hours: formatDuration,
	points: (value) => signed(formatPoints(value)),
};

/** Hours of work: there is no day of 24 of them. */
export const workHours = (hours: number): string => `${formatNumber(hours, 1)} h`;

/** How much more one rate is than another. */
export const lift = (share: number): string => signed(formatShare(share, 0));

const differences: Readonly<Record<FigureUnit, (value: number) => string>> = {
	micros: (value) => signed(formatUsd(value)),
	count: (value) => signed(formatNumber(value, 2)),
	share: (value) => signed(formatPoints(value * 100)),
	hours: (value) => signed(formatDuration(value)),
	points: (value) => signed(formatPoints(value)),
};

/** A figure's value as its section prints it, or why it has none. */
export function figureValue({ unit, value, withheld, isDifference, section }: ReportFigure): string {
	if (value === null) return `withheld: ${withheld ?? 'not known'}`;
	if (isDifference) return differences[unit](value);
	if (section === 'value' && unit === 'hours') return workHours(value);
	if (section === 'value' && unit === 'share') return lift(value);
	return formats[unit](value);
}

/** What one pull request adds to a figure; a defect and a count are told by the reason beside them. */
export function entryValue({ unit }: ReportFigure, { value, isCounted }: FigureEntry): string {
	if (!isCounted) return 'not counted';
	if (unit === 'count') return 'counted';
	if (value === null) return '';
	return unit === 'share' ? (value === 0 ? 'no' : 'yes') : formats[unit](value);
}

/** How many pull requests a figure counts, and how many it leaves out and why. */
export function countWords({ pullRequests, leftOut }: ReportFigure): string {
	if (pullRequests === null) return 'rests on calls and days';
	const left = leftOut.map(
		({ why, pullRequests: count }) => `${formatNumber(count)} ${why.replace(/\.$/, '')}`,
	);
	const words = `${counted(pullRequests, 'PR')} counted`;
	return left.length === 0 ? words : `${words}; not counted: ${left.join(', ')}`;
}

/** Figures of a section, named in one line for the forms that have no links. */
export function figureLine(figures: readonly ReportFigure[]): string[] {
	const ids = figures.map(({ id }) => id);
	if (ids.length === 0) return [];
	const weeks = ids.length > 1 && ids.every((id) => id.startsWith('week-'));
	const named = weeks ? `${ids[0] ?? ''} … ${ids.at(-1) ?? ''}` : ids.join(', ');
	return [`PRs and rule behind each: outlay inspect figure ID, ID one of ${named}.`];
}

/** The lists of some figures, cut so that all together hold at most `mostEntries`: long ones give way first. */
export function cutEntries(
	report: Report,
	mostEntries: number,
): ReadonlyMap<string, { readonly entries: readonly FigureEntry[]; readonly all: number }> {
	const all = new Map(
		report.figures.map(({ id, pullRequests, leftOut }) => [
			id,
			(pullRequests ?? 0) + leftOut.reduce((sum, left) => sum + left.pullRequests, 0),
		]),
	);
	const sizes = [...all.values()].sort((one, two) => one - two);
	let left = mostEntries;
	let most = 0;
	for (const [index, size] of sizes.entries()) {
		const share = Math.floor(left / (sizes.length - index));
		most = Math.max(most, Math.min(size, share));
		left -= Math.min(size, share);
	}
	const lists = figureEntries(report, new Set(all.keys()), most);
	return new Map([...lists].map(([id, entries]) => [id, { entries, all: all.get(id) ?? 0 }]));
}
