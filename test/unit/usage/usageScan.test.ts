import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import fc from 'fast-check';
import * as cells from '../../../src/core/usage/callCells.js';
import { maxLineBytes } from '../../../src/sources/transcripts/lineReader.js';
import { RangeSink } from '../../../src/sources/transcripts/rangeSink.js';
import type { ReadingTask } from '../../../src/sources/transcripts/readingTask.js';
import { ScannedUsage } from '../../../src/sources/transcripts/scannedUsage.js';
import { UsageReading, type PackedReading } from '../../../src/sources/transcripts/usageReading.js';
import * as scannerCells from '../../../src/sources/transcripts/wasm/cells.js';
import { noLine } from '../../../src/sources/transcripts/wasm/record.js';
import { WasmScanner } from '../../../src/sources/transcripts/wasmScanner.js';

const task: ReadingTask = {
	...{ path: 'session.jsonl', mtimeMs: 1, sessionId: 'stem', isSubagentFile: false },
	...{ start: 0, end: Infinity, isLineStart: true, bytes: 0 },
};

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
		type: 'assistant',
		costUSD: 0.012,
		isApiErrorMessage: true,
		timestamp: '2025-05-10T12:00:00.000Z',
		message: { id: 'msg_4', model: 'claude-sonnet-4-5', usage: { input_tokens: 1, output_tokens: 2 } },
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
		'"costUSD":0.25,',
		'"isApiErrorMessage":true,',
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

function createdScanner(): WasmScanner {
	const created = WasmScanner.create();
	assert.ok(created, 'this machine runs the scanner');
	return created;
}

/** What a packed reading holds, as the ledger takes it in. */
function unpacked(packed: PackedReading): object {
	const { copies, sessions } = new UsageReading(packed);
	return { sessions: [...sessions.values()], calls: copies.resolve(sessions, () => null) };
}

const scanner = createdScanner();

/** Reads bytes as the lines of a file, complete ones and a last one without its end, into a reading. */
function readInto(reading: UsageReading | ScannedUsage, text: Buffer, of: ReadingTask): object {
	const isPlain = reading instanceof UsageReading;
	const sink = new RangeSink(of, isPlain ? null : scanner, reading);
	let bytes = text;
	let begin = 0;
	if (!isPlain) {
		scanner.grow(text.length);
		({ bytes, begin } = scanner);
		text.copy(bytes, begin);
		// What stood behind must not matter.
		bytes.write('"}]{"a":', begin + text.length);
	}
	const end = begin + text.length;
	const from = sink.lines(bytes, begin, end, end);
	if (from < end) sink.tail(bytes, from, end);
	const { counts, pending } = sink;
	return { counts, pending, rejected: reading.takeRejected(), remarks: reading.takeRemarks() };
}

/** Everything that comes of some files, read one after the other. */
function read(texts: readonly Buffer[], isPlain: boolean, of: ReadingTask = task): object {
	const reading = isPlain ? new UsageReading() : new ScannedUsage(scanner);
	const found = texts.map((text, index) => readInto(reading, text, { ...of, sessionId: `stem${index}` }));
	return { found, ...unpacked(reading.pack()) };
}

function isJson(text: string): boolean {
	try {
		JSON.parse(text);
		return true;
	} catch (error) {
		assert.ok(error instanceof SyntaxError);
		return false;
	}
}

function assertSame(text: Buffer, of: ReadingTask = task): void {
	assert.deepEqual(read([text], false, of), read([text], true, of));
}

