import assert from 'node:assert/strict';
import type { UsageGroup } from '../../../src/core/usage/usageTable.js';
import type { Case, Look } from './ruleCase.js';
import { assistantLine as line, type Line, type LineChange } from './transcripts.js';

// Every case that trackers of usage were measured with, under the name it is known by, and what is right for it. A base
// line is a call of Sonnet 4.5 with 1000 tokens in and 2000 out: $0.033.

const s1 = 'projects/-app/session-1.jsonl';
const s2 = 'projects/-app/session-2.jsonl';
const may = '2026-05-10T12:00:00Z';
const february = '2026-02-20T12:00:00Z';

/** One case: its name, the right cost in dollars, the right number of calls, its lines and what else must hold. */
function oneFile(
	id: string,
	what: string,
	dollars: number,
	lines: readonly (Line | string)[],
	check?: Case['check'],
	calls = 1,
): Case {
	return { id, what, files: { [s1]: lines }, dollars, calls, ...(check === undefined ? {} : { check }) };
}

/** A case of one line. */
const single = (id: string, what: string, dollars: number, change: LineChange, check?: Case['check']): Case =>
	oneFile(id, what, dollars, [line(change)], check);

const noText = { input_tokens: 0, output_tokens: 0 };
const cacheReads = (tokens: number) => ({
	input_tokens: 0,
	output_tokens: 1000,
	cache_read_input_tokens: tokens,
});
const mixed = {
	input_tokens: 1000,
	output_tokens: 1000,
	cache_read_input_tokens: 150_000,
	cache_creation_input_tokens: 100_000,
};
const opus46 = (usage: Line, at = may): LineChange => ({ model: 'claude-opus-4-6', usage, at });
const sidechain: LineChange = { id: 'm', requestId: 'r2', line: { isSidechain: true } };

const ownersOf = ({ usage }: Look): string[] =>
	usage.calls.map(({ callId, sessionId }) => `${callId} ${sessionId}`).sort();

const rowsOf = async (look: Look, groups: readonly UsageGroup[], timezone = 'UTC'): Promise<unknown[]> =>
	(await look.inspect(groups, timezone)).rows.map((row) => [
		...groups.map((group) => row[group]),
		row.costMicros,
	]);

