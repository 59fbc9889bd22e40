import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Call } from '../../../src/core/usage/call.js';
import { parseModelId } from '../../../src/core/usage/modelId.js';
import { priceBook } from '../../../src/core/usage/priceBook.js';
import { callParts, priceCall, priceDoubts } from '../../../src/core/usage/priceCall.js';
import { priceTable } from '../../../src/core/usage/priceTable.js';
import { aCall } from './aCall.js';

const book = priceBook();
const micros = (call: Partial<Call>): number => priceCall(aCall(call), book).costMicros;
const at = (iso: string): number => Date.parse(iso);

describe('price table', () => {
	it('gives every model its rows in the order of time, each rate with a source', () => {
		for (const [index, row] of priceTable.entries()) {
			const before = priceTable.slice(0, index).filter(({ model }) => model === row.model);
			assert.ok(
				before.every(({ from }) => from < row.from),
				row.model,
			);
			assert.notEqual(row.source, '');
			assert.ok(Object.values(row.rates).every((rate) => rate > 0));
			assert.equal(parseModelId(row.model).name, row.model, 'a row must be found under its own name');
		}
	});

	it('changes the price of a model on the day it changed', () => {
		const read = { model: 'claude-sonnet-5-5', inputTokens: 0, outputTokens: 0, cacheReadTokens: 1_000_000 };
		assert.equal(micros({ ...read, atMs: at('2026-10-06T23:59:59.999Z') }), 200_000);
		assert.equal(micros({ ...read, atMs: at('2026-10-07T00:00:00Z') }), 100_000);
		assert.equal(micros({ ...read, atMs: at('2026-01-01T00:00:00Z') }), 200_000);
	});

	it('prices the whole request of Haiku 5.5 at the upper tier above 100,000 prompt tokens', () => {
		const haiku = { model: 'claude-haiku-5-5', atMs: at('2026-11-01T00:00:00Z'), outputTokens: 1000 };
		assert.equal(micros({ ...haiku, inputTokens: 100_000 }), 10_000 + 500);
		assert.equal(micros({ ...haiku, inputTokens: 90_000, cacheReadTokens: 10_001 }), 45_000 + 500 + 2500);
	});

	it('ends the long-context premium when it ended', () => {
		const long = { model: 'claude-opus-4-6', inputTokens: 0, outputTokens: 1000, cacheReadTokens: 500_000 };
		assert.equal(micros({ ...long, atMs: at('2026-03-12T23:59:59.999Z') }), 537_500);
		assert.equal(micros({ ...long, atMs: at('2026-03-13T00:00:00Z') }), 275_000);
		assert.equal(micros({ ...long, cacheReadTokens: 200_000, atMs: at('2026-02-20T00:00:00Z') }), 125_000);
	});

	it('knows Fable 5.2 by its five rates', () => {
		const each = {
			model: 'claude-fable-5-2',
			inputTokens: 1000,
			cacheWrite5mTokens: 1000,
			cacheWrite1hTokens: 1000,
			cacheReadTokens: 1000,
			outputTokens: 1000,
		};
		assert.equal(micros(each), 8000 + 10_000 + 16_000 + 200 + 40_000);
	});
});

describe('price of a call', () => {
	it('rounds once a call, to whole micro-dollars', () => {
		assert.equal(
			micros({ model: 'claude-haiku-4-5', inputTokens: 0, outputTokens: 0, cacheReadTokens: 4 }),
			0,
		);
		assert.equal(
			micros({ model: 'claude-haiku-4-5', inputTokens: 0, outputTokens: 0, cacheReadTokens: 5 }),
			1,
		);
		assert.equal(
			micros({ model: 'claude-sonnet-4-5', inputTokens: 0, outputTokens: 0, cacheReadTokens: 5 }),
			2,
		);
	});

	it('never prices a model it does not know, and lists its nested models apart', () => {
		const unknown = priceCall(aCall({ model: 'claude-opus-9' }), book);
		assert.deepEqual([unknown.costMicros, unknown.isPriced], [0, false]);
		const advised = aCall({ nested: [{ ...aCall({}), model: 'claude-opus-9' }] });
		assert.deepEqual(
			callParts(advised, book).map(({ calls, costMicros, isPriced }) => [calls, costMicros, isPriced]),
			[
				[1, 33_000, true],
				[0, 0, false],
			],
		);
		assert.equal(priceCall(advised, book).isPriced, false);
	});

	it('stacks fast mode, region and batch, and puts none of them on web searches', () => {
		const opus = { model: 'claude-opus-4-8', inputTokens: 1000, outputTokens: 2000 };
		assert.equal(micros({ ...opus, speed: 'fast', inferenceGeo: 'us' }), 121_000);
		assert.equal(micros({ ...opus, serviceTier: 'batch', webSearches: 3 }), 27_500 + 30_000);
		assert.equal(micros({ ...opus, model: 'claude-opus-4-5', inferenceGeo: 'us' }), 55_000);
	});

	it('says which circumstances it had no price for', () => {
		const doubts = (call: Partial<Call>) => priceDoubts(aCall(call), book);
		assert.deepEqual(doubts({}), []);
		assert.deepEqual(
			doubts({ speed: 'standard', serviceTier: 'standard', inferenceGeo: 'not_available' }),
			[],
		);
		assert.deepEqual(doubts({ speed: 'turbo' }), ['unknown-speed']);
		assert.deepEqual(doubts({ speed: 'fast' }), ['unknown-fast-price']);
		assert.deepEqual(doubts({ serviceTier: 'flex', inferenceGeo: 'mars' }), [
			'unknown-service-tier',
			'unknown-region',
		]);
	});

	it('is the sum of its parts', () => {
		const count = fc.integer({ min: 0, max: 1_000_000 });
		const tokens = fc.record({
			inputTokens: count,
			outputTokens: count,
			cacheWrite5mTokens: count,
			cacheWrite1hTokens: count,
			cacheReadTokens: count,
			webSearches: fc.integer({ min: 0, max: 5 }),
			model: fc.constantFrom(...priceTable.map(({ model }) => model), 'claude-opus-9'),
		});
		fc.assert(
			fc.property(tokens, fc.array(tokens, { maxLength: 3 }), (own, nested) => {
				const call = aCall({ ...own, nested });
				const parts = callParts(call, book).reduce((sum, part) => sum + part.costMicros, 0);
				const whole = priceCall(call, book).costMicros;
				assert.ok(Number.isSafeInteger(whole) && whole >= 0);
				assert.equal(parts, whole);
			}),
		);
	});
});

