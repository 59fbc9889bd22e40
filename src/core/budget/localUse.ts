import { dayIn } from '../period.js';
import type { DaySpend } from './forecast.js';
import type { SpentCall } from './reading.js';
import type { BudgetWindow } from './window.js';

/** A sum of list prices over some calls of this machine; always USD. */
export interface ListSpend {
	readonly costMicros: number;
	/** Calls on a model without a known price: the sum is a floor. */
	readonly unpricedCalls: number;
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

/** The share of the calls in a window whose final output count was never written; null without such calls. */
export function partialOutputShare(calls: readonly SpentCall[], window: BudgetWindow): number | null {
	let all = 0;
	let partial = 0;
	for (const { atMs, outputIsPartial, standsFor = 1 } of calls) {
		if (atMs < window.startMs || atMs >= window.endMs) continue;
		all += standsFor;
		if (outputIsPartial === true) partial += standsFor;
	}
	return partial === 0 ? null : partial / all;
}

/** List-price spend by day of a zone, for a pace. */
export function historyOf(calls: readonly SpentCall[], timezone: string): DaySpend[] {
	const dayOf = dayIn(timezone);
	const byDay = new Map<string, number>();
	for (const { atMs, costMicros } of calls) {
		const day = dayOf(atMs);
		byDay.set(day, (byDay.get(day) ?? 0) + costMicros);
	}
	return [...byDay].map(([day, costMicros]) => ({ day, costMicros }));
}

/** List-price spend in a window by model, largest first. */
export function modelsOf(
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

/** The session that called a model last; null without one in the last day. */
export function latestSession(
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
