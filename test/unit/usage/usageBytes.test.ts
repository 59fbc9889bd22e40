import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readUsageBytes } from '../../../src/sources/transcripts/usageBytes.js';
import { readUsageLine, type LineHome } from '../../../src/sources/transcripts/usageLine.js';
import { UsageScanner } from '../../../src/sources/transcripts/usageScanner.js';

const home: LineHome = { sessionId: 'stem', isSubagentFile: false };

/** Lines as several versions of Claude Code write them. */
const shapes: readonly object[] = [
	{
		parentUuid: 'a5949418-56ba-480e-8efd-754b7f497a0c',
		isSidechain: false,
		userType: 'external',
		cwd: '/home/dev/app',
		sessionId: '00acd976-784c-4077-95cd-19aa1b51739b',
		version: '2.1.278',
		gitBranch: 'feat/export',
		message: {
			model: 'claude-opus-5-5',
			id: 'msg_01FJWMhsvDmXT8ehBq968iPu',
			type: 'message',
			role: 'assistant',
			content: [
				{ type: 'text', text: 'Say "hi"\n\tand \\ go: é, 😀, \u2028.' },
				{ type: 'tool_use', input: { usage: { input_tokens: 7 }, list: [1, -2.5e3, true, null, {}] } },
			],
			stop_reason: 'tool_use',
			stop_sequence: null,
			usage: {
				input_tokens: 3,
				cache_creation_input_tokens: 15_848,
				cache_read_input_tokens: 15_378,
				cache_creation: { ephemeral_5m_input_tokens: 0, ephemeral_1h_input_tokens: 15_848 },
				output_tokens: 412,
				server_tool_use: { web_search_requests: 1, web_fetch_requests: 0 },
				service_tier: 'standard',
				inference_geo: 'not_available',
				iterations: [{ type: 'message', input_tokens: 3 }],
				speed: 'standard',
			},
		},
		requestId: 'req_011CY3x5djTXixjh55v2p3D2',
		type: 'assistant',
		uuid: 'd4e289ac-45cc-4cf8-8ae1-a483dfaf30a1',
		timestamp: '2026-02-12T09:37:43.519Z',
		entrypoint: 'cli',
	},
	{
		type: 'assistant',
		cwd: 'C:\\Users\\josé\\app',
		isSidechain: true,
		timestamp: '2026-09-14T19:58:28.742+02:00',
		uuid: 'u-1',
		message: {
			model: '<synthetic>',
			usage: { input_tokens: 0, output_tokens: 0, cache_creation: null, server_tool_use: null },
		},
	},
	{
		message: {
			id: 'msg_2',
			usage: {
				input_tokens: 1,
				output_tokens: 2,
				iterations: [
					{ type: 'advisor_message', model: 'claude-opus-4-7', input_tokens: 5, output_tokens: 6 },
				],
			},
		},
		timestamp: '2026-02-30T24:00:00.000Z',
		uuid: 'u-2',
	},
	{
		type: 'user',
		message: { role: 'user', content: 'usage' },
		toolUseResult: { usage: { input_tokens: 1 } },
	},
	{
		type: 'progress',
		uuid: 'u-3',
		timestamp: '2026-02-20T14:47:51.798Z',
		data: {
			type: 'agent_progress',
			message: {
				type: 'assistant',
				timestamp: '2026-02-20T14:47:54.169Z',
				message: { id: 'msg_3', model: 'claude-haiku-4-5', usage: { input_tokens: 3, output_tokens: 3 } },
			},
		},
	},
	{
		type: 'cost-state',
		sessionId: 's',
		totalCostUSD: 2.5,
		startTime: 1_787_188_917_258,
		modelUsage: { 'claude-opus-5[1m]': { inputTokens: 1 } },
	},
];

/** Values that a field may turn out to have. */
const oddValues: readonly string[] = [
	...['null', 'true', '-5', '-0', '0.5', '1e3', '12345678901234567890', '01', '1.', '""', '" "', '"12"'],
	...[
		'"\\u0063laude"',
		'"\\ud800"',
		'"a\\/b"',
		'[]',
		'{}',
		'[1,2,]',
		'{"a":1,}',
		'"',
		'nul',
		'"\u0001"',
		'"é"',
	],
];
/** Pieces of text that upset a reader of bytes. */
const pieces: readonly string[] = [
	...[
		'"',
		'\\',
		'{',
		'}',
		'[',
		']',
		',',
		':',
		' ',
		'\t',
		'\r',
		'\n',
		'\u0000',
		'\u00a0',
		'\ufeff',
		'é',
		'0',
		'-',
		'e',
	],
	...[
		'"type":"user",',
		'"message":{},',
		'"usage":{"input_tokens":9},',
		'"\\u0075sage":1,',
		'"cwd":5,',
		'"id":null,',
	],
	...['"isSidechain":true,', '"timestamp":"2026-13-01T00:00:00.000Z",', '"type":"assistant",', '"a":{"b":['],
];

