import { crc32 } from 'node:zlib';
import { CallTable } from '../core/usage/callTable.js';
import { callsWithOwnCost, type CallWithOwnCost } from '../core/usage/ownCost.js';
import { priceBook, type ManagedPricing, type PriceBook } from '../core/usage/priceBook.js';
import { PricedCalls } from '../core/usage/pricedCalls.js';
import { priceTable } from '../core/usage/priceTable.js';
import { SummedCalls } from '../core/usage/summedCalls.js';
import { readCalls } from '../ledger/calls.js';
import { readSessions } from '../ledger/sessions.js';
import { ledgerState } from '../ledger/usageView.js';
import type { OutlayContext } from './context.js';
import { managedPricingOf } from './managedPricing.js';
import { readSettledUsage, syncUsage, type SettledUsage } from './syncUsage.js';
import { keepView, viewedUsage } from './viewedUsage.js';

/** All usage that is known with its list prices, for an answer that sums up and keeps no call. */
export type QuickUsage = Omit<SettledUsage, 'table' | 'remarks'> & {
	/** Every call, or calls summed up by quarter hour where that gives the same answer. */
	readonly calls: PricedCalls;
	/** Calls whose lines carry Claude Code's own cost. */
	readonly ownCosts: readonly CallWithOwnCost[];
	/** The prices that were used. */
	readonly prices: PriceBook;
};

/**
 * Reads what is new in the transcripts, remembers it, and gives every call that is known, for an answer that must come
 * at once: from the ledger's view where there is one. Without a ledger it reads all transcripts and remembers nothing.
 * `maySum`: the answer is the same when calls are summed up by quarter hour.
 */
export async function quickUsage(context: OutlayContext, maySum: boolean): Promise<QuickUsage> {
	const managed = await managedPricingOf(context);
	const prices = priceBook(context.config.prices, managed);
	if (!context.remembers) {
		const { table, remarks, ...read } = await readSettledUsage(context);
		const ownCosts = callsWithOwnCost(remarks, (callId) => table.callOf(callId), prices);
		return { ...read, calls: PricedCalls.of(table, prices), ownCosts, prices };
	}
	const dir = context.ledgerDir ?? null;
	if (dir === null) return fromLedger(context, prices, null);
	const pricesId = pricesIdOf(context, managed);
	const nowMs = context.now();
	const viewed = await viewedUsage(context, dir, nowMs, (view) => {
		if (view.facts.pricesId !== pricesId) return null;
		// Which calls lie in the future is judged call by call.
		const isSummed = maySum && view.lastAtMs <= nowMs;
		return isSummed ? new SummedCalls(view.sums(), view) : new CallTable(view.calls());
	});
	if (viewed === null) return fromLedger(context, prices, { dir, pricesId });
	const { calls, remarks, remarked, ...read } = viewed;
	const ownCosts = callsWithOwnCost(remarks, (callId) => remarked.get(callId) ?? null, prices);
	const priced = calls instanceof SummedCalls ? calls.priced(prices) : PricedCalls.of(calls, prices);
	return { ...read, calls: priced, ownCosts, prices };
}

/** The same from the open ledger, whose view is then laid out in `keep` for the next answer. */
async function fromLedger(
	context: OutlayContext,
	prices: PriceBook,
	keep: { readonly dir: string; readonly pricesId: string } | null,
): Promise<QuickUsage> {
	const { counts, rejected, remarks } = await syncUsage(context);
	const ledger = await context.ledger();
	const state = keep === null ? null : ledgerState(keep.dir);
	// The rows must hold at least what the state says, whoever wrote it.
	if (state !== null) await ledger.refresh();
	const sessions = readSessions(ledger);
	const table = new CallTable();
	for (const call of readCalls(ledger)) table.add(call);
	if (keep !== null && state !== null) {
		const facts = { state, sessions, pricesId: keep.pricesId, stamp: context.now() };
		await keepView(keep.dir, ledger, facts, table, prices);
	}
	const ownCosts = callsWithOwnCost(remarks, (callId) => table.callOf(callId), prices);
	return { sessions, counts, rejected, calls: PricedCalls.of(table, prices), ownCosts, prices };
}

/** To be raised whenever calls are priced or summed up by other rules, so that kept sums are worked out anew. */
const rulesVersion = 1;

/** Names the prices that hold for a user with this program: sums that were worked out with others do not count. */
const pricesIdOf = ({ config }: OutlayContext, managed: ManagedPricing | null): string =>
	JSON.stringify([rulesVersion, crc32(JSON.stringify(priceTable)), config.prices, managed]);