/** Which lines are calls, and whose. */
const counting: readonly Case[] = [
	single('c01', 'one call', 0.033, {}),
	oneFile(
		'c02',
		'a streamed call whose output grows from 1 over 50 to 500',
		0.0105,
		[1, 50, 500].map((output_tokens) => line({ id: 'a', requestId: 'r', usage: { output_tokens } })),
	),
	oneFile(
		'c02b',
		'a repeated line whose output shrinks from 500 to 1',
		0.0105,
		[500, 1].map((output_tokens) => line({ id: 'a', requestId: 'r', usage: { output_tokens } })),
	),
	{
		...{
			id: 'c03',
			what: 'a resumed session that repeats history and adds a call',
			dollars: 0.066,
			calls: 2,
		},
		files: {
			[s1]: [line({ id: 'a' })],
			[s2]: [line({ id: 'a', sessionId: 'session-2' }), line({ sessionId: 'session-2' })],
		},
	},
	oneFile('c04', 'one message id under two request ids', 0.033, [
		line({ id: 'm', requestId: 'r1' }),
		line({ id: 'm', requestId: 'r2' }),
	]),
	oneFile('c04b', 'one message id, one request id missing', 0.033, [
		line({ id: 'm' }),
		line({ id: 'm', requestId: null }),
	]),
	oneFile(
		'c04c',
		'no ids at all, two lines: told apart by uuid',
		0.066,
		[line({ id: null, requestId: null }), line({ id: null, requestId: null })],
		undefined,
		2,
	),
	oneFile('c04d', 'a message id without request ids, twice', 0.033, [
		line({ id: 'm', requestId: null }),
		line({ id: 'm', requestId: null }),
	]),
	...(['c05', 'c45'] as const).map((id): Case => {
		const lines = [line({ id: 'm', requestId: 'r1' }), line(sidechain)];
		return oneFile(
			id,
			`a sidechain replay${id === 'c45' ? ' in reversed order' : ''}`,
			0.033,
			id === 'c45' ? lines.reverse() : lines,
			({ usage }) => assert.equal(usage.calls[0]?.origin, 'main'),
		);
	}),
	{
		...{ id: 'c06', what: 'a subagent with a call of its own', dollars: 0.066, calls: 2 },
		files: {
			[s1]: [line()],
			'projects/-app/session-1/subagents/agent-a1.jsonl': [
				line({ line: { isSidechain: true, agentId: 'a1' } }),
			],
		},
		check: ({ usage }) => {
			assert.deepEqual(new Set(usage.calls.map(({ sessionId }) => sessionId)), new Set(['session-1']));
			assert.deepEqual(usage.calls.map(({ origin }) => origin).sort(), ['main', 'subagent']);
		},
	},
	oneFile(
		'c10',
		'two synthetic answers beside a real one',
		0.033,
		[
			...[1, 2].map(() => line({ model: '<synthetic>', usage: { input_tokens: 5, output_tokens: 10 } })),
			line(),
		],
		async ({ usage, inspect }) => {
			const { totals } = await inspect(['model']);
			assert.deepEqual([totals.inputTokens, totals.outputTokens], [1000, 2000]);
			assert.equal(usage.quality.syntheticCalls, 2);
		},
	),
	single(
		'c11',
		'an API error message that carries usage: counted and flagged',
		0.033,
		{ line: { isApiErrorMessage: true } },
		async ({ usage, text }) => {
			assert.equal(usage.quality.apiErrorCalls, 1);
			assert.match(await text(), /1 call marked as an error of the API/);
		},
	),
	single('c18', 'speed: null', 0.033, { usage: { speed: null } }),
	...(['id', 'requestId'] as const).map((key, index) =>
		single(index === 0 ? 'c18b' : 'c18c', `${key}: null inside tool input`, 0.033, {
			message: { content: [{ type: 'tool_use', input: { [key]: null, cwd: null } }] },
		}),
	),
	oneFile(
		'c19',
		'two calls around midnight, by the zone of whoever asks',
		0.066,
		[line({ at: '2026-01-01T23:30:00Z' }), line({ at: '2026-01-02T00:30:00Z' })],
		async (look) => {
			assert.deepEqual(await rowsOf(look, ['day']), [
				['2026-01-01', 33_000],
				['2026-01-02', 33_000],
			]);
			assert.deepEqual(await rowsOf(look, ['day'], 'Asia/Tokyo'), [['2026-01-02', 66_000]]);
			assert.deepEqual(await rowsOf(look, ['day'], 'America/New_York'), [['2026-01-01', 66_000]]);
		},
		2,
	),
	oneFile('c21', 'white space between the tokens of the line', 0.033, [
		JSON.stringify(line()).replaceAll('":', '": '),
	]),
	{
		...{ id: 'c22', what: 'two config dirs that overlap', dollars: 0.066, calls: 2 },
		files: {
			[`one/${s1}`]: [line({ id: 'a' })],
			[`two/${s1}`]: [line({ id: 'a' })],
			[`two/${s2}`]: [line({ id: 'b', sessionId: 'session-2' })],
		},
		claudeDirs: ['one', 'two', 'two/../one'],
		check: ({ usage }) => assert.equal(usage.quality.files, 3),
	},
	oneFile(
		'c23',
		'five calls hours apart, with a day between: each once, on its day',
		0.165,
		['01T10:10', '01T14:50', '01T15:10', '01T20:30', '03T09:00'].map((at) =>
			line({ at: `2026-05-${at}:00Z` }),
		),
		async (look) =>
			assert.deepEqual(await rowsOf(look, ['day']), [
				['2026-05-01', 132_000],
				['2026-05-03', 33_000],
			]),
		5,
	),
	{
		...{
			id: 'c25',
			what: 'agent_progress: a copy of a call, and the only trace of one',
			dollars: 0.066,
			calls: 2,
		},
		files: {
			[s1]: ['m1', 'm2'].map((id) => {
				const { message, uuid, timestamp } = line({ id });
				const inner = { type: 'assistant', uuid, timestamp, message };
				const data = { type: 'agent_progress', agentId: 'a1', message: inner };
				return { type: 'progress', sessionId: 'session-1', uuid: `p-${id}`, timestamp, data };
			}),
			'projects/-app/session-1/subagents/agent-a1.jsonl': [line({ id: 'm1' })],
		},
		check: ({ usage }) => assert.ok(usage.calls.every(({ origin }) => origin === 'subagent')),
	},
	...(['c26', 'c51'] as const).map((id) =>
		oneFile(
			id,
			id === 'c26' ? 'a corrupt line among good ones' : 'a file cut off in the middle of a line',
			0.033,
			id === 'c26' ? ['{"type":"assistant","message":{"id":', line()] : [line(), '{"type":"assistant","mess'],
			({ usage }) => assert.deepEqual([usage.quality.rejectedLines, usage.quality.lines], [1, 2]),
		),
	),
	single('c42', 'version "dev"', 0.033, { line: { version: 'dev' } }),
	{
		...{ id: 'c46', what: 'a resumed session whose file sorts first', dollars: 0.099, calls: 3 },
		files: {
			[s1]: ['a', 'b'].map((id) => line({ id })),
			'projects/-app/another.jsonl': [
				...['a', 'b'].map((id) => line({ id, sessionId: 'another' })),
				line({ id: 'c', sessionId: 'another', at: '2026-05-11T12:00:00Z' }),
			],
		},
		check: (look) => assert.deepEqual(ownersOf(look), ['a session-1', 'b session-1', 'c another']),
	},
	oneFile(
		'c47',
		'-5 tokens: 0, and said',
		0.033,
		[line(), line({ usage: { input_tokens: -5, output_tokens: 0 } })],
		({ usage }) => assert.equal(usage.quality.clampedFields, 1),
		2,
	),
	single('c48', 'tokens with a fraction', 0.033, { usage: { input_tokens: 999.6, output_tokens: 2000.4 } }),
	{
		...{ id: 'c49', what: 'a byte order mark and CRLF, two lines', dollars: 0.066, calls: 2 },
		files: {
			[s1]: Buffer.from(`\ufeff${[line(), line()].map((one) => JSON.stringify(one)).join('\r\n')}\r\n`),
		},
	},
	{
		...{ id: 'c50', what: 'one message id in two projects', dollars: 0.066, calls: 2 },
		files: {
			[s1]: [line({ id: 'm' })],
			'projects/-aaa/session-0.jsonl': [
				line({ id: 'm', sessionId: 'session-0' }),
				line({ id: 'n', sessionId: 'session-0', at: '2026-05-10T13:00:00Z' }),
			],
		},
		check: (look) => assert.deepEqual(ownersOf(look), ['m session-1', 'n session-0']),
	},
	{
		...{ id: 'c53', what: 'an .orphaned- and a .superseded- copy', dollars: 0.033, calls: 1 },
		files: {
			[s1]: [line()],
			'projects/-app/session-1.orphaned-17.jsonl': [line()],
			'projects/-app/session-1.jsonl.superseded-2': [line()],
			'projects/-app/session-1.superseded-3.jsonl': [line()],
		},
	},
	{
		...{ id: 'c54', what: "a workflow's subagent, under the parent session", dollars: 0.066, calls: 2 },
		files: {
			[s1]: [line()],
			'projects/-app/session-1/subagents/workflows/wf1/agent-b.jsonl': [
				line({ sessionId: 'wf1', line: { isSidechain: true } }),
			],
		},
		check: async (look) => assert.deepEqual(await rowsOf(look, ['session']), [['session-1', 66_000]]),
	},
];

