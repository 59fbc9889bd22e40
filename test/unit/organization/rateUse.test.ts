import assert from 'node:assert/strict';
import { rateUses } from '../../../src/core/organization/rateUse.js';
import type { ModelHour, RateLimit, UsageDay } from '../../../src/core/organization/records.js';

const hour = (changes: Partial<ModelHour>): ModelHour => ({
	hour: 9,
	model: 'claude-opus-5',
	requests: 600,
	cacheAwareInputTokens: 6000,
	cacheReadTokens: 60_000,
	outputTokens: 1200,
	...changes,
});
const day = (workspaceId: string, ...hours: ModelHour[]): UsageDay => ({
	day: '2026-11-19',
	workspaceId,
	hours,
});
const limit = (
	type: string,
	value: number,
	changes: Partial<RateLimit> = {},
	orgValue?: number,
): RateLimit => ({
	group: 'Opus 5',
	models: ['claude-opus-5', 'claude-opus-5-20260724'],
	workspaceId: null,
	limits: [{ type, value, ...(orgValue === undefined ? {} : { orgValue }) }],
	...changes,
});
const days = [
	day('none', hour({}), hour({ hour: 10, requests: 60 })),
	day(
		'wrkspc_1',
		hour({ model: 'claude-opus-5-20260724' }),
		hour({ model: 'claude-haiku-5-5', requests: 9e9 }),
	),
];

describe('use against a rate limit', () => {
	const rows: readonly (readonly [type: string, mean: number | null])[] = [
		// Two workspaces in the same hour, an undated and a dated name of one model; another model does not count.
		['requests_per_minute', 20],
		['input_tokens_per_minute', 2200],
		['input_tokens_per_minute_cache_aware', 200],
		['output_tokens_per_minute', 40],
		['tokens_per_minute', 2240],
		['tokens_per_day', null],
		['a_limiter_of_tomorrow', null],
	];
	for (const [type, mean] of rows) {
		it(`${type}: ${mean === null ? 'not reported' : `${String(mean)} a minute in the busiest hour`}`, () => {
			const [use] = rateUses([limit(type, 100)], days, []);
			assert.equal(use?.busiestHourMean, mean);
			assert.equal(use.usedShare, mean === null ? null : mean / 100);
		});
	}

	it('of a workspace counts its own use, against the lower of its own and the organization’s limit', () => {
		const workspaces = [{ workspaceId: 'wrkspc_1', name: 'Claude Code', isArchived: false }];
		const own = limit('requests_per_minute', 40, { workspaceId: 'wrkspc_1' }, 20);
		const [use] = rateUses([own], days, workspaces);
		assert.deepEqual(
			[use?.workspace, use?.limit, use?.orgLimit, use?.busiestHourMean, use?.usedShare],
			['Claude Code', 40, 20, 10, 0.5],
		);
	});

	it('is not known without usage, without counted requests, and for groups that are not of models', () => {
		const mean = (one: RateLimit, of: readonly UsageDay[]): number | null | undefined =>
			rateUses([one], of, [])[0]?.busiestHourMean;
		assert.equal(mean(limit('requests_per_minute', 10), []), null);
		assert.equal(mean(limit('requests_per_minute', 10), [day('none', hour({ requests: null }))]), null);
		assert.equal(mean(limit('requests_per_minute', 10, { models: [] }), days), null);
		assert.equal(rateUses([limit('requests_per_minute', 0)], days, [])[0]?.usedShare, null);
	});
});
