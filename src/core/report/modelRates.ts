import type { PriceBook } from '../usage/priceBook.js';
import type { Rates } from '../usage/rates.js';
import type { TokenCounts } from '../usage/call.js';
import { webSearchUsd } from '../usage/priceTable.js';

const dayMs = 86_400_000;

/** Base rates of a model on a day, micro-USD a token; null when it has no known price. Remembered by model and day. */
export function ratesByDay(book: PriceBook): (model: string, day: string) => Rates | null {
	const known = new Map<string, Map<string, Rates | null>>();
	return (model, day) => {
		const days = known.get(model) ?? new Map<string, Rates | null>();
		let rates = days.get(day);
		if (rates === undefined) {
			known.set(model, days);
			const endOfDayMs = Date.parse(`${day}T00:00:00Z`) + dayMs - 1;
			const row = book.pricesOf(model)?.rows.findLast(({ fromMs }) => fromMs <= endOfDayMs);
			rates = row === undefined ? null : scaled(row.row.rates, row.factor);
			days.set(day, rates);
		}
		return rates;
	};
}

function scaled(rates: Rates, factor: number): Rates {
	if (factor === 1) return rates;
	return {
		input: rates.input * factor,
		cacheWrite5m: rates.cacheWrite5m * factor,
		cacheWrite1h: rates.cacheWrite1h * factor,
		cacheRead: rates.cacheRead * factor,
		output: rates.output * factor,
	};
}

/** Micro-USD of some tokens at base rates: standard speed, no context tier, no regional premium. */
export function microsAt(rates: Rates, tokens: TokenCounts): number {
	return (
		tokens.inputTokens * rates.input +
		tokens.cacheWrite5mTokens * rates.cacheWrite5m +
		tokens.cacheWrite1hTokens * rates.cacheWrite1h +
		tokens.cacheReadTokens * rates.cacheRead +
		tokens.outputTokens * rates.output +
		tokens.webSearches * webSearchUsd * 1_000_000
	);
}

/** What caching saved over paying the input price for the same tokens; negative when writes cost more than reads saved. */
export function cacheWorth(rates: Rates, tokens: TokenCounts): number {
	return (
		tokens.cacheReadTokens * (rates.input - rates.cacheRead) +
		tokens.cacheWrite5mTokens * (rates.input - rates.cacheWrite5m) +
		tokens.cacheWrite1hTokens * (rates.input - rates.cacheWrite1h)
	);
}
