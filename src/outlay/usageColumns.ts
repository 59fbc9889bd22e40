import { CallColumns } from '../core/usage/callColumns.js';
import { priceBook } from '../core/usage/priceBook.js';
import type { Session } from '../core/usage/session.js';
import { readCallColumns } from '../ledger/callColumns.js';
import { readSessions } from '../ledger/sessions.js';
import type { OutlayContext } from './context.js';
import { managedPricingOf } from './managedPricing.js';
import { readAllUsage, syncUsage } from './syncUsage.js';
import type { GatheredUsage } from './usage.js';

/** All usage that is known, like `GatheredUsage`, with the calls in columns: for reports over millions of them. */
export interface UsageColumns extends Omit<GatheredUsage, 'calls' | 'rejected' | 'quality'> {
	readonly calls: CallColumns;
	/** Sum of Claude Code's own figures over the sessions that have one; null when none has. */
	readonly clientCostMicros: number | null;
}

/**
 * Reads what is new in the transcripts, remembers it, and gives every call that is known, without an object for each.
 * Without a ledger it reads all transcripts and remembers nothing.
 */
export async function gatherUsageColumns(context: OutlayContext): Promise<UsageColumns> {
	const managedPricing = await managedPricingOf(context);
	const prices = priceBook(context.config.prices, managedPricing);
	const read = context.remembers ? await syncUsage(context) : await readAllUsage(context);
	const ledger = context.remembers ? await context.ledger() : null;
	const calls = (ledger === null ? CallColumns.of(read.calls) : readCallColumns(ledger)).price(prices);
	const sessions = [...(ledger === null ? read.sessions : readSessions(ledger))].sort(
		(one, two) => one.firstAtMs - two.firstAtMs || (one.sessionId < two.sessionId ? -1 : 1),
	);
	return {
		calls,
		sessions,
		clientCostMicros: clientCostOf(calls, sessions),
		prices,
		managedPricing,
	};
}

/** As `usageQuality` counts it: of the sessions that have calls. */
function clientCostOf(calls: CallColumns, sessions: readonly Session[]): number | null {
	const known = sessions.flatMap(({ sessionId, clientCost }) =>
		clientCost === null || calls.rowsOf(sessionId).length === 0 ? [] : [clientCost.costMicros],
	);
	return known.length === 0 ? null : known.reduce((one, two) => one + two, 0);
}
