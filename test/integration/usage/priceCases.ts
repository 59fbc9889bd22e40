import assert from 'node:assert/strict';
import type { GatheredUsage } from '../../../src/outlay/usage.js';
import type { Case } from './ruleCase.js';
import { assistantLine as line, type LineChange } from './transcripts.js';

const s1 = 'projects/-app/session-1.jsonl';
const opus46 = (usage: LineChange['usage'], at = '2026-05-10T12:00:00Z') =>
	line({ model: 'claude-opus-4-6', usage: usage ?? {}, at });

/** One call of 1000 in and 2000 out on a model, in dollars. */
const modelCosts: readonly (readonly [model: string, dollars: number])[] = [
	['claude-fable-5', 0.11],
	['claude-opus-4-5-20251101', 0.055],
	['claude-opus-4-6', 0.055],
	['claude-opus-4-7', 0.055],
	['claude-opus-4-8', 0.055],
	['claude-opus-5', 0.055],
	['claude-haiku-4-5-20251001', 0.011],
	['claude-opus-4-1-20250805', 0.165],
];

/** What a call costs. */
export const priceCases: readonly Case[] = [
	{
		what: 'cache writes for five minutes and for an hour',
		files: {
			[s1]: [
				line({
					usage: {
						input_tokens: 0,
						output_tokens: 0,
						cache_creation_input_tokens: 101_000,
						cache_creation: {
							ephemeral_5m_input_tokens: 1000,
							ephemeral_1h_input_tokens: 100_000,
						},
					},
				}),
			],
		},
		dollars: 0.60375,
		calls: 1,
	},
	{
		what: 'cache writes without a breakdown: five minutes',
		files: {
			[s1]: [line({ usage: { input_tokens: 0, output_tokens: 0, cache_creation_input_tokens: 101_000 } })],
		},
		dollars: 0.37875,
		calls: 1,
	},
	...[0, 1000].map((ephemeral_5m_input_tokens): Case => ({
		what: `a breakdown of ${ephemeral_5m_input_tokens} beside a total of 5000`,
		files: {
			[s1]: [
				line({
					usage: {
						input_tokens: 0,
						output_tokens: 0,
						cache_creation_input_tokens: 5000,
						cache_creation: { ephemeral_5m_input_tokens, ephemeral_1h_input_tokens: 0 },
					},
				}),
			],
		},
		dollars: 0.01875,
		calls: 1,
	})),
	{
		what: 'a total of 0 beside a right breakdown, as versions before 2.1.152 wrote it',
		files: {
			[s1]: [
				line({
					usage: {
						input_tokens: 0,
						output_tokens: 0,
						cache_creation_input_tokens: 0,
						cache_creation: {
							ephemeral_5m_input_tokens: 5000,
							ephemeral_1h_input_tokens: 1000,
						},
					},
				}),
			],
		},
		dollars: 0.01875 + 0.006,
		calls: 1,
	},
	...(
		[
			['2026-05-02T12:00:00Z', 0.438],
			['2026-02-20T12:00:00Z', 0.8685],
		] as const
	).map(([at, dollars]): Case => ({
		what: `251,000 prompt tokens of Sonnet 4.5 on ${at.slice(0, 10)}`,
		files: {
			[s1]: [
				line({
					at,
					usage: {
						input_tokens: 1000,
						output_tokens: 1000,
						cache_read_input_tokens: 150_000,
						cache_creation_input_tokens: 100_000,
					},
				}),
			],
		},
		dollars,
		calls: 1,
	})),
	...(
		[
			['2026-05-02T12:00:00Z', 0.765],
			['2026-02-20T12:00:00Z', 1.5225],
		] as const
	).map(([at, dollars]): Case => ({
		what: `250,000 input tokens of Sonnet 4.5 on ${at.slice(0, 10)}`,
		files: { [s1]: [line({ at, usage: { input_tokens: 250_000, output_tokens: 1000 } })] },
		dollars,
		calls: 1,
	})),
	...(
		[
			['2026-05-02T12:00:00Z', 0.09],
			['2026-02-20T12:00:00Z', 0.1725],
		] as const
	).map(([at, dollars]): Case => ({
		what: `250,000 cache reads of Sonnet 4.5 on ${at.slice(0, 10)}`,
		files: {
			[s1]: [
				line({
					at,
					usage: { input_tokens: 0, output_tokens: 1000, cache_read_input_tokens: 250_000 },
				}),
			],
		},
		dollars,
		calls: 1,
	})),
	...(
		[
			['2026-05-10T12:00:00Z', 0.275],
			['2026-02-20T12:00:00Z', 0.5375],
		] as const
	).map(([at, dollars]): Case => ({
		what: `500,000 cache reads of Opus 4.6 on ${at.slice(0, 10)}`,
		files: {
			[s1]: [opus46({ input_tokens: 0, output_tokens: 1000, cache_read_input_tokens: 500_000 }, at)],
		},
		dollars,
		calls: 1,
	})),
	{
		what: '500,000 cache reads of Sonnet 4.6 without the premium',
		files: {
			[s1]: [
				line({
					model: 'claude-sonnet-4-6',
					usage: { input_tokens: 0, output_tokens: 1000, cache_read_input_tokens: 500_000 },
				}),
			],
		},
		dollars: 0.165,
		calls: 1,
	},
	{ what: 'fast mode of 4.6', files: { [s1]: [opus46({ speed: 'fast' })] }, dollars: 0.33, calls: 1 },
	{
		what: 'fast mode of 4.8',
		files: { [s1]: [line({ model: 'claude-opus-4-8', usage: { speed: 'fast' } })] },
		dollars: 0.11,
		calls: 1,
	},
	{ what: 'standard speed', files: { [s1]: [opus46({ speed: 'standard' })] }, dollars: 0.055, calls: 1 },
	{
		what: 'a speed nobody knows',
		files: { [s1]: [opus46({ speed: 'turbo' })] },
		dollars: 0.055,
		calls: 1,
		check: ({ quality }: GatheredUsage): void =>
			assert.deepEqual(quality.priceDoubts, { 'unknown-speed': 1 }),
	},
	{
		what: 'a line with its own costUSD: calculated all the same',
		files: { [s1]: [line({ line: { costUSD: 9.99 } })] },
		dollars: 0.033,
		calls: 1,
	},
	{
		what: 'a model without a known price',
		files: { [s1]: [line({ model: 'claude-opus-9' })] },
		dollars: 0,
		calls: 1,
		check: ({ quality }: GatheredUsage): void => {
			assert.equal(quality.unpricedCalls, 1);
			assert.deepEqual(quality.unpricedModels, ['claude-opus-9']);
		},
	},
	{
		what: 'web searches',
		files: { [s1]: [line({ usage: { server_tool_use: { web_search_requests: 3 } } })] },
		dollars: 0.063,
		calls: 1,
	},
	{
		what: 'a regional Bedrock id',
		files: { [s1]: [line({ model: 'us.anthropic.claude-sonnet-4-5-20250929-v1:0' })] },
		dollars: 0.0363,
		calls: 1,
	},
	{
		what: 'inference kept in the United States',
		files: { [s1]: [opus46({ inference_geo: 'us' })] },
		dollars: 0.0605,
		calls: 1,
	},
	{
		what: 'the batch tier',
		files: { [s1]: [line({ usage: { service_tier: 'batch' } })] },
		dollars: 0.0165,
		calls: 1,
	},
	{
		what: "an advisor's run inside a call",
		files: {
			[s1]: [
				line({
					usage: {
						iterations: [
							{ type: 'message', input_tokens: 1000, output_tokens: 2000 },
							{
								type: 'advisor_message',
								model: 'claude-opus-4-7',
								input_tokens: 50_000,
								output_tokens: 3000,
							},
						],
					},
				}),
			],
		},
		dollars: 0.358,
		calls: 1,
	},
	...modelCosts.map(([model, dollars]): Case => ({
		what: model,
		files: { [s1]: [line({ model })] },
		dollars,
		calls: 1,
	})),
	{
		what: 'Sonnet 5 before and after the rise that was cancelled',
		files: {
			[s1]: [
				line({ model: 'claude-sonnet-5', at: '2026-08-15T12:00:00Z' }),
				line({ model: 'claude-sonnet-5', at: '2026-10-15T12:00:00Z' }),
			],
		},
		dollars: 0.044,
		calls: 2,
	},
	{
		what: "Claude Code's own figure beside ours",
		files: {
			[s1]: [
				line(),
				{ type: 'cost-state', sessionId: 'session-1', totalCostUSD: 0.02, startTime: 1_778_400_000_000 },
				{
					type: 'cost-state',
					sessionId: 'session-1',
					totalCostUSD: 0.05,
					hasUnknownModelCost: false,
					modelUsage: { 'claude-sonnet-4-5-20250929': { inputTokens: 1, costUSD: 0.05 } },
				},
			],
		},
		dollars: 0.033,
		calls: 1,
		check: ({ quality, sessions }: GatheredUsage): void => {
			assert.equal(quality.clientCostMicros, 50_000);
			assert.equal(quality.clientComparableMicros, 33_000);
			assert.equal(sessions[0]?.clientCost?.hasUnknownModel, false);
		},
	},
];
