import type { BudgetStatus } from '../core/budget/budget.js';
import type { BudgetLine } from '../core/budget/budgetLine.js';
import type { ListSpend } from '../core/budget/localUse.js';
import type { LimitSource } from '../core/budget/reading.js';
import type { BudgetState } from '../core/budget/state.js';
import type { BudgetPeriod } from '../core/budget/window.js';
import type { Entitlement } from '../core/entitlement/entitlement.js';
import { modelLabel } from '../core/entitlement/modelName.js';
import { formatMoney, formatUsd } from '../core/money.js';
import { formatShare } from './format.js';
import { priceWords } from './priceWords.js';
import { plainText } from './plainText.js';
import { wrap } from './textTable.js';

const thisPeriod: Record<BudgetPeriod, string> = {
	daily: 'today',
	weekly: 'this week',
	monthly: 'this month',
	quarterly: 'this quarter',
};

/** Who set the limit, as a phrase. */
export const limitSourcePhrase: Record<LimitSource, string> = {
	user: 'limit set for you',
	group: 'limit set for your group',
	'seat-tier': 'limit set for your seat tier',
	organization: 'limit set for your organization',
	policy: "limit from your team's outlay.config.json",
	setting: 'limit from your own setting',
	client: 'limit as Claude Code shows it',
	none: 'no limit is known',
};

/** Where the spend comes from, as a phrase. */
function basisPhrase({ basis, priceBasis }: BudgetLine): string {
	switch (basis) {
		case 'billed':
			return 'billed';
		case 'client':
			return "Claude Code's own figure (client)";
		case 'list':
			return `estimate at ${priceWords[priceBasis]} from this machine`;
	}
}

const stateWord: Record<BudgetState, string> = {
	ok: '',
	warning: 'three quarters used',
	critical: 'nearly used up',
	over: 'over the limit',
	unlimited: '',
	'included-only': '',
	unknown: '',
};

/** A day as `1 Dec`. */
export function dayText(atMs: number, timezone: string): string {
	const format = new Intl.DateTimeFormat('en-GB', { timeZone: timezone, day: 'numeric', month: 'short' });
	return format.format(atMs);
}

/** A time as `14:05` of today, else with its day. */
export function timeText(atMs: number, nowMs: number, timezone: string): string {
	const clock = new Intl.DateTimeFormat('en-GB', { timeZone: timezone, hour: '2-digit', minute: '2-digit' });
	const day = dayText(atMs, timezone);
	return day === dayText(nowMs, timezone) ? clock.format(atMs) : `${day}, ${clock.format(atMs)}`;
}

/** The figure of a line: `$314.02 of $500.00 this month (63 %)`. `~` marks an estimate. */
export function budgetFigure(line: BudgetLine): string {
	const when = thisPeriod[line.period];
	const mark = line.basis === 'list' && line.spentMicros !== null ? '~' : '';
	const spent = mark + formatMoney(line.spentMicros, line.currency);
	if (line.state === 'included-only') {
		const sofar =
			line.basis === 'list'
				? `use worth ${spent} at ${priceWords[line.priceBasis]}`
				: `${spent} beyond it so far`;
		return `included use only: nothing beyond it may be spent ${when} (${sofar})`;
	}
	if (line.state === 'unlimited') return `${spent} ${when}, no limit`;
	if (line.limitMicros === null) {
		return line.spentMicros === null ? 'not known' : `${spent} ${when}, no limit known`;
	}
	const limit = formatMoney(line.limitMicros, line.currency);
	if (line.spentMicros === null) return `limit ${limit} ${when}, spend not known`;
	const share = line.usedShare === null ? '' : ` (${formatShare(line.usedShare, 0)})`;
	return `${spent} of ${limit} ${when}${share}`;
}

/** `limit set for your seat tier · billed, as of 14:05`. */
export function budgetOrigin(line: BudgetLine, nowMs: number, timezone: string): string {
	const source = limitSourcePhrase[line.limitSource];
	if (line.spentMicros === null) return source;
	const from = line.limitSource === 'none' ? '' : `${source} · `;
	return `${from}${basisPhrase(line)}, as of ${timeText(line.asOfMs, nowMs, timezone)}`;
}

/** `at this pace $412 by 1 Dec ($380–$450)`; null without a forecast. */
export function forecastText(budget: BudgetStatus, timezone: string): string | null {
	const { forecast, currency, window, state, period } = budget;
	if (forecast === null || forecast.micros === 0 || state === 'included-only') return null;
	const money = (micros: number): string => formatMoney(micros, currency, 'whole');
	const end = dayText(window.endMs, timezone);
	const range = `${money(forecast.lowMicros)}–${money(forecast.highMicros)}`;
	const pace = `at this pace ${money(forecast.micros)} by ${period === 'daily' ? 'midnight' : end} (${range})`;
	if (forecast.lastsUntilMs === null || state === 'over') return pace;
	return `${pace}; the limit is reached on ${dayText(forecast.lastsUntilMs, timezone)}`;
}

const windowNames: Readonly<Record<string, string>> = {
	five_hour: '5 hours',
	seven_day: '7 days',
	seven_day_opus: '7 days, Opus',
	seven_day_sonnet: '7 days, Sonnet',
};

