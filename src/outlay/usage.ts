import { isIn, type Period } from '../core/period.js';
import type { PricedCall } from '../core/usage/call.js';
import { priceBook, type ManagedPricing, type PriceBook } from '../core/usage/priceBook.js';
import { priceCall } from '../core/usage/priceCall.js';
import { byBeginning, type Session } from '../core/usage/session.js';
import { usageQuality, type SourceCounts, type UsageQuality } from '../core/usage/usageQuality.js';
import { readCalls } from '../ledger/calls.js';
import { readSessions } from '../ledger/sessions.js';
import type { RejectedLine } from '../sources/transcripts/readingCounts.js';
import type { OutlayContext } from './context.js';
import { managedPricingOf } from './managedPricing.js';
import { readAllUsage, syncUsage, type UsageSync } from './syncUsage.js';

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
	/** The organisation's contract rates among them; null for none. */
	readonly managedPricing: ManagedPricing | null;
}

export interface GatherOptions {
	/** Only calls of this period; all of them without one. */
	readonly period?: Period | null;
	/** Claude Code's managed pricing; read from the machine's managed settings when absent. */
	readonly managedPricing?: ManagedPricing | null;
}

/** Calls with their prices, in no order, and what was counted on the way. */
export type PricedUsage = Omit<GatheredUsage, 'quality'> & { readonly counts: SourceCounts };

/** Like `gatherUsage`, without order and quality: for whoever sums up anyway. */
export async function readPricedUsage(
	context: OutlayContext,
	options: GatherOptions = {},
): Promise<PricedUsage> {
	const period = options.period ?? null;
	const managed =
		options.managedPricing === undefined ? await managedPricingOf(context) : options.managedPricing;
	const prices = priceBook(context.config.prices, managed);
	const read = context.remembers ? await remembered(context, period) : await readAllUsage(context);
	const calls: PricedCall[] = [];
	for (const call of read.calls) {
		if (period === null || isIn(period, call.atMs)) calls.push(priceCall(call, prices));
	}
	const { sessions, rejected, counts } = read;
	return { calls, sessions, rejected, counts, prices, managedPricing: managed };
}

/**
 * Reads what is new in the transcripts, remembers it, and gives every call that is known: of the transcripts and of
 * those that Claude Code has removed since. Without a ledger it reads all transcripts and remembers nothing.
 */
export async function gatherUsage(
	context: OutlayContext,
	options: GatherOptions = {},
): Promise<GatheredUsage> {
	const { calls, sessions: all, counts, ...read } = await readPricedUsage(context, options);
	const sorted = [...calls].sort((one, two) => one.atMs - two.atMs || (one.callId < two.callId ? -1 : 1));
	const present = new Set(calls.map(({ sessionId }) => sessionId));
	const sessions = all.filter(({ sessionId }) => !options.period || present.has(sessionId)).sort(byBeginning);
	return {
		calls: sorted,
		sessions,
		quality: usageQuality(sorted, sessions, counts, read.prices, context.now()),
		...read,
	};
}

async function remembered(context: OutlayContext, period: Period | null): Promise<UsageSync> {
	const sync = await syncUsage(context);
	const ledger = await context.ledger();
	return { ...sync, calls: readCalls(ledger, period), sessions: readSessions(ledger) };
}