describe('scanning lines for usage', () => {
	it('is done by a module that is built from the source beside it', () => {
		const script = join(__dirname, '../../../wasm.mjs');
		const { status, stderr } = spawnSync(process.execPath, [script, '--check'], { encoding: 'utf8' });
		assert.equal(status, 0, stderr);
	});

	it('gives what JSON.parse gives, for lines as they are written', () => {
		for (const shape of shapes) {
			assertSame(Buffer.from(JSON.stringify(shape)));
			assertSame(Buffer.from(`${JSON.stringify(shape)}\n`), { ...task, isSubagentFile: true });
		}
		assertSame(Buffer.from(shapes.map((shape) => `${JSON.stringify(shape)}\r\n`).join('')));
	});

	it('finds calls without the help of JSON.parse', () => {
		const line = Buffer.from(`${JSON.stringify(shapes[0])}\n`);
		const usage = new ScannedUsage(scanner);
		usage.beginTask(task);
		line.copy(scanner.bytes, scanner.begin);
		const end = scanner.begin + line.length;
		const { module } = scanner;
		module.scanLines(scanner.begin, end, end, maxLineBytes);
		assert.deepEqual([module.scannedTo(), module.lineCount(), module.stoppedAt()], [end, 1, noLine]);
		assert.equal(module.rowCount(), 1);
	});

	it('lays cells out as the tables of calls do', () => {
		const { mergeCells, ...layout } = cells;
		assert.deepEqual({ ...scannerCells }, layout);
		assert.equal(typeof mergeCells, 'function');
	});

	it('gives what JSON.parse gives, for lines damaged in any way', () => {
		fc.assert(
			fc.property(lines, fc.boolean(), (line, isComplete) => {
				assertSame(Buffer.from(isComplete ? `${line}\n` : line));
			}),
			{ numRuns: 3000 },
		);
	});

	it('gives what JSON.parse gives, for many lines that share texts and calls', () => {
		const files = fc.array(fc.tuple(lines, fc.constantFrom('\n', '\r\n', '\n\n')), { maxLength: 12 });
		fc.assert(
			fc.property(files, fc.boolean(), (some, isSubagentFile) => {
				const text = some.map(([line, end]) => line + end).join('');
				assertSame(Buffer.from(text), { ...task, isSubagentFile });
			}),
			{ numRuns: 1500 },
		);
	});

	it('gives what JSON.parse gives, for escapes at any place of a long text, whole or broken', () => {
		const plain = fc
			.constantFrom('x', 'ä', '😀', ' ')
			.chain((unit) => fc.integer({ min: 0, max: 70 }).map((count) => unit.repeat(count)));
		const backslashes = fc.integer({ min: 1, max: 130 }).map((count) => '\\'.repeat(count));
		const escapes = fc.constantFrom(...['\\n', '\\"', '\\\\', '\\/', '\\b', '\\f', '\\r', '\\t', '\\u00e9']);
		const odd = fc.constantFrom(
			...['\\', '"', '\\x', '\\u00g1', '\\u12', '\\U0041', '\\\t', '\t', '\\é', '\\0', '\\N'],
		);
		const pieces = fc.oneof(
			{ weight: 6, arbitrary: plain },
			{ weight: 6, arbitrary: escapes },
			{ weight: 1, arbitrary: backslashes.map((row) => row + row) },
			{ weight: 1, arbitrary: fc.oneof(backslashes, odd) },
		);
		let rejected = 0;
		fc.assert(
			fc.property(fc.array(pieces, { maxLength: 20 }), fc.boolean(), (some, isComplete) => {
				const line = JSON.stringify(shapes[0]).replace(
					'"tool_use"',
					() => `"tool_use","text":"${some.join('')}"`,
				);
				assertSame(Buffer.from(isComplete ? `${line}\n` : line));
				rejected += isJson(line) ? 0 : 1;
			}),
			{ numRuns: 3000 },
		);
		assert.ok(rejected > 300 && rejected < 2700, `${rejected} of 3000 lines are broken`);
	});

	it('gives what JSON.parse gives, for bytes that are no text', () => {
		const changes = fc.array(fc.tuple(spot, fc.integer({ min: 0, max: 255 })), {
			minLength: 1,
			maxLength: 4,
		});
		fc.assert(
			fc.property(fc.constantFrom(...shapes), changes, (shape, some) => {
				const bytes = Buffer.from(`${JSON.stringify(shape)}\n`);
				for (const [at, byte] of some) bytes[Math.floor(at * bytes.length)] = byte;
				assertSame(bytes);
			}),
			{ numRuns: 3000 },
		);
	});

	it('gives what JSON.parse gives, for far more calls, sessions, texts and folders than the tables begin with', () => {
		const text = Array.from({ length: 3000 }, (_, index) =>
			JSON.stringify({
				...shapes[0],
				sessionId: `session-${index % 300}`,
				cwd: index % 7 === 0 ? `C:\\é\\${index % 500}` : `/home/dev/${'x'.repeat(index % 200)}${index % 400}`,
				gitBranch: `feat/${index}`,
			}).replace('msg_01FJ', `msg_${index % 2500}`),
		).join('\n');
		assertSame(Buffer.from(`${text}\n`));
	});

	it('gives what JSON.parse gives, for text that outgrows its room while the tables are in use', () => {
		const call = (id: string, text: string): string =>
			JSON.stringify({ ...shapes[0], note: text }).replace('msg_01FJ', id);
		const small = Buffer.from(`${call('a', '')}\n${call('b', '')}\n`);
		const large = Buffer.from(`${call('a', 'x'.repeat(3_000_000))}\n${call('c', '')}\n`);
		assert.deepEqual(read([small, large, small], false), read([small, large, small], true));
		// More than is kept free before the rows of calls: what comes behind them makes them move when they grow.
		const long = 'x'.repeat(12_000_000);
		const many = Array.from({ length: 1000 }, (_, index) => call(`d${index}`, index % 400 === 0 ? long : ''));
		const huge = Buffer.from(`${many.join('\n')}\n`);
		assert.deepEqual(read([small, huge, small], false), read([small, huge, small], true));
		const fresh = createdScanner();
		fresh.grow(2_000_000);
		assert.ok(fresh.begin > 0 && fresh.bytes.length >= fresh.begin + 2_000_000);
		assert.ok(fresh.begin >= createdScanner().begin, 'the module keeps its own memory');
	});

	it('merges readings as the plain way does, whoever read which file', () => {
		const files = fc.array(fc.array(lines, { maxLength: 6 }), { minLength: 1, maxLength: 5 });
		fc.assert(
			fc.property(files, fc.nat(4), (some, first) => {
				const texts = some.map((one) => Buffer.from(one.map((line) => `${line}\n`).join('')));
				const plain = new UsageReading();
				for (const [index, text] of texts.entries()) {
					readInto(plain, text, { ...task, sessionId: `stem${index}` });
				}
				const others = texts.slice(first).map((text, index) => {
					const other = new ScannedUsage(scanner);
					readInto(other, text, { ...task, sessionId: `stem${first + index}` });
					return other.pack();
				});
				const all = new ScannedUsage(scanner);
				for (const [index, text] of texts.slice(0, first).entries()) {
					readInto(all, text, { ...task, sessionId: `stem${index}` });
				}
				for (const other of others) all.merge(other);
				assert.deepEqual(unpacked(all.pack()), unpacked(plain.pack()));
			}),
			{ numRuns: 800 },
		);
	});

	it('reads instants as Date.parse does', () => {
		const instants = fc
			.tuple(fc.integer({ min: 1968, max: 2105 }), fc.nat(13), fc.nat(32), fc.nat(25), fc.nat(61), fc.nat(61))
			.map((parts) => {
				const [year, month, day, hours, minutes, seconds] = parts.map((part) =>
					String(part).padStart(2, '0'),
				);
				return `${year}-${month}-${day}T${hours}:${minutes}:${seconds}.250Z`;
			});
		fc.assert(
			fc.property(instants, (timestamp) => {
				assertSame(Buffer.from(`${JSON.stringify({ ...shapes[0], timestamp })}\n`));
			}),
			{ numRuns: 2000 },
		);
	});
});
