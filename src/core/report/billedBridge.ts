import type { BilledUse } from '../finance/billedUse.js';

/** What the vendor's report gave for a period. */
export interface BilledPeriod {
	/** Its lines of whole UTC days, after the report's filters. */
	readonly uses: readonly BilledUse[];
	/** Days of the period that were read from the vendor, of the days that it touches. */
	readonly daysRead: number;
	readonly days: number;
}

/**
 * From the report's list prices to the bill, in US dollars. list + outside + discount + other products = billed, to the
 * micro-dollar. Null parts are not known.
 */
export interface BilledBridge {
	/** All spend of the report, at list prices; null when no use is known. */
	readonly listMicros: number | null;
	/** Vendor's list amount of Claude Code less the report's: other repositories, machines and people. */
	readonly outsideMicros: number | null;
	/** Billed less list amount of Claude Code, negative for a discount; null where the vendor gives no list amount. */
	readonly discountMicros: number | null;
	/** Billed for other products than Claude Code. */
	readonly otherProductsMicros: number;
	readonly billedMicros: number;
	readonly daysRead: number;
	readonly days: number;
	/** Lines in another currency, not in these amounts. */
	readonly otherCurrencies: readonly { readonly currency: string; readonly amountMicros: number }[];
}

const isClaudeCode = (product: string): boolean => product === 'claude_code' || product === 'claude-code';
const sumOf = (uses: readonly BilledUse[], amount: (use: BilledUse) => number): number =>
	uses.reduce((sum, use) => sum + amount(use), 0);

/** The bridge between list and billed; null when the vendor's report has nothing of the period. */
export function billedBridge(billed: BilledPeriod | null, listMicros: number | null): BilledBridge | null {
	if (billed === null || billed.uses.length === 0) return null;
	const dollars = billed.uses.filter(({ currency }) => currency === 'USD');
	const code = dollars.filter(({ product }) => isClaudeCode(product));
	const codeMicros = sumOf(code, ({ amountMicros }) => amountMicros);
	const billedMicros = sumOf(dollars, ({ amountMicros }) => amountMicros);
	const hasList = code.every((use) => use.listMicros !== null);
	const atList = hasList ? sumOf(code, (use) => use.listMicros ?? 0) : codeMicros;
	const currencies = new Map<string, number>();
	for (const { currency, amountMicros } of billed.uses) {
		if (currency !== 'USD') currencies.set(currency, (currencies.get(currency) ?? 0) + amountMicros);
	}
	return {
		listMicros,
		outsideMicros: listMicros === null ? null : atList - listMicros,
		discountMicros: hasList ? codeMicros - atList : null,
		otherProductsMicros: billedMicros - codeMicros,
		billedMicros,
		daysRead: billed.daysRead,
		days: billed.days,
		otherCurrencies: [...currencies]
			.map(([currency, amountMicros]) => ({ currency, amountMicros }))
			.sort((one, two) => (one.currency < two.currency ? -1 : 1)),
	};
}
