import type { BudgetLine } from '../budget/budgetLine.js';
import { dayIn } from '../period.js';
import type { Problem } from '../problem.js';
import type { Call } from '../usage/call.js';
import type { Insight } from './insight.js';

/** What the insights are found in. */
export interface InsightQuestion {
	readonly nowMs: number;
	readonly timezone: string;
	/** Calls of this person; older ones than 7 days are left out. */
	readonly calls: readonly Call[];
	/** List price of a call in micro-USD; null when its model has none. */
	readonly price: (call: Call) => number | null;
	/** A cheaper model that does small work well, for a model; null when there is none to name. */
	readonly cheaperThan: (model: string) => string | null;
	readonly budget: Pick<BudgetLine, 'state' | 'usedShare' | 'window'> | null;
	readonly problems: readonly Problem[];
}

const dayMs = 86_400_000;
const spanDays = 7;
/** Below this the rate says little: a few short sessions always start with writes. */
const minimumPromptTokens = 1_000_000;
const goodHitRate = 0.5;
const smallSession = { calls: 10, outputTokens: 4000 };
const minimumSmallSessions = 3;
const minimumCostMicros = 1_000_000;
const minimumPartialShare = 0.1;

const writes = (call: Call): number => call.cacheWrite5mTokens + call.cacheWrite1hTokens;

function sum(calls: readonly Call[], value: (call: Call) => number): number {
	return calls.reduce((total, call) => total + value(call), 0);
}

function groupBy(calls: readonly Call[], key: (call: Call) => string): Map<string, Call[]> {
	const groups = new Map<string, Call[]>();
	for (const call of calls) {
		const group = groups.get(key(call));
		if (group === undefined) groups.set(key(call), [call]);
		else group.push(call);
	}
	return groups;
}

/** The call with a share of its cache writes read instead. */
function withFewerWrites(call: Call, share: number): Call {
	const short = Math.floor(call.cacheWrite5mTokens * share);
	const long = Math.floor(call.cacheWrite1hTokens * share);
	return {
		...call,
		cacheWrite5mTokens: call.cacheWrite5mTokens - short,
		cacheWrite1hTokens: call.cacheWrite1hTokens - long,
		cacheReadTokens: call.cacheReadTokens + short + long,
	};
}

/**
 * Cache hit rate = cache reads ÷ (reads + writes + uncached input) over 7 days, told below 50 % and from one million
 * prompt tokens on. Its cost: list price of the calls − list price with just as many writes turned into reads as a
 * rate of 50 % needs, taken evenly. Unpriced calls count in the rate and not in the cost.
 */
function cacheInsight(question: InsightQuestion, calls: readonly Call[], span: string): Insight[] {
	const reads = sum(calls, (call) => call.cacheReadTokens);
	const written = sum(calls, writes);
	const all = reads + written + sum(calls, (call) => call.inputTokens);
	if (all < minimumPromptTokens || reads / all >= goodHitRate || written === 0) return [];
	const share = Math.min(1, (goodHitRate * all - reads) / written);
	const costMicros = sum(calls, (call) => {
		const price = question.price(call);
		const better = question.price(withFewerWrites(call, share));
		return price === null || better === null ? 0 : price - better;
	});
	if (costMicros < minimumCostMicros) return [];
	return [{ id: `cache-hit-rate:${span}`, kind: 'cache-hit-rate', hitRate: reads / all, costMicros }];
}

interface SmallWork {
	readonly cheaperModel: string;
	sessions: number;
	costMicros: number;
}

/**
 * Small session: at most 10 calls and 4,000 output tokens, all on one model. Told per model from 3 sessions and one
 * dollar on. Cost above: list price − the same tokens at the cheaper model's list price.
 */
function smallWorkInsights(question: InsightQuestion, calls: readonly Call[], span: string): Insight[] {
	const bySession = groupBy(calls, ({ sessionId }) => sessionId);
	const found = new Map<string, SmallWork>();
	for (const session of bySession.values()) {
		const model = session[0]?.model ?? '';
		if (session.length > smallSession.calls || session.some((call) => call.model !== model)) continue;
		if (sum(session, (call) => call.outputTokens) > smallSession.outputTokens) continue;
		const cheaperModel = question.cheaperThan(model);
		if (cheaperModel === null) continue;
		const work = found.get(model) ?? { cheaperModel, sessions: 0, costMicros: 0 };
		work.sessions += 1;
		for (const call of session) {
			const price = question.price(call);
			const cheaper = question.price({ ...call, model: cheaperModel });
			if (price !== null && cheaper !== null) work.costMicros += price - cheaper;
		}
		found.set(model, work);
	}
	return [...found]
		.filter(([, work]) => work.sessions >= minimumSmallSessions && work.costMicros >= minimumCostMicros)
		.map(([model, work]) => ({
			id: `expensive-model:${model}:${span}`,
			kind: 'expensive-model',
			model,
			...work,
		}));
}

function unpricedInsights(question: InsightQuestion, calls: readonly Call[]): Insight[] {
	const unpriced = calls.filter((call) => question.price(call) === null);
	const byModel = groupBy(unpriced, ({ model }) => model);
	return [...byModel].map(([model, group]) => ({
		id: `unpriced-model:${model}`,
		kind: 'unpriced-model',
		model,
		calls: group.length,
	}));
}

function partialInsight(calls: readonly Call[], span: string): Insight[] {
	const share = calls.length === 0 ? 0 : calls.filter((call) => call.outputIsPartial).length / calls.length;
	return share < minimumPartialShare ? [] : [{ id: `partial-output:${span}`, kind: 'partial-output', share }];
}

function limitInsight({ budget }: InsightQuestion): Insight[] {
	if (budget === null || budget.usedShare === null) return [];
	if (budget.state !== 'warning' && budget.state !== 'critical' && budget.state !== 'over') return [];
	const id = `near-limit:${budget.window.startMs}:${budget.state}`;
	return [{ id, kind: 'near-limit', usedShare: budget.usedShare }];
}

const money = (insight: Insight): number => ('costMicros' in insight ? insight.costMicros : 0);

/** Everything worth telling about the last 7 days: the limit first, then the most money. */
export function findInsights(question: InsightQuestion): Insight[] {
	const since = question.nowMs - spanDays * dayMs;
	const calls = question.calls.filter(({ atMs }) => atMs >= since && atMs <= question.nowMs);
	// A span is one Monday-to-Sunday week, so a dismissal holds until the next one.
	const daysSinceMonday =
		(new Date(`${dayIn(question.timezone)(question.nowMs)}T00:00:00Z`).getUTCDay() + 6) % 7;
	const span = dayIn(question.timezone)(question.nowMs - daysSinceMonday * dayMs);
	const costs = [...cacheInsight(question, calls, span), ...smallWorkInsights(question, calls, span)];
	return [
		...limitInsight(question),
		...costs.sort((one, two) => money(two) - money(one)),
		...unpricedInsights(question, calls),
		...partialInsight(calls, span),
		...question.problems.map(({ code, what }): Insight => ({
			id: `missing:${code}`,
			kind: 'missing-data',
			what,
		})),
	];
}
