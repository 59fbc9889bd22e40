import type { SpendBasis } from '../money.js';
import type { PriceBook } from '../usage/priceBook.js';
import { listSpend } from './localUse.js';
import {
	readingOrigins,
	type BudgetReading,
	type LimitSource,
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
	/** Whose prices this machine's use is counted at: it stands behind basis `list`. */
	readonly priceBasis: PriceBook['basis'];
	readonly asOfMs: number;
}

/** What a reading is judged with. */
export interface Surroundings {
	readonly nowMs: number;
	/** Every call of this machine in the last quarter; null when transcripts could not be read. */
	readonly calls: readonly SpentCall[] | null;
	/** Whose prices the calls were counted at; default: the public list. */
	readonly priceBasis?: PriceBook['basis'];
}

/** A reading as a line, with what its figures do not say. */
export interface Judged {
	readonly line: BudgetLine;
	readonly limit: Limit;
	readonly notes: readonly string[];
}

const pricesOfNote: Record<PriceBook['basis'], string> = {
	list: 'list price',
	config: "list and the team's own prices",
	managed: 'contract prices',
};

interface Spend {
	readonly micros: number | null;
	readonly basis: SpendBasis;
	readonly asOfMs: number;
	readonly note: string | null;
}

/** The reading's own spend where it says something, else what this machine has used in the same window. */
function spendOf(reading: BudgetReading, window: BudgetWindow, around: Surroundings): Spend {
	const { calls, nowMs } = around;
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
		note: isPlain
			? null
			: `${why}; the spend shown is this machine's use at ${pricesOfNote[around.priceBasis ?? 'list']}.`,
	};
}

/** Holds one reading against its window. */
export function judge(reading: BudgetReading, around: Surroundings): Judged {
	const window = windowAt(around.nowMs, reading.period, reading.timezone);
	const spend = spendOf(reading, window, around);
	const resetsAtMs =
		reading.resetsAtMs !== null && reading.resetsAtMs <= around.nowMs ? window.endMs : reading.resetsAtMs;
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
			priceBasis: around.priceBasis ?? 'list',
			asOfMs: spend.asOfMs,
		},
	};
}

const periodRank: Record<BudgetPeriod, number> = { monthly: 0, quarterly: 1, weekly: 2, daily: 3 };

/** By trust in the origin, then urgency, then the period people plan in (months first). */
export function byPrecedence(one: Judged, two: Judged): number {
	return (
		Number(one.limit.kind === 'unknown') - Number(two.limit.kind === 'unknown') ||
		readingOrigins.indexOf(one.line.origin) - readingOrigins.indexOf(two.line.origin) ||
		compareUrgency(two.line.state, one.line.state) ||
		periodRank[one.line.period] - periodRank[two.line.period]
	);
}

/** The reading that stands when nobody names a limit: this month's use on this machine at list price. */
export function estimate(nowMs: number, timezone: string): BudgetReading {
	const window = windowAt(nowMs, 'monthly', timezone);
	return {
		origin: 'estimate',
		limit: { kind: 'unknown' },
		limitSource: 'none',
		spentMicros: null,
		zeroMayBeMissing: false,
		basis: 'list',
		currency: 'USD',
		period: 'monthly',
		timezone,
		resetsAtMs: window.endMs,
		asOfMs: nowMs,
	};
}
