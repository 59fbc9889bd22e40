import type { Call, PricedCall, TokenCounts } from './call.js';
import { rateSteps, type ModelPrices, type PriceBook, type TimedRow } from './priceBook.js';
import { batchTenths, regionalTenths, webSearchUsd } from './priceTable.js';

/** The part of a call that one model did: the call itself, or a run nested in it. */
export interface CallPart extends TokenCounts {
	readonly model: string;
	/** 1 (or what it stands for) for the call itself, 0 for a nested run, so that parts sum to calls. */
	readonly calls: number;
	readonly costMicros: number;
	readonly isPriced: boolean;
}

/** Why the price of a priced call is less certain than it looks. Counted and shown. */
export type PriceDoubt =
	/** `speed` is neither standard nor fast: priced as standard. */
	| 'unknown-speed'
	/** Fast mode on a model without a known fast price: priced as standard. */
	| 'unknown-fast-price'
	/** A service tier without a public price: priced as standard. */
	| 'unknown-service-tier'
	/** An inference region without a public price: priced without a premium. */
	| 'unknown-region';

/** Circumstances of a call that change its price. */
type Circumstances = Pick<Call, 'atMs' | 'speed' | 'serviceTier' | 'inferenceGeo' | 'standsFor'>;

const standardSpeeds = new Set(['standard', 'normal', '']);
const standardTiers = new Set(['standard', 'priority', 'standard_only', 'auto', '']);
const openRegions = new Set(['', 'not_available', 'global']);

/** Place of the row that is in force at an instant. */
const placeAt = ({ rows }: ModelPrices, atMs: number): number => {
	let found = 0;
	for (let place = 0; place < rows.length; place++) if ((rows[place]?.fromMs ?? 0) <= atMs) found = place;
	return found;
};

const rowAt = (prices: ModelPrices, place: number): TimedRow => {
	const row = prices.rows[place];
	if (row === undefined) throw new Error('A model in the price book has no row.');
	return row;
};

/** The factor a request's circumstances put on every token kind, in hundredths. */
function factorOf(prices: ModelPrices, { row }: TimedRow, call: Circumstances): number {
	const isFast = prices.id.isFast || call.speed === 'fast';
	const fast = isFast ? (row.fastFactor ?? 1) : 1;
	const isUs = call.inferenceGeo === 'us' && row.hasGeoPremium;
	const isRegional = prices.id.isRegional && row.hasRegionalPremium;
	const place = isUs || isRegional ? regionalTenths : 10;
	const batch = call.serviceTier === 'batch' ? batchTenths : 10;
	return fast * place * batch;
}

/**
 * List price of some tokens of one model in micro-USD, rounded once, halves up. Formula: sum of tokens × rate by
 * kind, × fast × region × batch factor, plus web searches. The rates are those in force at the call's instant; when
 * input, cache reads and cache writes together exceed a context tier, all tokens of the request pay the tier's
 * rates. Null when the model has no known price. Source of each rate: `priceTable`.
 */
export function priceTokens(
	model: string,
	tokens: TokenCounts,
	call: Circumstances,
	book: PriceBook,
): number | null {
	const prices = book.pricesOf(model);
	return prices === null ? null : priceAt(prices, tokens, call);
}

/** The same at known prices of the model. */
const priceAt = (prices: ModelPrices, tokens: TokenCounts, call: Circumstances): number =>
	priceOn(termsAt(prices, call), tokens, call);

/** What tokens of one model are priced on: the same for all calls of the same speed, tier and region while they hold. */
export interface PriceTerms {
	readonly timedRow: TimedRow;
	/** Span in which the row is in force. */
	readonly fromMs: number;
	readonly untilMs: number;
	/** What the circumstances put on every token kind, in hundredths. */
	readonly hundredths: number;
}

/** The terms of a call, at known prices of the model. */
export function termsAt(prices: ModelPrices, call: Circumstances): PriceTerms {
	const place = placeAt(prices, call.atMs);
	const timedRow = rowAt(prices, place);
	return {
		timedRow,
		fromMs: place === 0 ? -Infinity : timedRow.fromMs,
		untilMs: prices.rows[place + 1]?.fromMs ?? Infinity,
		hundredths: factorOf(prices, timedRow, call),
	};
}

/** True while the rates of some terms are in force. */
export const holdsAt = ({ fromMs, untilMs }: PriceTerms, atMs: number): boolean =>
	fromMs <= atMs && atMs < untilMs;