type Edit = (line: string) => string;
const spot = fc.double({ min: 0, max: 1, noNaN: true });

const edits: fc.Arbitrary<Edit> = fc.oneof(
	fc.tuple(spot, fc.constantFrom(...pieces)).map(([at, piece]): Edit => (line) => {
		const index = Math.floor(at * (line.length + 1));
		return line.slice(0, index) + piece + line.slice(index);
	}),
	// A member is put where members stand, so that keys repeat and change their order.
	fc.tuple(spot, fc.constantFrom(...pieces)).map(([at, piece]): Edit => (line) => {
		const places = [...line.matchAll(/[{,](?=")/g)].map(({ index }) => index + 1);
		const index = places[Math.floor(at * places.length)] ?? 0;
		return line.slice(0, index) + piece + line.slice(index);
	}),
	fc.tuple(spot, spot).map(([at, length]): Edit => (line) => {
		const index = Math.floor(at * line.length);
		return line.slice(0, index) + line.slice(index + 1 + Math.floor(length * length * 30));
	}),
	fc.tuple(spot, fc.constantFrom(...oddValues)).map(([at, value]): Edit => (line) => {
		const values = [...line.matchAll(/(?<=":)("(?:[^"\\]|\\.)*"|-?[\d.]+|null|true|false)/g)];
		const chosen = values[Math.floor(at * values.length)];
		if (chosen === undefined) return line;
		return line.slice(0, chosen.index) + value + line.slice(chosen.index + chosen[0].length);
	}),
	fc.constant<Edit>((line) => line.replaceAll('":', '" : ').replaceAll(',"', ' ,\t"')),
	fc.constant<Edit>((line) => `  ${line}\r`),
	spot.map(
		(at): Edit =>
			(line) =>
				line.slice(0, Math.floor(at * line.length)),
	),
);

const lines = fc
	.tuple(fc.constantFrom(...shapes), fc.array(edits, { maxLength: 4 }))
	.map(([shape, some]) => some.reduce((line, edit) => edit(line), JSON.stringify(shape)));

describe('reading a line from its bytes', () => {
	const scanner = new UsageScanner();
	const fast = (line: Buffer, at: LineHome = home) => readUsageBytes(line, 0, line.length, at, scanner);

	it('gives what JSON.parse gives, for lines as they are written', () => {
		for (const shape of shapes) {
			const line = JSON.stringify(shape);
			assert.deepEqual(fast(Buffer.from(line)), readUsageLine(line, home));
		}
		assert.equal(fast(Buffer.from(JSON.stringify(shapes[0]))).kind, 'call');
	});

	it('gives what JSON.parse gives, for lines damaged in any way', () => {
		fc.assert(
			fc.property(lines, (line) => {
				assert.deepEqual(fast(Buffer.from(line)), readUsageLine(Buffer.from(line).toString(), home));
			}),
			{ numRuns: 3000 },
		);
	});

	it('gives what JSON.parse gives, for bytes that are no text', () => {
		const changes = fc.array(fc.tuple(spot, fc.integer({ min: 0, max: 255 })), {
			minLength: 1,
			maxLength: 4,
		});
		fc.assert(
			fc.property(fc.constantFrom(...shapes), changes, (shape, some) => {
				const bytes = Buffer.from(JSON.stringify(shape));
				for (const [at, byte] of some) bytes[Math.floor(at * bytes.length)] = byte;
				assert.deepEqual(fast(bytes), readUsageLine(bytes.toString(), home));
			}),
			{ numRuns: 3000 },
		);
	});

	it('reads only its own part of a buffer', () => {
		const line = Buffer.from(JSON.stringify(shapes[0]));
		const around = Buffer.concat([Buffer.from('"}]{"a":'), line, Buffer.from('}]","')]);
		const read = readUsageBytes(around, 8, 8 + line.length, home, scanner);
		assert.deepEqual(read, readUsageLine(line.toString(), home));
		const cut = readUsageBytes(around, 8, 7 + line.length, home, scanner);
		assert.equal(cut.kind, 'rejected');
	});
});
