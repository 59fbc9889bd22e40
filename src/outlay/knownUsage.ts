import type { Call, PricedCall } from '../core/usage/call.js';
import { priceBook, type PriceBook } from '../core/usage/priceBook.js';
import { priceCall } from '../core/usage/priceCall.js';
import { messageOf } from '../core/errors.js';
import { readCalls } from '../ledger/calls.js';
import type { Ledger } from '../ledger/ledger.js';
import type { OutlayContext } from './context.js';
import { LiveUsage } from './liveUsage.js';
import { managedPricingOf } from './managedPricing.js';
import { cursorSource } from './syncUsage.js';

/** Every known call once, with its list price, in no order. */
export interface UsageNow {
	readonly calls: readonly PricedCall[];
	readonly prices: PriceBook;
}

/** What may look different now. */
export interface UsageNews {
	readonly usage: boolean;
	/** Another process brought pull requests or other records of the ledger up to date. */
	readonly records: boolean;
}

const dayMs = 86_400_000;
/** Another process's new use is mostly of today; what is older comes with the whole reading that follows. */
const recentMs = 2 * dayMs;
const rereadMs = 30_000;

/**
 * All usage of this machine, priced and in memory, for a face that stays open: read once, then kept up by every
 * reading of transcripts on this context and by what other windows and the command line remember. So a new line costs
 * its own reading, however long the history. Needs a context that remembers.
 */
export class KnownUsage {
	readonly #context: OutlayContext;
	readonly #onNews: (news: UsageNews) => void;
	readonly #calls = new Map<string, PricedCall>();
	#list: readonly PricedCall[] | null = null;
	#prices: PriceBook = priceBook([], null);
	/** The contract rates in `#prices`, as a text to compare. */
	#managed = '';
	#records = '';
	#loading: Promise<Ledger> | null = null;
	#live: LiveUsage | null = null;
	#stopWatching: (() => void) | null = null;
	#isLoaded = false;
	#reread: NodeJS.Timeout | null = null;
	#isStopped = false;

	constructor(context: OutlayContext, onNews: (news: UsageNews) => void) {
		this.#context = context;
		this.#onNews = onNews;
	}

	/** The usage as it is known now; the first call reads everything. Rejects when the ledger cannot be opened. */
	async now(): Promise<UsageNow> {
		this.#loading ??= this.#load();
		try {
			await this.#loading;
		} catch (error) {
			this.#loading = null;
			throw error;
		}
		this.#list ??= [...this.#calls.values()];
		return { calls: this.#list, prices: this.#prices };
	}

	/** True when Claude Code's managed settings name other rates by now than those that usage was counted with. */
	async hasOtherPrices(): Promise<boolean> {
		if (this.#loading === null) return false;
		const managed = await managedPricingOf({ ...this.#context, problems: [] });
		return JSON.stringify(managed) !== this.#managed;
	}

	stop(): void {
		this.#isStopped = true;
		this.#context.callListeners.delete(this.#onCallsRead);
		this.#live?.stop();
		this.#stopWatching?.();
		if (this.#reread !== null) clearTimeout(this.#reread);
	}

	async #load(): Promise<Ledger> {
		const ledger = await this.#context.ledger();
		const managed = await managedPricingOf(this.#context);
		this.#prices = priceBook(this.#context.config.prices, managed);
		this.#managed = JSON.stringify(managed);
		this.#context.callListeners.add(this.#onCallsRead);
		await this.#follow();
		this.#takeAll(ledger);
		this.#isLoaded = true;
		this.#records = recordsOf(ledger);
		if (!this.#isStopped) {
			this.#stopWatching = ledger.watch(
				() => this.#othersWrote(ledger),
				(error) => this.#context.log.warn(`The ledger could not be looked at: ${messageOf(error)}`),
			);
		}
		return ledger;
	}

	async #follow(): Promise<void> {
		if (this.#isStopped) return;
		this.#live = new LiveUsage(this.#context);
		await this.#live.start();
	}

	/** What is read before everything was taken in comes from the ledger with everything else. */
	readonly #onCallsRead = (calls: readonly Call[]): void => {
		if (this.#isLoaded && !this.#isStopped && this.#take(calls))
			this.#onNews({ usage: true, records: false });
	};

	#takeAll(ledger: Ledger): void {
		this.#calls.clear();
		this.#take(readCalls(ledger));
	}

	/** Takes in calls; true when one is new or different. */
	#take(calls: readonly Call[]): boolean {
		let isNews = false;
		for (const call of calls) {
			const before = this.#calls.get(call.callId);
			const priced = priceCall(call, this.#prices);
			if (before !== undefined && isSame(before, priced)) continue;
			this.#calls.set(call.callId, priced);
			isNews = true;
		}
		if (isNews) this.#list = null;
		return isNews;
	}

	#othersWrote(ledger: Ledger): void {
		if (this.#isStopped) return;
		const nowMs = this.#context.now();
		const usage = this.#take(readCalls(ledger, { sinceMs: nowMs - recentMs, untilMs: nowMs + dayMs }));
		const records = recordsOf(ledger);
		const isChanged = records !== this.#records;
		this.#records = records;
		if (usage || isChanged) this.#onNews({ usage, records: isChanged });
		if (this.#reread !== null) clearTimeout(this.#reread);
		this.#reread = setTimeout(() => this.#readAgain(ledger), rereadMs);
		this.#reread.unref();
	}

	/** Old use, and use that another process has erased. */
	#readAgain(ledger: Ledger): void {
		this.#reread = null;
		const costBefore = sumOf(this.#calls.values());
		this.#list = null;
		this.#takeAll(ledger);
		if (sumOf(this.#calls.values()) !== costBefore) this.#onNews({ usage: true, records: false });
	}
}

const isSame = (one: PricedCall, two: PricedCall): boolean =>
	one.costMicros === two.costMicros &&
	one.outputTokens === two.outputTokens &&
	one.sessionId === two.sessionId &&
	one.outputIsPartial === two.outputIsPartial;

function sumOf(calls: Iterable<PricedCall>): number {
	let sum = 0;
	for (const { costMicros } of calls) sum += costMicros;
	return sum;
}

/** How far each source but the transcripts was read, as one text to compare. */
function recordsOf(ledger: Ledger): string {
	const cursors: string[] = [];
	ledger.scan(
		'SELECT "source", "key", "value" FROM "cursor" WHERE "orgId" = ? AND "source" <> ? ORDER BY "source", "key"',
		[ledger.orgId, cursorSource],
		(row) => cursors.push(row.join(' ')),
	);
	return cursors.join('\n');
}
