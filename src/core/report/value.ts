import { Temporal } from 'temporal-polyfill';
import type { Config } from '../config.js';
import { dayIn } from '../period.js';
import { rounded } from './estimate.js';
import type { ReportInputs } from './inputs.js';
import type { Population } from './population.js';
import type { ValueLine, ValueSection } from './sectionModel.js';

/** Monday to Friday days of the period, as far as the data reach. */
function workingDays({ period, dataEndMs }: ReportInputs): number {
	const dayOf = dayIn(period.timezone);
	const last = dayOf(Math.max(period.sinceMs, Math.min(period.untilMs, dataEndMs) - 1));
	let count = 0;
	for (
		let day = Temporal.PlainDate.from(dayOf(period.sinceMs));
		day.toString() <= last;
		day = day.add({ days: 1 })
	) {
		if (day.dayOfWeek <= 5) count += 1;
	}
	return count;
}

const dollars = (micros: number): string =>
	`$${(micros / 1_000_000).toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`;

interface LineOptions {
	readonly settings?: readonly string[];
	readonly withheld?: string | null;
}

function line(
	id: string,
	name: string,
	formula: string,
	filledIn: string,
	unit: ValueLine['unit'],
	value: number | null,
	{ settings = [], withheld = null }: LineOptions = {},
): ValueLine {
	const known = withheld === null ? value : null;
	return {
		id,
		name,
		formula,
		filledIn,
		unit,
		value: known === null ? null : unit === 'micros' ? Math.round(known) : rounded(known),
		settings,
		withheld: known === null ? (withheld ?? 'nothing to divide by') : null,
	};
}

/** Developers with an AI-assisted merged pull request against those without: different people, and it is said so. */
function liftLine({ arms, developers }: Population, k: number): ValueLine {
	const users = new Set(arms.ai.map(({ personId }) => personId).filter((id) => id !== null));
	const merged = [...arms.ai, ...arms.none].filter(({ personId }) => personId !== null);
	const byUsers = merged.filter(({ personId }) => personId !== null && users.has(personId)).length;
	const others = developers.length - users.size;
	const perUser = users.size === 0 ? null : byUsers / users.size;
	const perOther = others === 0 ? null : (merged.length - byUsers) / others;
	const isTooFew = users.size < k || others < k;
	const value = perUser === null || perOther === null || perOther === 0 ? null : perUser / perOther - 1;
	return line(
		'productivity-lift',
		'Productivity lift (observed, different people)',
		'merged PRs per developer with an AI-assisted PR ÷ merged PRs per developer without one − 1',
		isTooFew ? 'withheld' : `(${byUsers} ÷ ${users.size}) ÷ (${merged.length - byUsers} ÷ ${others}) − 1`,
		'share',
		value,
		{ withheld: isTooFew ? `fewer than ${k} developers on a side (${users.size} and ${others})` : null },
	);
}

const yearSettings = ['formulas.workingDaysPerYear'];
const savedSettings = ['formulas.minutesSavedPerAiPr', 'formulas.hourlyRate'];

/** All spend ÷ commits. */
function commitLine({ commitCounts }: ReportInputs, totalMicros: number): ValueLine {
	const commits = commitCounts ? commitCounts.ai + commitCounts.none : null;
	return line(
		'cost-per-commit',
		'Cost per commit',
		'all spend ÷ commits on the default branch',
		`${dollars(totalMicros)} ÷ ${commits ?? '?'}`,
		'micros',
		commits === null || commits === 0 ? null : totalMicros / commits,
		{ withheld: commits === null ? 'git was not read' : commits === 0 ? 'no commits in the period' : null },
	);
}

/** Hours and money saved in the period, by the team's own estimate of minutes a pull request. */
function savedLines(
	ai: number,
	{ hourlyRate, minutesSavedPerAiPr }: Config['formulas'],
): [ValueLine, ValueLine] {
	const withheld = minutesSavedPerAiPr === 0 ? 'set formulas.minutesSavedPerAiPr to your own estimate' : null;
	const hours = (ai * minutesSavedPerAiPr) / 60;
	return [
		line(
			'time-saved',
			'Time saved',
			'AI-assisted merged PRs × minutes saved per AI PR ÷ 60',
			`${ai} × ${minutesSavedPerAiPr} ÷ 60`,
			'hours',
			hours,
			{ settings: ['formulas.minutesSavedPerAiPr'], withheld },
		),
		line(
			'value-of-time-saved',
			'Value of the time saved',
			'time saved × hourly rate',
			`${rounded(hours) ?? 0} h × $${hourlyRate}`,
			'micros',
			hours * hourlyRate * 1_000_000,
			{ settings: savedSettings, withheld },
		),
	];
}

/** The period's amounts on a year of working days. */
function yearLines(
	saved: ValueLine,
	totalMicros: number,
	days: number,
	{ workingDaysPerYear }: Config['formulas'],
): ValueLine[] {
	const yearly = (micros: number | null): number | null =>
		days === 0 || micros === null ? null : (micros / days) * workingDaysPerYear;
	const perYear = `÷ ${days} × ${workingDaysPerYear}`;
	const annualSaved = yearly(saved.value);
	const annualSpend = yearly(totalMicros);
	const settings = [...savedSettings, ...yearSettings];
	return [
		line(
			'annual-value',
			'Annual value',
			'value of the time saved ÷ working days of the period × working days a year',
			`${dollars(saved.value ?? 0)} ${perYear}`,
			'micros',
			annualSaved,
			{ settings, withheld: saved.withheld },
		),
		line(
			'annual-spend',
			'Annual spend at this pace',
			'all spend ÷ working days of the period × working days a year',
			`${dollars(totalMicros)} ${perYear}`,
			'micros',
			annualSpend,
			{ settings: yearSettings },
		),
		line(
			'annual-value-less-spend',
			'Annual value less spend',
			'annual value − annual spend at this pace',
			`${dollars(annualSaved ?? 0)} − ${dollars(annualSpend ?? 0)}`,
			'micros',
			annualSaved === null || annualSpend === null ? null : annualSaved - annualSpend,
			{ settings, withheld: saved.withheld },
		),
	];
}

/**
 * What it is worth under the team's own assumptions: nothing here is measured beyond spend, commits and merges. Each
 * line prints its formula and the settings of `outlay.config.json` that change it.
 */
export function value(
	inputs: ReportInputs,
	population: Population,
	totalMicros: number,
	config: Config,
): ValueSection {
	const [hours, saved] = savedLines(population.arms.ai.length, config.formulas);
	return {
		note: 'Assumptions of the team, not measurements.',
		lines: [
			commitLine(inputs, totalMicros),
			liftLine(population, config.privacy.k),
			hours,
			saved,
			...yearLines(saved, totalMicros, workingDays(inputs), config.formulas),
		],
	};
}