const labelWidth = 16;

interface Row {
	readonly label: string;
	readonly lines: readonly string[];
}

const amount = ({ costMicros, unpricedCalls }: ListSpend): string =>
	`~${formatUsd(costMicros)}` + (unpricedCalls > 0 ? ' and more (a model without a price)' : '');

function useRows(budget: BudgetStatus): Row[] {
	const { today, thisSession, thisBranch } = budget;
	const branch = thisBranch === null ? '' : ` (${plainText(thisBranch.branch, 60)})`;
	return [
		{
			label: 'Today',
			lines: [today === null ? 'not known' : `${amount(today)}, at ${priceWords[budget.priceBasis]}`],
		},
		...(thisSession === null ? [] : [{ label: 'This session', lines: [amount(thisSession)] }]),
		...(thisBranch === null ? [] : [{ label: 'This branch', lines: [amount(thisBranch) + branch] }]),
		{
			label: 'By model',
			lines:
				budget.models.length === 0
					? ['no Claude Code use on this machine in this period']
					: budget.models.map(
							({ model, costMicros }) => `~${formatUsd(costMicros)}  ${modelLabel(plainText(model))}`,
						),
		},
	];
}

const sourcePhrase: Record<Entitlement['source'], string> = {
	managed: 'managed settings of your organization',
	organization: "your organization's model restrictions, as Claude Code last saw them",
	user: 'your own settings',
	none: 'nothing restricts them',
};

/** The models a person may use, the one in use, and those refused, as lines. */
export function entitlementLines(entitlement: Entitlement): string[] {
	const { current, currentAllowed, allowed, denied, source, isUnrestricted } = entitlement;
	const label = (model: string): string => modelLabel(plainText(model));
	const names = [...new Set(allowed.map(label))].join(', ');
	const restricted = names === '' && source !== 'none' ? 'all but those denied' : names;
	const isDefaultOnly =
		!isUnrestricted && allowed.length === 0 && entitlement.models.every((one) => !one.isAllowed);
	const may = isUnrestricted ? 'all models' : isDefaultOnly ? 'the Default model only' : restricted;
	const lines = [`may use ${may}: ${sourcePhrase[source]}`];
	if (denied.length > 0) lines.push(`denied: ${[...new Set(denied.map(label))].join(', ')}`);
	if (current !== null) {
		const verdict = currentAllowed === false ? ' – not in your entitlement' : ' ● in use';
		lines.push(label(current) + verdict);
	}
	const { default: first, defaultBy } = entitlement;
	lines.push(
		first === null
			? 'default: decided by your account type'
			: `default: ${label(first)} (${plainText(defaultBy ?? '')})`,
	);
	return lines;
}

/** `1 Dec`, which no line break may part. */
const dayAndMonth = /\b(\d{1,2}) ([A-Z][a-z]{2})\b/g;

function rowText({ label, lines }: Row, columns: number): string[] {
	const width = Math.max(30, columns - labelWidth);
	return lines
		.map((line) => line.replace(dayAndMonth, '$1\u00a0$2'))
		.flatMap((line) => wrap(line, width))
		.map((line, index) => (index === 0 ? label : '').padEnd(labelWidth) + line.replaceAll('\u00a0', ' '));
}

/** `outlay budget` for a terminal: the budget, its origin and forecast, use now, plan windows, models, notes. */
export function budgetText(
	budget: BudgetStatus,
	entitlement: Entitlement,
	nowMs: number,
	timezone: string,
	columns = 80,
): string {
	const word = stateWord[budget.state];
	const resets = budget.resetsAtMs === null ? '' : `, resets ${dayText(budget.resetsAtMs, timezone)}`;
	const main = [
		budgetFigure(budget) + (word === '' ? '' : ` – ${word}`) + resets,
		budgetOrigin(budget, nowMs, timezone),
	];
	const forecast = forecastText(budget, timezone);
	if (forecast !== null) main.push(forecast);
	if (budget.isStale) main.push('this figure is more than a day old');
	const rows: Row[] = [{ label: 'Budget', lines: main }];
	for (const other of budget.others) {
		rows.push({
			label: 'Also',
			lines: [budgetFigure(other), budgetOrigin(other, nowMs, timezone)],
		});
	}
	rows.push(...useRows(budget));
	if (budget.planWindows.length > 0) {
		rows.push({
			label: 'Plan',
			lines: budget.planWindows.map(({ name, usedPercent, resetsAtMs, asOfMs }) => {
				const until = resetsAtMs === null ? '' : `, resets ${timeText(resetsAtMs, nowMs, timezone)}`;
				const age = timeText(asOfMs, nowMs, timezone);
				const title = windowNames[name] ?? plainText(name.replaceAll('_', ' '), 40);
				return `${title}: ${formatShare(usedPercent / 100, 0)} used${until} (client, as of ${age})`;
			}),
		});
	}
	rows.push({ label: 'Models', lines: entitlementLines(entitlement) });
	const notes = [...budget.notes, ...entitlement.notes].map((note) => plainText(note, 400));
	if (notes.length > 0) rows.push({ label: 'Note', lines: notes });
	return rows.flatMap((row) => rowText(row, columns)).join('\n');
}
