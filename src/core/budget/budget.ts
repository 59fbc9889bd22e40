import { dayIn } from '../period.js';
import type { SpendBasis } from '../money.js';
import { forecastSpend, type DaySpend, type Forecast } from './forecast.js';
import {
	readingOrigins,
	type BudgetReading,
	type LimitSource,
	type PlanWindow,
	type ReadingOrigin,
	type SpentCall,
} from './reading.js';
import { budgetStateOf, compareUrgency, usedShare, type BudgetState, type Limit } from './state.js';
import { windowAt, type BudgetPeriod, type BudgetWindow } from './window.js';

/** One limit with the spend against it. Amounts are micros of `currency`. */
export interface BudgetLine {
	readonly origin: ReadingOrigin;
	readonly state: BudgetState;
	/** Null: unlimited (`state` says so) or not known. */
	readonly limitMicros: number | null;
	readonly spentMicros: number | null;
	readonly currency: string;
	/** Share of the limit, 0–1 and above. */
	readonly usedShare: number | null;
	readonly period: BudgetPeriod;
	readonly window: BudgetWindow;
	readonly resetsAtMs: number | null;
	readonly limitSource: LimitSource;
	/** Basis of `spentMicros`. */
	readonly basis: SpendBasis;
	readonly asOfMs: number;
}

/** A sum of list prices over some calls of this machine; always USD. */
export interface ListSpend {
	readonly costMicros: number;
	/** Calls on a model without a known price: the sum is a floor. */
	readonly unpricedCalls: number;
}

/** My budget now: the line that decides, and everything a face shows beside it. */
export interface BudgetStatus extends BudgetLine {
	/** True when the spend is the local list-price estimate; faces mark it with `~`. */
	readonly isEstimate: boolean;
	/** True when the figure is older than 24 hours. */
	readonly isStale: boolean;
	readonly forecast: Forecast | null;
	readonly today: ListSpend;
	/** The session that called a model last; null when that is more than a day ago. */
	readonly thisSession: (ListSpend & { readonly sessionId: string }) | null;
	readonly thisBranch: (ListSpend & { readonly branch: string }) | null;
	/** List-price spend in the window by model, largest first. */
	readonly models: readonly { readonly model: string; readonly costMicros: number }[];
	/** Further limits that hold at the same time: other periods, the user's own. */
	readonly others: readonly BudgetLine[];
	readonly planWindows: readonly PlanWindow[];
	/** Plain sentences about what the figures do not say. */
	readonly notes: readonly string[];
}

export interface BudgetQuestion {
	readonly nowMs: number;
	/** The user's zone, for today and own budgets. */
	readonly timezone: string;
	readonly readings: readonly BudgetReading[];
	/** Every call of this machine in the last quarter; null when transcripts could not be read. */
	readonly calls: readonly SpentCall[] | null;
	readonly thisBranch: (ListSpend & { readonly branch: string }) | null;
	readonly planWindows: readonly PlanWindow[];
}

const dayMs = 86_400_000;

/** Sums list prices of the calls from an instant up to, not including, another. */
export function listSpend(calls: readonly SpentCall[], fromMs: number, untilMs: number): ListSpend {
	let costMicros = 0;
	let unpricedCalls = 0;
	for (const call of calls) {
		if (call.atMs < fromMs || call.atMs >= untilMs) continue;
		costMicros += call.costMicros;
		if (!call.isPriced) unpricedCalls += 1;
	}
	return { costMicros, unpricedCalls };
}

interface Judged {
	readonly line: BudgetLine;
	readonly limit: Limit;
	readonly notes: readonly string[];
}

interface Spend {
	readonly micros: number | null;
	readonly basis: SpendBasis;
	readonly asOfMs: number;
	readonly note: string | null;
}

