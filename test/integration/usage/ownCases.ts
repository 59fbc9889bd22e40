import assert from 'node:assert/strict';
import type { Case, Look } from './ruleCase.js';
import { assistantLine as line } from './transcripts.js';

const s1 = 'projects/-app/session-1.jsonl';

/** Rules beyond the cases that trackers of usage were measured with. */
export const ownCases: readonly Case[] = [
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
		what: "a copied history that keeps its lines' session: theirs, though that file is gone",
		files: {
			'projects/-app/another.jsonl': [
				line({ id: 'a', sessionId: 'session-1' }),
				line({ id: 'c', sessionId: 'another', at: '2026-05-11T12:00:00Z' }),
			],
		},
		dollars: 0.066,
		calls: 2,
		check: ({ usage: { calls } }) =>
			assert.deepEqual(
				calls.map(({ sessionId }) => sessionId),
				['session-1', 'another'],
			),
	},
	{
		what: 'an old subagent file beside the sessions',
		files: { 'projects/-app/agent-f3.jsonl': [line({ line: { isSidechain: true } })] },
		dollars: 0.033,
		calls: 1,
		check: ({ usage: { calls } }) =>
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
		check: ({ usage: { quality, rejected } }: Look): void => {
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
		check: ({ usage: { quality } }) => assert.deepEqual([quality.lines, quality.rejectedLines], [2, 0]),
	},
	{
		what: 'a call dated in the future',
		files: { [s1]: [line({ at: '2031-01-01T00:00:00Z' })] },
		dollars: 0.033,
		calls: 1,
		check: ({ usage: { quality } }) => assert.equal(quality.futureCalls, 1),
	},
	{
		what: 'a call that never wrote how it ended',
		files: { [s1]: [line({ message: { stop_reason: null } }), line()] },
		dollars: 0.066,
		calls: 2,
		check: ({ usage: { quality } }) => assert.equal(quality.partialOutputCalls, 1),
	},
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
];
