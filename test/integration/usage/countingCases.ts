import assert from 'node:assert/strict';
import type { GatheredUsage } from '../../../src/outlay/usage.js';
import type { Case } from './ruleCase.js';
import { assistantLine as line } from './transcripts.js';

const s1 = 'projects/-app/session-1.jsonl';
const s2 = 'projects/-app/session-2.jsonl';

const sum = (usage: GatheredUsage, key: 'inputTokens' | 'outputTokens' | 'costMicros'): number =>
	usage.calls.reduce((total, call) => total + call[key], 0);

/** Which calls there are, and whose they are. */
export const countingCases: readonly Case[] = [
	{ what: 'one call', files: { [s1]: [line()] }, dollars: 0.033, calls: 1 },
	{
		what: 'a streamed call whose output grows over its lines',
		files: {
			[s1]: [1, 50, 500].map((output_tokens) =>
				line({ id: 'msg_a', requestId: 'req_a', usage: { output_tokens } }),
			),
		},
		dollars: 0.0105,
		calls: 1,
	},
	{
		what: 'a repeated line whose output shrinks',
		files: {
			[s1]: [500, 1].map((output_tokens) =>
				line({ id: 'msg_a', requestId: 'req_a', usage: { output_tokens } }),
			),
		},
		dollars: 0.0105,
		calls: 1,
	},
	{
		what: 'a resumed session that repeats history and adds a call',
		files: {
			[s1]: [line({ id: 'msg_a' })],
			[s2]: [line({ id: 'msg_a', sessionId: 'session-2' }), line({ sessionId: 'session-2' })],
		},
		dollars: 0.066,
		calls: 2,
	},
	{
		what: 'one message id under two request ids',
		files: { [s1]: [line({ id: 'msg_a', requestId: 'r1' }), line({ id: 'msg_a', requestId: 'r2' })] },
		dollars: 0.033,
		calls: 1,
	},
	{
		what: 'one message id, one request id missing',
		files: { [s1]: [line({ id: 'msg_a' }), line({ id: 'msg_a', requestId: null })] },
		dollars: 0.033,
		calls: 1,
	},
	{
		what: 'no ids at all, two lines: told apart by uuid',
		files: { [s1]: [line({ id: null, requestId: null }), line({ id: null, requestId: null })] },
		dollars: 0.066,
		calls: 2,
	},
	{
		what: 'a message id without request ids, twice',
		files: { [s1]: [line({ id: 'm', requestId: null }), line({ id: 'm', requestId: null })] },
		dollars: 0.033,
		calls: 1,
	},
	...[false, true].map((isReversed): Case => ({
		what: `a sidechain replay${isReversed ? ' in reversed order' : ''}`,
		files: {
			[s1]: [
				line({ id: 'm', requestId: 'r1' }),
				line({ id: 'm', requestId: 'r2', line: { isSidechain: true } }),
			].sort(() => (isReversed ? -1 : 1)),
		},
		dollars: 0.033,
		calls: 1,
		check: ({ calls }: GatheredUsage): void => assert.equal(calls[0]?.origin, 'main'),
	})),
	{
		what: 'a subagent with a call of its own',
		files: {
			[s1]: [line()],
			'projects/-app/session-1/subagents/agent-a1.jsonl': [
				line({ line: { isSidechain: true, agentId: 'a1' } }),
			],
		},
		dollars: 0.066,
		calls: 2,
		check: ({ calls }: GatheredUsage): void => {
			assert.deepEqual(new Set(calls.map(({ sessionId }) => sessionId)), new Set(['session-1']));
			assert.deepEqual(calls.map(({ origin }) => origin).sort(), ['main', 'subagent']);
		},
	},
	{
		what: 'synthetic answers beside a real one',
		files: {
			[s1]: [
				line({ model: '<synthetic>', usage: { input_tokens: 5, output_tokens: 10 } }),
				line({ model: '<synthetic>', usage: { input_tokens: 5, output_tokens: 10 } }),
				line(),
			],
		},
		dollars: 0.033,
		calls: 1,
		check: (usage: GatheredUsage): void => {
			assert.equal(usage.quality.syntheticCalls, 2);
			assert.deepEqual([sum(usage, 'inputTokens'), sum(usage, 'outputTokens')], [1000, 2000]);
		},
	},
	{
		what: 'an API error message that carries usage',
		files: { [s1]: [line({ line: { isApiErrorMessage: true } })] },
		dollars: 0.033,
		calls: 1,
	},
	{
		what: 'nulls for speed, in tool input and in the envelope',
		files: {
			[s1]: [
				line({ usage: { speed: null } }),
				line({
					message: {
						content: [{ type: 'tool_use', input: { id: null, cwd: null, requestId: null } }],
					},
				}),
				line({
					usage: { cache_read_input_tokens: null, cache_creation_input_tokens: null },
					line: { requestId: null, version: null },
				}),
			],
		},
		dollars: 0.099,
		calls: 3,
	},
	{
		what: 'white space between the tokens of the line',
		files: { [s1]: [JSON.stringify(line(), null, 1).replaceAll('\n', ' ').replaceAll('":', '" : ')] },
		dollars: 0.033,
		calls: 1,
	},
	{
		what: 'a progress line that repeats a call, and one that is the only trace of another',
		files: {
			[s1]: ['m1', 'm2'].map((id) => {
				const { message, uuid, timestamp } = line({ id });
				return {
					type: 'progress',
					sessionId: 'session-1',
					cwd: '/home/dev/app',
					uuid: `p-${id}`,
					timestamp,
					data: {
						type: 'agent_progress',
						agentId: 'a1',
						message: { type: 'assistant', uuid, timestamp, message },
					},
				};
			}),
			'projects/-app/session-1/subagents/agent-a1.jsonl': [line({ id: 'm1' })],
		},
		dollars: 0.066,
		calls: 2,
		check: ({ calls }: GatheredUsage): void => assert.ok(calls.every(({ origin }) => origin === 'subagent')),
	},
	{
		what: "the final usage of a subagent in its parent's tool result: not a call",
		files: {
			[s1]: [
				line(),
				{
					type: 'user',
					sessionId: 'session-1',
					timestamp: '2026-05-10T12:00:01Z',
					message: { role: 'user', content: [] },
					toolUseResult: { status: 'completed', usage: { input_tokens: 9, output_tokens: 9 } },
				},
			],
		},
		dollars: 0.033,
		calls: 1,
	},
	{
		what: 'a version that is no version',
		files: { [s1]: [line({ line: { version: 'dev' } })] },
		dollars: 0.033,
		calls: 1,
	},
	{
		what: 'a resumed session whose file sorts first: the history stays with who wrote it',
		files: {
			[s1]: [line({ id: 'a', sessionId: 'session-1' }), line({ id: 'b', sessionId: 'session-1' })],
			'projects/-app/another.jsonl': [
				line({ id: 'a', sessionId: 'another' }),
				line({ id: 'b', sessionId: 'another' }),
				line({ id: 'c', sessionId: 'another', at: '2026-05-11T12:00:00Z' }),
			],
		},
		dollars: 0.099,
		calls: 3,
		check: ({ calls }: GatheredUsage): void =>
			assert.deepEqual(
				calls.map(({ callId, sessionId }) => `${callId} ${sessionId}`),
				['a session-1', 'b session-1', 'c another'],
			),
	},
	{
		what: "a copied history that keeps its lines' session: theirs, though that file is gone",
		files: {
			'projects/-app/another.jsonl': [
				line({ id: 'a', sessionId: 'session-1' }),
				line({ id: 'c', sessionId: 'another', at: '2026-05-11T12:00:00Z' }),
			],
		},
		dollars: 0.066,
		calls: 2,
		check: ({ calls }: GatheredUsage): void =>
			assert.deepEqual(
				calls.map(({ sessionId }) => sessionId),
				['session-1', 'another'],
			),
	},
	{
		what: 'negative tokens',
		files: { [s1]: [line(), line({ usage: { input_tokens: -5, output_tokens: 0 } })] },
		dollars: 0.033,
		calls: 2,
		check: ({ quality }: GatheredUsage): void => assert.equal(quality.clampedFields, 1),
	},
	{
		what: 'tokens with a fraction',
		files: { [s1]: [line({ usage: { input_tokens: 999.6, output_tokens: 2000.4 } })] },
		dollars: 0.033,
		calls: 1,
	},
	{
		what: 'a byte order mark and CRLF line ends',
		files: {
			[s1]: Buffer.from(`\ufeff${[line(), line()].map((one) => JSON.stringify(one)).join('\r\n')}\r\n`),
		},
		dollars: 0.066,
		calls: 2,
	},
	{
		what: 'one message in two projects',
		files: {
			[s1]: [line({ id: 'm', at: '2026-05-10T12:00:00Z' })],
			'projects/-aaa/session-0.jsonl': [
				line({ id: 'm', sessionId: 'session-0', at: '2026-05-10T12:00:00Z' }),
				line({ id: 'n', sessionId: 'session-0', at: '2026-05-10T13:00:00Z' }),
			],
		},
		dollars: 0.066,
		calls: 2,
		check: ({ calls }: GatheredUsage): void => assert.equal(calls[0]?.sessionId, 'session-1'),
	},
	{
		what: 'copies that were put aside',
		files: {
			[s1]: [line()],
			'projects/-app/session-1.orphaned-17.jsonl': [line()],
			'projects/-app/session-1.jsonl.superseded-2': [line()],
			'projects/-app/session-1.superseded-3.jsonl': [line()],
		},
		dollars: 0.033,
		calls: 1,
	},
	{
		what: 'a workflow of subagents',
		files: {
			[s1]: [line()],
			'projects/-app/session-1/subagents/workflows/wf1/agent-b.jsonl': [
				line({ sessionId: 'wf1', line: { isSidechain: true } }),
			],
		},
		dollars: 0.066,
		calls: 2,
		check: ({ calls }: GatheredUsage): void =>
			assert.ok(calls.every(({ sessionId }) => sessionId === 'session-1')),
	},
	{
		what: 'an old subagent file beside the sessions',
		files: { 'projects/-app/agent-f3.jsonl': [line({ line: { isSidechain: true } })] },
		dollars: 0.033,
		calls: 1,
		check: ({ calls }: GatheredUsage): void =>
			assert.deepEqual([calls[0]?.sessionId, calls[0]?.origin], ['session-1', 'subagent']),
	},
	{
		what: 'damaged lines among good ones',
		files: {
			[s1]: [
				line(),
				'{"type":"assistant","message":{"id":"msg_x","usage":{"input_tok',
				'not a transcript',
				'',
				line({ at: 'yesterday' }),
				line({ message: { usage: {} } }),
				line(),
			],
		},
		dollars: 0.066,
		calls: 2,
		check: ({ quality, rejected }: GatheredUsage): void => {
			assert.equal(quality.rejectedLines, 4);
			assert.equal(quality.lines, 7);
			assert.deepEqual(
				rejected.map((one) => one.line),
				[2, 3, 5, 6],
			);
			assert.ok(rejected.every(({ file, why }) => file.endsWith('session-1.jsonl') && why !== ''));
		},
	},
	{
		what: 'a last line without its line end',
		files: { [s1]: Buffer.from(`${JSON.stringify(line())}\n${JSON.stringify(line())}`) },
		dollars: 0.066,
		calls: 2,
		check: ({ quality }: GatheredUsage): void =>
			assert.deepEqual([quality.lines, quality.rejectedLines], [2, 0]),
	},
	{
		what: 'a call dated in the future',
		files: { [s1]: [line({ at: '2031-01-01T00:00:00Z' })] },
		dollars: 0.033,
		calls: 1,
		check: ({ quality }: GatheredUsage): void => assert.equal(quality.futureCalls, 1),
	},
	{
		what: 'a call that never wrote how it ended',
		files: { [s1]: [line({ message: { stop_reason: null } }), line()] },
		dollars: 0.066,
		calls: 2,
		check: ({ quality }: GatheredUsage): void => assert.equal(quality.partialOutputCalls, 1),
	},
];
