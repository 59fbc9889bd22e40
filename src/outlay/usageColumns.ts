import type { Period } from '../core/period.js';
import type { CallCut } from '../core/usage/callCut.js';
import { CallColumns } from '../core/usage/callColumns.js';
import { priceBook } from '../core/usage/priceBook.js';
import { byBeginning, type Session } from '../core/usage/session.js';
import { readCallColumns } from '../ledger/callColumns.js';
import { readSessions } from '../ledger/sessions.js';
import { breathe } from './breathe.js';
import type { OutlayContext } from './context.js';
import { managedPricingOf } from './managedPricing.js';
import { readAllUsage, syncUsage } from './syncUsage.js';
import type { GatheredUsage } from './usage.js';

/** All usage that is known, like `GatheredUsage`, with the calls in columns: for reports over millions of them. */
export interface UsageColumns extends Omit<GatheredUsage, 'calls' | 'rejected' | 'quality'> {
	readonly calls: CallColumns;
	/** The calls of the period that was named ahead, where a thread cut them; else null. */
	readonly cut: CallCut | null;
	/** Sum of Claude Code's own figures over the sessions that have one; null when none has. */
	readonly clientCostMicros: number | null;
}

/** Usage of which the sessions are known and the calls may still be on their way. */
export interface UsageBegun extends Pick<UsageColumns, 'sessions'> {
	/** Waits for the thread that is at the calls, where there is one; read once. */
	columns(): Promise<UsageColumns>;
}

/**
 * Reads what is new in the transcripts, remembers it, and gives every call that is known, without an object for each.
 * Without a ledger it reads all transcripts and remembers nothing. `period`: what the calls will be cut at, if that is
 * known already.
 */
export async function beginUsageColumns(
	context: OutlayContext,
	period: Period | null = null,
): Promise<UsageBegun> {
	const managedPricing = await managedPricingOf(context);
	const source = { overrides: context.config.prices, managed: managedPricing };
	context.callsAhead?.wish({ prices: source, period });
	const read = context.remembers ? await syncUsage(context) : await readAllUsage(context);
	const ledger = context.remembers ? await context.ledger() : null;
	await breathe();
	const sessions = ledger === null ? [...read.sessions].sort(byBeginning) : readSessions(ledger);
	const prices = priceBook(source.overrides, source.managed);
	const finish = async (): Promise<UsageColumns> => {
		const ahead = ledger === null ? null : await context.callsAhead?.take(ledger.imageName);
		const calls = ledger === null ? CallColumns.of(read.calls) : readCallColumns(ledger, ahead ?? null);
		calls.price(prices);
		const cut = calls.isAsFilled ? (ahead?.cut ?? null) : null;
		return { calls, cut, sessions, clientCostMicros: clientCostOf(calls, sessions), prices, managedPricing };
	};
	let columns: Promise<UsageColumns> | null = null;
	return { sessions, columns: () => (columns ??= finish()) };
}

/** As `usageQuality` counts it: of the sessions that have calls. */
function clientCostOf(calls: CallColumns, sessions: readonly Session[]): number | null {
	const known = sessions.flatMap(({ sessionId, clientCost }) =>
		clientCost === null || calls.placesOf(sessionId).length === 0 ? [] : [clientCost.costMicros],
	);
	return known.length === 0 ? null : known.reduce((one, two) => one + two, 0);
}