/** What a call costs. */
const pricing: readonly Case[] = [
	single('c07', '1000 five-minute and 100,000 one-hour writes', 0.60375, {
		usage: {
			...{ ...noText, cache_creation_input_tokens: 101_000 },
			cache_creation: { ephemeral_5m_input_tokens: 1000, ephemeral_1h_input_tokens: 100_000 },
		},
	}),
	single('c08', '101,000 writes without a breakdown', 0.37875, {
		usage: { ...noText, cache_creation_input_tokens: 101_000 },
	}),
	...(
		[
			['c09', 0],
			['c09b', 1000],
		] as const
	).map(([id, ephemeral_5m_input_tokens]) =>
		single(id, `a breakdown of ${ephemeral_5m_input_tokens} beside a total of 5000`, 0.01875, {
			usage: {
				...{ ...noText, cache_creation_input_tokens: 5000 },
				cache_creation: { ephemeral_5m_input_tokens, ephemeral_1h_input_tokens: 0 },
			},
		}),
	),
	single('c12', '251,000 prompt tokens of Sonnet 4.5, May 2026', 0.438, { usage: mixed }),
	single('c12', 'the same in February 2026', 0.8685, { usage: mixed, at: february }),
	single('c13', '250,000 input tokens of Sonnet 4.5, May 2026', 0.765, {
		usage: { input_tokens: 250_000, output_tokens: 1000 },
	}),
	single('c13', 'the same in February 2026', 1.5225, {
		...{ usage: { input_tokens: 250_000, output_tokens: 1000 }, at: february },
	}),
	single('c13b', '250,000 cache reads of Sonnet 4.5, May 2026', 0.09, { usage: cacheReads(250_000) }),
	single('c57', 'the same on 2026-02-20', 0.1725, { usage: cacheReads(250_000), at: february }),
	single('c14', '500,000 cache reads of Opus 4.6', 0.275, opus46(cacheReads(500_000))),
	single('c56', 'the same on 2026-02-20', 0.5375, opus46(cacheReads(500_000), february)),
	single('c14b', '500,000 cache reads of Sonnet 4.6', 0.165, {
		...{ model: 'claude-sonnet-4-6', usage: cacheReads(500_000) },
	}),
	single('c15', 'fast mode of Opus 4.6', 0.33, opus46({ speed: 'fast' })),
	single('c15b', 'fast mode of Opus 4.8', 0.11, { model: 'claude-opus-4-8', usage: { speed: 'fast' } }),
	single('c15c', 'standard speed', 0.055, opus46({ speed: 'standard' })),
	single('c15d', 'speed "turbo": priced, with a warning', 0.055, opus46({ speed: 'turbo' }), async (look) => {
		assert.deepEqual(look.usage.quality.priceDoubts, { 'unknown-speed': 1 });
		assert.match(await look.text(), /1 call priced as standard: unknown speed/);
	}),
	single(
		'c16',
		'costUSD 9.99 on the line: worked out all the same, and both are shown',
		0.033,
		{ line: { costUSD: 9.99 } },
		async ({ usage, inspect, text }) => {
			assert.deepEqual([usage.quality.ownCostCalls, usage.quality.ownCostMicros], [1, 9_990_000]);
			const { ownCosts } = await inspect(['day']);
			assert.deepEqual(ownCosts, { calls: 1, ownMicros: 9_990_000, listMicros: 33_000 });
			const shown = await text();
			assert.match(shown, /Total.*\$0\.03/);
			assert.match(
				shown,
				/1 call with a cost that an old Claude Code wrote.*\$9\.99.*1 call.*\$9\.99.*ours.*\$0\.03/,
			);
		},
	),
	single(
		'c20',
		'an unknown model: unpriced, and an estimate by its family shown apart',
		0,
		{ model: 'claude-opus-9' },
		async ({ usage, inspect, text }) => {
			assert.deepEqual([usage.quality.unpricedCalls, usage.quality.unpricedModels], [1, ['claude-opus-9']]);
			const { totals, rows, unpricedEstimate } = await inspect(['model']);
			assert.deepEqual([totals.costMicros, rows[0]?.costMicros], [0, 0]);
			// 1000 × $4 + 2000 × $20 a million, as Opus 5.5.
			assert.equal(unpricedEstimate.costMicros, 44_000);
			assert.match(await text(), /Estimate, not included: \$0\.04 .*claude-opus-9 as claude-opus-5-5/);
		},
	),
	single('c24', 'three web searches', 0.063, { usage: { server_tool_use: { web_search_requests: 3 } } }),
	single('c28', 'a regional Bedrock id', 0.0363, { model: 'us.anthropic.claude-sonnet-4-5-20250929-v1:0' }),
	single('c29', 'inference kept in the United States', 0.0605, opus46({ inference_geo: 'us' })),
	single('c30', 'the batch tier', 0.0165, { usage: { service_tier: 'batch' } }),
	single(
		'c31b',
		"an advisor's run inside a call, under its own model",
		0.358,
		{
			usage: {
				iterations: [
					{ type: 'message', input_tokens: 1000, output_tokens: 2000 },
					{ type: 'advisor_message', model: 'claude-opus-4-7', input_tokens: 50_000, output_tokens: 3000 },
				],
			},
		},
		async (look) =>
			assert.deepEqual(await rowsOf(look, ['model']), [
				['claude-opus-4-7', 325_000],
				['claude-sonnet-4-5-20250929', 33_000],
			]),
	),
	...(
		[
			['claude-fable-5', 0.11],
			['claude-opus-4-5-20251101', 0.055],
			['claude-opus-4-6', 0.055],
			['claude-opus-4-7', 0.055],
			['claude-opus-4-8', 0.055],
			['claude-haiku-4-5-20251001', 0.011],
			['claude-opus-4-1-20250805', 0.165],
		] as const
	).map(([model, dollars]) => single('rates', model, dollars, { model })),
	single('c39', 'Opus 5', 0.055, { model: 'claude-opus-5' }),
	oneFile(
		'c55',
		'Sonnet 5 before and after the rise that was cancelled',
		0.044,
		['2026-08-15T12:00:00Z', '2026-10-15T12:00:00Z'].map((at) => line({ model: 'claude-sonnet-5', at })),
		undefined,
		2,
	),
	oneFile(
		'c52',
		"cost-state: Claude Code's own figure, and the difference",
		0.033,
		[
			line(),
			{ type: 'cost-state', sessionId: 'session-1', totalCostUSD: 0.02, startTime: 1_778_400_000_000 },
			{ type: 'cost-state', sessionId: 'session-1', totalCostUSD: 0.05, hasUnknownModelCost: false },
		],
		async ({ usage, inspect }) => {
			const { clientCostMicros, clientComparableMicros } = usage.quality;
			assert.deepEqual([clientCostMicros, clientComparableMicros], [50_000, 33_000]);
			assert.deepEqual((await inspect(['session'])).clientCosts, [
				{
					...{ sessionId: 'session-1', listMicros: 33_000, clientMicros: 50_000 },
					...{ differenceMicros: 17_000, isFloor: false },
				},
			]);
		},
	),
];

export const tableCases: readonly Case[] = [...counting, ...pricing];