/** The reading's own spend where it says something, else what this machine has used in the same window. */
function spendOf(reading: BudgetReading, window: BudgetWindow, question: BudgetQuestion): Spend {
	const { calls, nowMs } = question;
	const isOfThisWindow = reading.asOfMs >= window.startMs;
	const local = calls === null ? null : listSpend(calls, window.startMs, Math.min(window.endMs, nowMs + 1));
	const told = isOfThisWindow ? reading.spentMicros : null;
	const own = { micros: told, basis: reading.basis, asOfMs: reading.asOfMs };
	if (told !== null && (told !== 0 || !reading.zeroMayBeMissing)) return { ...own, note: null };
	if (told === 0 && local?.costMicros === 0) return { ...own, note: null };
	if (reading.currency !== 'USD' || local === null) {
		return {
			...own,
			micros: null,
			note:
				local === null
					? 'Spend is not known: no source tells it, and no transcripts could be read.'
					: `Spend in ${reading.currency} is not known; the local estimate is in USD and is not converted.`,
		};
	}
	const why =
		told === 0
			? 'The organization reports a spend of 0, which it also does while it has no reading'
			: 'The source of the limit tells no spend for this period';
	const isPlain =
		reading.origin === 'config' || reading.origin === 'setting' || reading.origin === 'estimate';
	return {
		micros: local.costMicros,
		basis: 'list',
		asOfMs: nowMs,
		note: isPlain ? null : `${why}; the spend shown is this machine's use at list price.`,
	};
}

function judge(reading: BudgetReading, question: BudgetQuestion): Judged {
	const window = windowAt(question.nowMs, reading.period, reading.timezone);
	const spend = spendOf(reading, window, question);
	const resetsAtMs =
		reading.resetsAtMs !== null && reading.resetsAtMs <= question.nowMs ? window.endMs : reading.resetsAtMs;
	return {
		limit: reading.limit,
		notes: spend.note === null ? [] : [spend.note],
		line: {
			origin: reading.origin,
			state: budgetStateOf(reading.limit, spend.micros),
			limitMicros: reading.limit.kind === 'amount' ? reading.limit.micros : null,
			spentMicros: spend.micros,
			currency: reading.currency,
			usedShare: usedShare(reading.limit, spend.micros),
			period: reading.period,
			window,
			resetsAtMs,
			limitSource: reading.limitSource,
			basis: spend.basis,
			asOfMs: spend.asOfMs,
		},
	};
}

const periodRank: Record<BudgetPeriod, number> = { monthly: 0, quarterly: 1, weekly: 2, daily: 3 };

/** By trust in the origin, then urgency, then the period people plan in (months first). */
function byPrecedence(one: Judged, two: Judged): number {
	return (
		Number(one.limit.kind === 'unknown') - Number(two.limit.kind === 'unknown') ||
		readingOrigins.indexOf(one.line.origin) - readingOrigins.indexOf(two.line.origin) ||
		compareUrgency(two.line.state, one.line.state) ||
		periodRank[one.line.period] - periodRank[two.line.period]
	);
}

/** The reading that stands when nobody names a limit: this month's use on this machine at list price. */
function estimate(question: BudgetQuestion): BudgetReading {
	const window = windowAt(question.nowMs, 'monthly', question.timezone);
	return {
		origin: 'estimate',
		limit: { kind: 'unknown' },
		limitSource: 'none',
		spentMicros: null,
		zeroMayBeMissing: false,
		basis: 'list',
		currency: 'USD',
		period: 'monthly',
		timezone: question.timezone,
		resetsAtMs: window.endMs,
		asOfMs: question.nowMs,
	};
}

function historyOf(calls: readonly SpentCall[], timezone: string): DaySpend[] {
	const dayOf = dayIn(timezone);
	const byDay = new Map<string, number>();
	for (const { atMs, costMicros } of calls) {
		const day = dayOf(atMs);
		byDay.set(day, (byDay.get(day) ?? 0) + costMicros);
	}
	return [...byDay].map(([day, costMicros]) => ({ day, costMicros }));
}

interface ForecastAnswer {
	readonly forecast: Forecast | null;
	readonly note: string | null;
}

