import type { SpendBasis } from '../money.js';
import type { Limit } from './state.js';
import type { BudgetPeriod } from './window.js';

/** Where a limit or a spend was read, in the order of trust: the first that knows a limit decides. */
export const readingOrigins = ['organization-status', 'config', 'setting', 'client', 'estimate'] as const;
export type ReadingOrigin = (typeof readingOrigins)[number];

/** Who set the limit. `client`: Claude Code shows it and does not say who set it. */
export type LimitSource =
	'user' | 'group' | 'seat-tier' | 'organization' | 'policy' | 'setting' | 'client' | 'none';

/** What one source says about this person's budget for one period. */
export interface BudgetReading {
	readonly origin: ReadingOrigin;
	readonly limit: Limit;
	readonly limitSource: LimitSource;
	/** Micros of `currency`; null when the source tells no spend. */
	readonly spentMicros: number | null;
	/** True when the source also writes 0 while it has no reading: its zero proves nothing. */
	readonly zeroMayBeMissing: boolean;
	readonly basis: SpendBasis;
	/** ISO 4217 code. */
	readonly currency: string;
	readonly period: BudgetPeriod;
	/** Zone the period is cut in: `UTC` for Anthropic's limits. */
	readonly timezone: string;
	/** When the limit starts again; null when that is not documented. */
	readonly resetsAtMs: number | null;
	readonly asOfMs: number;
}

/** One rolling window of a subscription, as Claude Code last saw it. Basis `client`. */
export interface PlanWindow {
	/** `five_hour`, `seven_day`, `seven_day_opus`, … as the client names it; an open set. */
	readonly name: string;
	readonly usedPercent: number;
	readonly resetsAtMs: number | null;
	readonly asOfMs: number;
}

/** One call of this person on this machine, at list price. The ledger's priced calls are such. */
export interface SpentCall {
	readonly atMs: number;
	readonly costMicros: number;
	readonly isPriced: boolean;
	readonly model: string;
	readonly sessionId: string;
	/** True when its final output count was never written: its cost is a floor. */
	readonly outputIsPartial?: boolean;
	/** How many calls it stands for; absent: one. */
	readonly standsFor?: number;
}
