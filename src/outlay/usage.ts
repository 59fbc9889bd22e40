import { isIn, type Period } from '../core/period.js';
import type { PricedCall } from '../core/usage/call.js';
import { priceBook, type ManagedPricing, type PriceBook } from '../core/usage/priceBook.js';
import { priceCall } from '../core/usage/priceCall.js';
import type { Session } from '../core/usage/session.js';
import { usageQuality, type UsageQuality } from '../core/usage/usageQuality.js';
import { readCalls } from '../ledger/calls.js';
import { readSessions } from '../ledger/sessions.js';
import type { RejectedLine } from '../sources/transcripts/usageReading.js';
import type { OutlayContext } from './context.js';
import { readAllUsage, syncUsage } from './syncUsage.js';

/** All usage that is known: every call once, with its list price, oldest first. */
export interface GatheredUsage {
	readonly calls: readonly PricedCall[];
	/** The sessions of those calls, in the order of their beginning. */
	readonly sessions: readonly Session[];
	readonly quality: UsageQuality;
	/** Rejected lines among those read this time. */
	readonly rejected: readonly RejectedLine[];
	/** The prices that were used. */
	readonly prices: PriceBook;
}

export interface GatherOptions {
	/** Only calls of this period; all of them without one. */
	readonly period?: Period | null;
	/** Claude Code's managed pricing, when settings name one. */
	readonly managedPricing?: ManagedPricing | null;
}

/**
 * Reads what is new in the transcripts, remembers it, and gives every call that is known: of the transcripts and of
 * those that Claude Code has removed since. Without a ledger it reads all transcripts and remembers nothing.
 */
export async function gatherUsage(
	context: OutlayContext,
	options: GatherOptions = {},
): Promise<GatheredUsage> {
	const period = options.period ?? null;
	const prices = priceBook(context.config.prices, options.managedPricing ?? null);
	const read = context.remembers ? await remembered(context, period) : await readAllUsage(context);
	const calls = read.calls
		.filter((call) => period === null || isIn(period, call.atMs))
		.map((call) => priceCall(call, prices))
		.sort((one, two) => one.atMs - two.atMs || (one.callId < two.callId ? -1 : 1));
	const present = new Set(calls.map(({ sessionId }) => sessionId));
	const sessions = read.sessions
		.filter(({ sessionId }) => period === null || present.has(sessionId))
		.sort((one, two) => one.firstAtMs - two.firstAtMs || (one.sessionId < two.sessionId ? -1 : 1));
	return {
		calls,
		sessions,
		quality: usageQuality(calls, sessions, read.counts, prices, context.now()),
		rejected: read.rejected,
		prices,
	};
}

async function remembered(
	context: OutlayContext,
	period: Period | null,
): Promise<Awaited<ReturnType<typeof readAllUsage>>> {
	const sync = await syncUsage(context);
	const ledger = await context.ledger();
	return { ...sync, calls: readCalls(ledger, period), sessions: readSessions(ledger) };
}
