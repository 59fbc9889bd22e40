import { byPrecedence, estimate, judge, type BudgetLine } from './budgetLine.js';
import { forecastSpend, type Forecast } from './forecast.js';
import {
	historyOf,
	latestSession,
	listSpend,
	modelsOf,
	partialOutputShare,
	type ListSpend,
} from './localUse.js';
import type { BudgetReading, PlanWindow, SpentCall } from './reading.js';
import type { PriceBook } from '../usage/priceBook.js';
import { windowAt } from './window.js';

/** My budget now: the line that decides, and everything a face shows beside it. */
export interface BudgetStatus extends BudgetLine {
	/** True when the spend is the local list-price estimate; faces mark it with `~`. */
	readonly isEstimate: boolean;
	/** True when the figure is older than 24 hours. */
	readonly isStale: boolean;
	readonly forecast: Forecast | null;
	/** Null when no transcripts could be read. */
	readonly today: ListSpend | null;
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
	/** Whose prices the calls were counted at; default: the public list. */
	readonly priceBasis?: PriceBook['basis'];
}

const dayMs = 86_400_000;

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

/**
 * Decides what a person's budget is from every source that told something. The first origin (see `readingOrigins`)
 * with a known limit decides; among its periods the most urgent one. A limit without a spend is held against this
 * machine's list-price use in the same window. Missing data: a reported 0 that may mean "no reading" counts only when
 * this machine has no use either; another currency is never converted; nothing known gives `unknown`, not zero.
 */
export function decideBudget(question: BudgetQuestion): BudgetStatus {
	const { nowMs, timezone } = question;
	const calls = question.calls ?? [];
	const judged = [...question.readings, estimate(nowMs, timezone)]
		.map((reading) => judge(reading, question))
		.sort(byPrecedence);
	// Without any known limit, the most trusted origin that at least tells a spend stands first already.
	const first = judged.find(({ limit, line }) => limit.kind !== 'unknown' || line.spentMicros !== null);
	const chosen = first ?? judged[0];
	if (chosen === undefined) throw new RangeError('The estimate is always among the readings.');
	const { forecast, note } = forecastOf(chosen.line, question);
	const todayMs = windowAt(nowMs, 'daily', timezone);
	const unpriced = listSpend(calls, chosen.line.window.startMs, chosen.line.window.endMs).unpricedCalls;
	const notes = [...chosen.notes, ...(note === null ? [] : [note])];
	if (chosen.line.basis === 'list' && unpriced > 0) {
		notes.push(`${String(unpriced)} calls ran on a model without a known price; the spend is a floor.`);
	}
	const partial = partialOutputShare(calls, chosen.line.window);
	if (partial !== null) {
		const percent = Math.max(1, Math.round(partial * 100));
		notes.push(
			`Output of ${String(percent)} % of the calls was not fully recorded; their cost at list prices is a floor.`,
		);
	}
	if (question.planWindows.length > 0) {
		notes.push(
			'On a subscription, costs worked out from tokens are API-equivalent: what the use would cost, not spend.',
		);
	}
	return {
		...chosen.line,
		isEstimate: chosen.line.basis === 'list',
		isStale: nowMs - chosen.line.asOfMs > dayMs,
		forecast,
		today: question.calls === null ? null : listSpend(calls, todayMs.startMs, todayMs.endMs),
		thisSession: latestSession(calls, nowMs),
		thisBranch: question.thisBranch,
		models: modelsOf(calls, chosen.line.window),
		others: judged.filter((one) => one !== chosen && one.limit.kind !== 'unknown').map(({ line }) => line),
		planWindows: question.planWindows,
		notes,
	};
}