describe('own prices', () => {
	const own = { input: 1, cacheWrite5m: 1, cacheWrite1h: 1, cacheRead: 1, output: 1 };
	const march = at('2026-03-20T00:00:00Z');

	it('replace the list from their date on, without its surcharges', () => {
		const mine = priceBook([{ ...own, model: 'claude-opus-4-8', from: '2026-03-01' }]);
		const call = aCall({ model: 'claude-opus-4-8', speed: 'fast', atMs: march });
		assert.equal(priceCall(call, mine).costMicros, 3000);
		assert.equal(priceCall({ ...call, atMs: march - 30 * 86_400_000 }, mine).costMicros, 110_000);
		assert.equal(mine.basis, 'config');
	});

	it('always hold without a date, and give an unknown model its price', () => {
		const mine = priceBook([{ ...own, model: 'claude-opus-9', from: null }]);
		assert.equal(priceCall(aCall({ model: 'us.anthropic.claude-opus-9-v1:0' }), mine).costMicros, 3000);
	});

	it('honour managed pricing: contract rates as they are, the multiplier on everything else', () => {
		const managed = priceBook([], {
			multiplier: 0.8,
			overrides: { 'claude-opus-4-8': { input: 4, output: 20, cacheRead: 0.4, cacheWrite: 5 } },
		});
		const writes = { cacheWrite5mTokens: 1000, cacheWrite1hTokens: 1000 };
		const opus = aCall({ model: 'claude-opus-4-8', speed: 'fast', ...writes });
		assert.equal(priceCall(opus, managed).costMicros, 4000 + 40_000 + 10_000);
		assert.equal(priceCall(aCall({}), managed).costMicros, 26_400);
	});
});

describe('model ids', () => {
	const forms: readonly (readonly [string, string])[] = [
		['claude-sonnet-4-5-20250929', 'claude-sonnet-4-5'],
		['claude-opus-5[1m]', 'claude-opus-5'],
		['claude-opus-4-8-fast', 'claude-opus-4-8'],
		['us.anthropic.claude-sonnet-4-5-20250929-v1:0', 'claude-sonnet-4-5'],
		['anthropic.claude-3-5-haiku-20241022-v1:0', 'claude-haiku-3-5'],
		['claude-sonnet-4-5-20250929-v1:0', 'claude-sonnet-4-5'],
		['global.anthropic.claude-opus-4-6-v1', 'claude-opus-4-6'],
		['arn:aws:bedrock:us-east-1:1:inference-profile/us.anthropic.claude-opus-4-6-v1:0', 'claude-opus-4-6'],
		['claude-opus-4-1@20250805', 'claude-opus-4-1'],
		['publishers/anthropic/models/claude-haiku-4-5@20251001', 'claude-haiku-4-5'],
		['anthropic/claude-sonnet-4.5', 'claude-sonnet-4-5'],
		['claude-3-7-sonnet-latest', 'claude-sonnet-3-7'],
		['claude-opus-9', 'claude-opus-9'],
		['claude-opus-4-8-experimental', 'claude-opus-4-8-experimental'],
	];

	it('are understood in every form a vendor or a client writes', () => {
		for (const [raw, name] of forms) assert.equal(parseModelId(raw).name, name, raw);
	});

	it('carry the regional premium of Bedrock, which the global profile has not', () => {
		const sonnet = (prefix: string): number => micros({ model: `${prefix}claude-sonnet-4-5-20250929-v1:0` });
		assert.equal(sonnet('us.anthropic.'), 36_300);
		assert.equal(sonnet('global.anthropic.'), 33_000);
	});
});
