import assert from 'node:assert/strict';
import { differences, onlyHere, theirRows } from '../../bench/pricesInputs/communityTables.js';

const liteLlm = {
	'anthropic.claude-sonnet-4-5-20250929-v1:0': {
		input_cost_per_token: 3e-6,
		output_cost_per_token: 15e-6,
		cache_creation_input_token_cost: 3.75e-6,
		cache_creation_input_token_cost_above_1hr: 6e-6,
		cache_read_input_token_cost: 3e-7,
		input_cost_per_token_above_200k_tokens: 6e-6,
	},
	'us.anthropic.claude-haiku-4-5-20251001-v1:0': { input_cost_per_token: 1.1e-6 },
	'claude-opus-5-5': { input_cost_per_token: 5e-6, output_cost_per_token: 20e-6 },
	'gpt-of-another-vendor': { input_cost_per_token: 1 },
	sample_spec: { mode: 'chat' },
};

const modelsDev = {
	anthropic: {
		models: {
			'claude-haiku-5-5': {
				cost: {
					...{ input: 0.1, output: 0.5, cache_read: 0.01, cache_write: 0.125 },
					tiers: [{ tier: { type: 'context', size: 100_000 }, input: 0.5, output: 2 }],
				},
			},
			'claude-of-tomorrow': { cost: { input: 1 } },
			'claude-without-price': {},
		},
	},
	'amazon-bedrock': { models: { 'us.anthropic.claude-haiku-4-5-20251001-v1:0': { cost: { input: 1 } } } },
};

describe("comparing prices with the communities' tables", () => {
	const found = (table: unknown): string[] =>
		theirRows(table).flatMap((row) => differences(row, '2026-11-22'));

	it('reads LiteLLM: per token, by any form of a model id, with the regional premium and a tier that has ended here', () => {
		assert.deepEqual(found(liteLlm), [
			'anthropic.claude-sonnet-4-5-20250929-v1:0 above 200000 tokens: rates of their own there, none here since 2026-05-01',
			'claude-opus-5-5: input is 5 there, 4 here (platform.claude.com/docs/en/about-claude/pricing, September 2026)',
		]);
	});

	it('reads models.dev: per million tokens, with tiers, and only first-party rows', () => {
		assert.deepEqual(found(modelsDev), [
			'claude-haiku-5-5 above 100000 tokens: output is 2 there, 2.5 here (three third parties quoting the page, October 2026)',
			'claude-of-tomorrow: not in our table',
		]);
	});

	it('names the models that only we price', () => {
		const missing = onlyHere(theirRows(modelsDev));
		assert.ok(missing.includes('claude-opus-5-5'));
		assert.ok(!missing.includes('claude-haiku-5-5'));
	});
});
