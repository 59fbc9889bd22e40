import assert from 'node:assert/strict';
import { findInsights, type InsightQuestion } from '../../../src/core/insights/findInsights.js';
import type { Call } from '../../../src/core/usage/call.js';

const nowMs = Date.UTC(2026, 10, 19, 12);
let count = 0;
const call = (changes: Partial<Call>): Call => ({
	callId: `c${count++}`,
	sessionId: 's1',
	origin: 'main',
	atMs: nowMs - 3_600_000,
	model: 'claude-opus-5-5',
	speed: null,
	serviceTier: null,
	inferenceGeo: null,
	inputTokens: 0,
	outputTokens: 0,
	cacheWrite5mTokens: 0,
	cacheWrite1hTokens: 0,
	cacheReadTokens: 0,
	webSearches: 0,
	nested: [],
	outputIsPartial: false,
	version: null,
	cwd: null,
	branch: null,
	...changes,
});

/** Writes 12 micros a token, reads 1, output 50; sonnet a fifth of opus. */
const price = ({ model, cacheWrite5mTokens, cacheReadTokens, outputTokens }: Call): number | null => {
	if (model === 'unknown') return null;
	const micros = cacheWrite5mTokens * 12 + cacheReadTokens + outputTokens * 50;
	return model.includes('opus') ? micros : micros / 5;
};
const ask = (
	calls: readonly Call[],
	changes: Partial<InsightQuestion> = {},
): ReturnType<typeof findInsights> =>
	findInsights({
		nowMs,
		timezone: 'UTC',
		calls,
		price,
		cheaperThan: (model) => (model.includes('opus') ? 'claude-sonnet-5-5' : null),
		budget: null,
		problems: [],
		...changes,
	});
const bigOutput = { outputTokens: 100_000 };

describe('insights', () => {
	it('prices a low cache hit rate by the writes that one half would have saved', () => {
		const [found] = ask([call({ ...bigOutput, cacheWrite5mTokens: 800_000, cacheReadTokens: 200_000 })]);
		assert.deepEqual(found, {
			id: 'cache-hit-rate:2026-11-16',
			kind: 'cache-hit-rate',
			hitRate: 0.2,
			// 300,000 tokens read at 1 instead of written at 12.
			costMicros: 3_300_000,
		});
	});

	it('is silent about a good rate, little use and old use', () => {
		assert.deepEqual(
			ask([call({ ...bigOutput, cacheWrite5mTokens: 500_000, cacheReadTokens: 500_000 })]),
			[],
		);
		assert.deepEqual(ask([call({ ...bigOutput, cacheWrite5mTokens: 800_000 })]), []);
		const old = { atMs: nowMs - 8 * 86_400_000 };
		assert.deepEqual(ask([call({ ...bigOutput, ...old, cacheWrite5mTokens: 8_000_000 })]), []);
	});

	it('counts small sessions on an expensive model and what the cheaper one saves', () => {
		const small = [1, 2, 3].map((session) =>
			call({ sessionId: `s${session}`, outputTokens: 4000, cacheWrite5mTokens: 20_000 }),
		);
		const large = call({ sessionId: 's9', ...bigOutput });
		const found = ask([...small, large]).find(({ kind }) => kind === 'expensive-model');
		assert.deepEqual(found, {
			id: 'expensive-model:claude-opus-5-5:2026-11-16',
			kind: 'expensive-model',
			model: 'claude-opus-5-5',
			cheaperModel: 'claude-sonnet-5-5',
			sessions: 3,
			costMicros: 3 * (440_000 - 88_000),
		});
	});

	it('lists models without a price and calls without a final count', () => {
		const calls = [call({ ...bigOutput, model: 'unknown' }), call({ ...bigOutput, outputIsPartial: true })];
		assert.deepEqual(
			ask(calls).map(({ kind }) => kind),
			['unpriced-model', 'partial-output'],
		);
	});

	it('puts the limit first, and gives a new id when the state changes', () => {
		const window = { startMs: Date.UTC(2026, 10, 1), endMs: Date.UTC(2026, 11, 1) };
		const ids = (['warning', 'critical', 'over'] as const).map(
			(state) => ask([], { budget: { state, usedShare: 0.8, window } })[0]?.id,
		);
		assert.equal(new Set(ids).size, 3);
		assert.deepEqual(ask([], { budget: { state: 'ok', usedShare: 0.5, window } }), []);
	});
});
