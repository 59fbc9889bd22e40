import { CallTable } from '../core/usage/callTable.js';
import { priceBook, type PriceBook } from '../core/usage/priceBook.js';
import { PricedCalls } from '../core/usage/pricedCalls.js';
import { readCalls } from '../ledger/calls.js';
import { readSessions } from '../ledger/sessions.js';
import { ledgerState } from '../ledger/usageView.js';
import type { OutlayContext } from './context.js';
import { managedPricingOf } from './managedPricing.js';
import { readSettledUsage, syncUsage, type SettledUsage } from './syncUsage.js';
import { keepView, viewedUsage } from './viewedUsage.js';

/** All usage that is known with its list prices, for an answer that sums up and keeps no call. */
export type QuickUsage = Omit<SettledUsage, 'table'> & {
	readonly calls: PricedCalls;
	/** The prices that were used. */
	readonly prices: PriceBook;
};

/**
 * Reads what is new in the transcripts, remembers it, and gives every call that is known, for an answer that must come
 * at once: from the ledger's view where there is one. Without a ledger it reads all transcripts and remembers nothing.
 */
export async function quickUsage(context: OutlayContext): Promise<QuickUsage> {
	const managed = await managedPricingOf(context);
	const prices = priceBook(context.config.prices, managed);
	const { table, ...read } = await settledUsage(context);
	return { ...read, calls: PricedCalls.of(table, prices), prices };
}

/** The same without prices. */
export async function settledUsage(context: OutlayContext): Promise<SettledUsage> {
	if (!context.remembers) return readSettledUsage(context);
	const dir = context.ledgerDir ?? null;
	const viewed = dir === null ? null : await viewedUsage(context, dir, context.now());
	if (viewed !== null) return viewed;
	const state = dir === null ? null : ledgerState(dir);
	const { counts, rejected } = await syncUsage(context);
	const ledger = await context.ledger();
	const sessions = readSessions(ledger);
	const table = new CallTable();
	for (const call of readCalls(ledger)) table.add(call);
	if (dir !== null && state !== null) await keepView(dir, ledger, state, table, sessions, context.now());
	return { table, sessions, counts, rejected };
}