/** The list price of some tokens on known terms; see `priceTokens`. */
export function priceOn(
	{ timedRow, hundredths }: PriceTerms,
	tokens: TokenCounts,
	{ atMs, standsFor }: Pick<Circumstances, 'atMs' | 'standsFor'>,
): number {
	const { row, tierUntilMs, factor, steps, tierSteps } = timedRow;
	const prompt =
		tokens.inputTokens + tokens.cacheReadTokens + tokens.cacheWrite5mTokens + tokens.cacheWrite1hTokens;
	const bound = (row.tier?.abovePromptTokens ?? Infinity) * (standsFor ?? 1);
	const isAbove = prompt > bound && atMs < tierUntilMs;
	const rates = isAbove && tierSteps !== null ? tierSteps : steps;
	const sum =
		tokens.inputTokens * rates.input +
		tokens.cacheWrite5mTokens * rates.cacheWrite5m +
		tokens.cacheWrite1hTokens * rates.cacheWrite1h +
		tokens.cacheReadTokens * rates.cacheRead +
		tokens.outputTokens * rates.output;
	const exact = (sum * hundredths) / (rateSteps * 100);
	return Math.round((exact + tokens.webSearches * webSearchUsd * 1_000_000) * factor);
}

/** A call taken apart by the model that did the work, each part with its price; the parts sum to the call. */
export function callParts(call: Omit<Call, 'callId'>, book: PriceBook): CallPart[] {
	const part = (model: string, tokens: TokenCounts, calls: number): CallPart => {
		const costMicros = priceTokens(model, tokens, call, book);
		return {
			model,
			calls,
			inputTokens: tokens.inputTokens,
			outputTokens: tokens.outputTokens,
			cacheWrite5mTokens: tokens.cacheWrite5mTokens,
			cacheWrite1hTokens: tokens.cacheWrite1hTokens,
			cacheReadTokens: tokens.cacheReadTokens,
			webSearches: tokens.webSearches,
			costMicros: costMicros ?? 0,
			isPriced: costMicros !== null,
		};
	};
	return [
		part(call.model, call, call.standsFor ?? 1),
		...call.nested.map((nested) => part(nested.model, nested, 0)),
	];
}

/** Sum of the prices of a call's parts; not whole when a part has no known price, which then counts as 0. */
export function priceCost(
	call: Omit<Call, 'callId'>,
	book: PriceBook,
): { readonly micros: number; readonly isWhole: boolean } {
	const own = priceTokens(call.model, call, call, book);
	let micros = own ?? 0;
	let isWhole = own !== null;
	// Nearly every call ends here, and there are very many.
	if (call.nested.length === 0) return { micros, isWhole };
	for (const nested of call.nested) {
		const nestedMicros = priceTokens(nested.model, nested, call, book);
		micros += nestedMicros ?? 0;
		isWhole &&= nestedMicros !== null;
	}
	return { micros, isWhole };
}

/** The call with its list price; `isPriced` is false when a part has no known price. */
export function priceCall(call: Call, book: PriceBook): PricedCall {
	const { micros: costMicros, isWhole: isPriced } = priceCost(call, book);
	// Written out, because a spread of so many calls is slow.
	const priced = {
		callId: call.callId,
		sessionId: call.sessionId,
		origin: call.origin,
		atMs: call.atMs,
		model: call.model,
		speed: call.speed,
		serviceTier: call.serviceTier,
		inferenceGeo: call.inferenceGeo,
		inputTokens: call.inputTokens,
		outputTokens: call.outputTokens,
		cacheWrite5mTokens: call.cacheWrite5mTokens,
		cacheWrite1hTokens: call.cacheWrite1hTokens,
		cacheReadTokens: call.cacheReadTokens,
		webSearches: call.webSearches,
		nested: call.nested,
		outputIsPartial: call.outputIsPartial,
		version: call.version,
		cwd: call.cwd,
		branch: call.branch,
		costMicros,
		isPriced,
	};
	return call.standsFor === undefined ? priced : { ...priced, standsFor: call.standsFor };
}

const noDoubts: readonly PriceDoubt[] = [];

/** What makes the price of a priced call less certain; empty for nearly all. */
export function priceDoubts(call: Omit<Call, 'callId'>, book: PriceBook): readonly PriceDoubt[] {
	const { speed, serviceTier, inferenceGeo } = call;
	const prices = book.pricesOf(call.model);
	if (prices === null) return noDoubts;
	const isFast = prices.id.isFast || speed === 'fast';
	const isOddSpeed = speed !== null && speed !== 'fast' && !standardSpeeds.has(speed);
	const isOddTier =
		serviceTier !== null &&
		serviceTier !== 'standard' &&
		serviceTier !== 'batch' &&
		!standardTiers.has(serviceTier);
	const isOddRegion = inferenceGeo !== null && inferenceGeo !== 'us' && !openRegions.has(inferenceGeo);
	if (!isFast && !isOddSpeed && !isOddTier && !isOddRegion) return noDoubts;
	const doubts: PriceDoubt[] = [];
	if (isFast && rowAt(prices, placeAt(prices, call.atMs)).row.fastFactor === null)
		doubts.push('unknown-fast-price');
	if (isOddSpeed) doubts.push('unknown-speed');
	if (isOddTier) doubts.push('unknown-service-tier');
	if (isOddRegion) doubts.push('unknown-region');
	return doubts;
}
