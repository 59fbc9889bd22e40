import assert from 'node:assert/strict';
import { countRemarks } from '../../../src/core/usage/callRemarks.js';
import { estimatePartialOutput } from '../../../src/core/usage/partialOutput.js';
import { priceBook, type PriceBook } from '../../../src/core/usage/priceBook.js';
import { priceCall } from '../../../src/core/usage/priceCall.js';
import { usageQuality } from '../../../src/core/usage/usageQuality.js';
import { estimateUnpriced } from '../../../src/core/usage/unpricedEstimate.js';
import { UsageTableSums } from '../../../src/core/usage/usageTable.js';
import { usageText } from '../../../src/present/usageText.js';
import { aCall } from './aCall.js';

describe('usage as text', () => {
	function noteOf(prices: PriceBook): string {
		const calls = [priceCall(aCall({}), prices)];
		const places = { dayOf: () => '2026-05-10', repoOf: () => null };
		const counts = {
			files: 1,
			lines: 1,
			rejectedLines: 0,
			syntheticCalls: 0,
			clampedFields: 0,
			...countRemarks([]),
		};
		const table = new UsageTableSums(['day'], places, prices);
		for (const call of calls) table.add(call);
		const text = usageText(
			{
				...table.table(),
				timezone: 'UTC',
				quality: usageQuality(calls, [], counts, prices, Infinity),
				partialOutput: estimatePartialOutput(calls, prices),
				unpricedEstimate: estimateUnpriced(calls, prices),
				clientCosts: [],
				ownCosts: null,
				rejected: [],
			},
			1000,
		);
		return text.slice(text.indexOf('Tokens at'));
	}

	it('says what the tokens are priced at: the list, own rates, or the contract', () => {
		const own = { model: 'claude-opus-5', from: null, input: 1, output: 1, cacheRead: 1 };
		assert.match(noteOf(priceBook()), /^Tokens at list prices;/);
		assert.match(
			noteOf(priceBook([{ ...own, cacheWrite5m: 1, cacheWrite1h: 1 }])),
			/^Tokens at list prices and the team's own;/,
		);
		assert.match(
			noteOf(priceBook([], { multiplier: 0.8, overrides: {} })),
			/^Tokens at the organization's contract prices \(modelPricing/,
		);
	});

	it('weighs a call that stands for several, as old history does, by how many they are', () => {
		const prices = priceBook();
		const complete = priceCall({ ...aCall({ outputTokens: 4000 }), standsFor: 40 }, prices);
		const partial = priceCall(
			{ ...aCall({ outputTokens: 60, outputIsPartial: true }), standsFor: 2 },
			prices,
		);
		const estimate = estimatePartialOutput([complete, partial], prices);
		// Forty calls of a hundred tokens each; two that wrote thirty each lack seventy each.
		assert.deepEqual([estimate.calls, estimate.coveredCalls, estimate.missingOutputTokens], [2, 2, 140]);
		const counts = {
			files: 1,
			lines: 1,
			rejectedLines: 0,
			syntheticCalls: 0,
			clampedFields: 0,
			...countRemarks([]),
		};
		assert.equal(usageQuality([complete, partial], [], counts, prices, 0).futureCalls, 42);
	});
});