/** Pace from this machine's days; scaled when the spend is told in another basis or currency. */
function forecastOf(line: BudgetLine, question: BudgetQuestion): ForecastAnswer {
	const { calls, timezone } = question;
	if (line.spentMicros === null || calls === null) return { forecast: null, note: null };
	const nowMs = Math.max(line.window.startMs, Math.min(line.asOfMs, question.nowMs));
	let scale = 1;
	if (line.basis !== 'list' || line.currency !== 'USD') {
		const local = listSpend(calls, line.window.startMs, nowMs + 1).costMicros;
		scale = local > 0 ? line.spentMicros / local : 0;
		if (scale < 0.1 || scale > 10) {
			const note = 'No forecast: most of this spend was not made on this machine, so its pace says little.';
			return { forecast: null, note: line.spentMicros > 0 ? note : null };
		}
	}
	const forecast = forecastSpend({
		window: line.window,
		nowMs,
		timezone,
		spentMicros: line.spentMicros,
		limitMicros: line.limitMicros !== null && line.limitMicros > 0 ? line.limitMicros : null,
		history: historyOf(
			calls.filter(({ atMs }) => atMs < nowMs),
			timezone,
		),
		scale,
	});
	const short = calls.length > 0 ? 'No forecast yet: it needs three complete days of use.' : null;
	return { forecast, note: forecast === null ? short : null };
}

function modelsOf(
	calls: readonly SpentCall[],
	window: BudgetWindow,
): { model: string; costMicros: number }[] {
	const byModel = new Map<string, number>();
	for (const { atMs, model, costMicros } of calls) {
		if (atMs < window.startMs || atMs >= window.endMs) continue;
		byModel.set(model, (byModel.get(model) ?? 0) + costMicros);
	}
	return [...byModel]
		.map(([model, costMicros]) => ({ model, costMicros }))
		.sort((one, two) => two.costMicros - one.costMicros || one.model.localeCompare(two.model));
}

function latestSession(
	calls: readonly SpentCall[],
	nowMs: number,
): (ListSpend & { sessionId: string }) | null {
	let latest: SpentCall | null = null;
	for (const call of calls) if (latest === null || call.atMs >= latest.atMs) latest = call;
	if (latest === null || nowMs - latest.atMs > dayMs) return null;
	const { sessionId } = latest;
	const own = calls.filter((call) => call.sessionId === sessionId);
	return { sessionId, ...listSpend(own, -Infinity, Infinity) };
}

/**
 * Decides what a person's budget is from every source that told something. The first origin (see `readingOrigins`)
 * with a known limit decides; among its periods the most urgent one. A limit without a spend is held against this
 * machine's list-price use in the same window. Missing data: a reported 0 that may mean "no reading" counts only when
 * this machine has no use either; another currency is never converted; nothing known gives `unknown`, not zero.
 */
export function decideBudget(question: BudgetQuestion): BudgetStatus {
	const { nowMs, timezone } = question;
	const calls = question.calls ?? [];
	const judged = [...question.readings, estimate(question)]
		.map((reading) => judge(reading, question))
		.sort(byPrecedence);
	// Without any known limit, the most trusted origin that at least tells a spend stands first already.
	const first = judged.find(({ limit, line }) => limit.kind !== 'unknown' || line.spentMicros !== null);
	const chosen = first ?? judged[0];
	if (chosen === undefined) throw new RangeError('The estimate is always among the readings.');
	const { forecast, note } = forecastOf(chosen.line, question);
	const todayMs = windowAt(nowMs, 'daily', timezone);
	const today = listSpend(calls, todayMs.startMs, todayMs.endMs);
	const unpriced = listSpend(calls, chosen.line.window.startMs, chosen.line.window.endMs).unpricedCalls;
	const notes = [...chosen.notes, ...(note === null ? [] : [note])];
	if (chosen.line.basis === 'list' && unpriced > 0) {
		notes.push(`${String(unpriced)} calls ran on a model without a known price; the spend is a floor.`);
	}
	return {
		...chosen.line,
		isEstimate: chosen.line.basis === 'list',
		isStale: nowMs - chosen.line.asOfMs > dayMs,
		forecast,
		today,
		thisSession: latestSession(calls, nowMs),
		thisBranch: question.thisBranch,
		models: modelsOf(calls, chosen.line.window),
		others: judged.filter((one) => one !== chosen && one.limit.kind !== 'unknown').map(({ line }) => line),
		planWindows: question.planWindows,
		notes,
	};
}
