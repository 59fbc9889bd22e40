import assert from 'node:assert/strict';
import { appendFile, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { openLedger } from '../../../src/ledger/openLedger.js';
import type { Ledger } from '../../../src/ledger/ledger.js';
import type { OutlayContext } from '../../../src/outlay/context.js';
import { ledgerTools } from '../../../src/outlay/ledgerTools.js';
import { inspectUsage, type InspectUsageOptions } from '../../../src/outlay/inspectUsage.js';
import { gatherUsage } from '../../../src/outlay/usage.js';
import { assistantLine, contextOf, temporaryFolder, writeTranscripts, type Line } from './transcripts.js';

const file = 'projects/-app/session-1.jsonl';
const other = 'projects/-app/session-2.jsonl';
const text = (line: object): string => `${JSON.stringify(line)}\n`;

describe('the usage view of a ledger', () => {
	const cleanups: (() => Promise<void>)[] = [];
	afterEach(async () => {
		for (const cleanup of cleanups.splice(0)) await cleanup();
	});

	/** A context over a ledger in a folder, as one run of the command line has it; counts how often it is opened. */
	function run(folder: string, dir: string): { context: OutlayContext; end: () => Promise<number> } {
		let opened: Ledger | null = null;
		const context: OutlayContext = {
			...contextOf([folder]),
			remembers: true,
			ledgerDir: dir,
			ledger: async () => (opened ??= await openLedger({ dir, orgId: 'local', now: () => Date.now() })),
		};
		return {
			context,
			end: async () => {
				await opened?.close();
				return opened === null ? 0 : 1;
			},
		};
	}

	/** What `inspect usage` asks for; an odd bound needs every call, none may sum them up. */
	const wish = (isEveryCall: boolean): InspectUsageOptions => ({
		groups: ['session', 'day', 'model', 'origin'],
		since: isEveryCall ? '1971-01-01T00:00:00.001Z' : null,
		...{ until: null, timezone: 'Asia/Kathmandu', model: null, product: null, team: null, author: null },
	});

	/** One quick answer, and whether the database was opened for it: calls and output by session. */
	async function answer(
		folder: string,
		dir: string,
	): Promise<{ sums: string; opened: number; lines: number }> {
		const { context, end } = run(folder, dir);
		const { rows, quality } = await inspectUsage(context, wish(false));
		const opened = await end();
		const sums = rows.map(({ session, calls, outputTokens }) => `${session}: ${calls} ${outputTokens}`);
		return { sums: sums.join(', '), opened, lines: quality.lines };
	}

	it('answers without the database, and remembers durably what it reads meanwhile', async () => {
		const folder = await temporaryFolder(cleanups);
		const dir = await temporaryFolder(cleanups);
		await writeTranscripts(folder, {
			[file]: [assistantLine({ id: 'a' })],
			[other]: [assistantLine({ id: 'b', sessionId: 'session-2' })],
		});
		assert.deepEqual(await answer(folder, dir), {
			sums: 'session-1: 1 2000, session-2: 1 2000',
			opened: 1,
			lines: 2,
		});
		await appendFile(join(folder, file), text(assistantLine({ id: 'c' })));
		const viewed = { sums: 'session-1: 2 4000, session-2: 1 2000', opened: 0, lines: 3 };
		assert.deepEqual(await answer(folder, dir), viewed);
		assert.deepEqual(await answer(folder, dir), viewed);
		// A resumed copy changes nothing; the call stays with its session.
		await appendFile(join(folder, other), text(assistantLine({ id: 'c', sessionId: 'session-2' })));
		assert.deepEqual(await answer(folder, dir), { ...viewed, lines: 4 });
		await rm(join(folder, file));
		await rm(join(dir, 'usage.view'));
		assert.deepEqual(await answer(folder, dir), { ...viewed, opened: 1, lines: 2 });
	});

	it('takes in what another process has written since', async () => {
		const folder = await temporaryFolder(cleanups);
		const dir = await temporaryFolder(cleanups);
		await writeTranscripts(folder, { [file]: [assistantLine({ id: 'a' })] });
		await answer(folder, dir);
		await appendFile(join(folder, file), text(assistantLine({ id: 'b' })));
		const elsewhere = run(folder, dir);
		await gatherUsage(elsewhere.context);
		await elsewhere.end();
		await rm(join(folder, file));
		assert.equal((await answer(folder, dir)).sums, 'session-1: 2 4000');
	});

	it('puts the cost on old lines beside ours for the same calls, wherever the calls come from', async () => {
		const folder = await temporaryFolder(cleanups);
		const dir = await temporaryFolder(cleanups);
		await writeTranscripts(folder, {
			[file]: [
				{ ...assistantLine({ id: 'a' }), costUSD: 9.99 },
				{ ...assistantLine({ id: 'b', model: 'claude-opus-9' }), costUSD: 5 },
				assistantLine({ id: 'c' }),
			],
		});
		const look = async (): Promise<unknown[]> => {
			const { context, end } = run(folder, dir);
			const { ownCosts, quality } = await inspectUsage(context, wish(false));
			return [ownCosts, quality.ownCostCalls, quality.ownCostMicros, await end()];
		};
		// The unknown model has no price of ours to compare.
		const first = { calls: 1, ownMicros: 9_990_000, listMicros: 33_000 };
		assert.deepEqual(await look(), [first, 2, 14_990_000, 1]);
		assert.deepEqual(await look(), [first, 2, 14_990_000, 0]);
		await appendFile(join(folder, file), text({ ...assistantLine({ id: 'd' }), costUSD: 1 }));
		const second = { calls: 2, ownMicros: 10_990_000, listMicros: 66_000 };
		assert.deepEqual(await look(), [second, 3, 15_990_000, 0]);
		const { context } = run(folder, dir);
		const none = { ...wish(true), since: '2099-01-01' };
		assert.equal((await inspectUsage(context, none)).ownCosts, null);
	});

	it('finds each of very many calls with a cost of their own', async () => {
		const folder = await temporaryFolder(cleanups);
		const dir = await temporaryFolder(cleanups);
		const ids = Array.from({ length: 500 }, (_, at) => `call-${at}`);
		const lines = ids.map((id, at) => ({
			...assistantLine({ id, usage: { output_tokens: at } }),
			costUSD: at % 2 === 0 ? 1 : null,
		}));
		await writeTranscripts(folder, { [file]: lines });
		const look = async (): Promise<unknown> => {
			const { context, end } = run(folder, dir);
			const { ownCosts } = await inspectUsage(context, wish(false));
			return { ...ownCosts, opened: await end() };
		};
		// $3 and $15 a million tokens: 0.3 cents for the input of each, and 15 micro-dollars a token of output.
		const outputTokens = ids.reduce((sum, _, at) => sum + (at % 2 === 0 ? at : 0), 0);
		const expected = { calls: 250, ownMicros: 250_000_000, listMicros: 250 * 3000 + 15 * outputTokens };
		assert.deepEqual(await look(), { ...expected, opened: 1 });
		assert.deepEqual(await look(), { ...expected, opened: 0 });
	});

	it('is not believed when it is cut off, damaged or older than the image', async () => {
		const folder = await temporaryFolder(cleanups);
		const dir = await temporaryFolder(cleanups);
		await writeTranscripts(folder, { [file]: [assistantLine({ id: 'a' })] });
		await answer(folder, dir);
		const view = join(dir, 'usage.view');
		const whole = await readFile(view);
		for (const length of [0, 10, 200, whole.length - 60]) {
			await writeFile(view, whole);
			await truncate(view, length);
			assert.deepEqual(
				await answer(folder, dir),
				{ sums: 'session-1: 1 2000', opened: 1, lines: 1 },
				`${length}`,
			);
		}
		await writeFile(view, whole.toString('latin1').replace('usage-view/3', 'usage-view/0'), 'latin1');
		assert.equal((await answer(folder, dir)).opened, 1);
		await writeFile(join(dir, 'image.sqlite'), '');
		assert.equal((await answer(folder, dir)).sums, 'session-1: 1 2000');
	});

	it('gives the same figures summed up as call by call, whatever comes to it later', async () => {
		const oneLine = fc.record({
			id: fc.integer({ min: 1, max: 25 }),
			minutes: fc.integer({ min: 0, max: 300 }),
			tokens: fc.integer({ min: 0, max: 250_000 }),
			isPartial: fc.boolean(),
			hasAdvisor: fc.boolean(),
		});
		type Made = typeof oneLine extends fc.Arbitrary<infer Value> ? Value : never;
		const lineOf = ({ id, minutes, tokens, isPartial, hasAdvisor }: Made): object =>
			assistantLine({
				id: `msg_${id}`,
				sessionId: `session-${(id % 3) + 1}`,
				at: new Date(Date.parse('2026-05-10T17:00:00Z') + minutes * 61_000).toISOString(),
				model: ['claude-opus-5-5', 'claude-haiku-4-5-20251001', 'gpt-unknown'][id % 5] ?? 'claude-opus-5',
				usage: {
					...{ input_tokens: tokens, output_tokens: tokens % 1000, speed: [null, 'fast', 'warp'][id % 4] },
					...(hasAdvisor
						? {
								iterations: [
									{ type: 'advisor_message', model: 'claude-opus-5', input_tokens: 7, output_tokens: 9 },
								],
							}
						: {}),
				},
				message: { stop_reason: isPartial ? null : 'end_turn' },
				line: { isSidechain: id % 3 === 2 },
			});
		const cost = (session: number): string =>
			text({ type: 'cost-state', sessionId: `session-${session}`, totalCostUSD: 0.25, startTime: 1 });
		const lines = fc.array(oneLine, { minLength: 1, maxLength: 40 });
		await fc.assert(
			fc.asyncProperty(lines, lines, lines, async (first, second, third) => {
				const folder = await temporaryFolder(cleanups);
				const dir = await temporaryFolder(cleanups);
				await writeTranscripts(folder, { [file]: first.map(lineOf) as Line[] });
				await answer(folder, dir);
				for (const more of [second, third]) {
					await appendFile(join(folder, file), more.map((one) => text(lineOf(one))).join('') + cost(1));
					for (const isEveryCall of [false, true]) {
						const { context, end } = run(folder, dir);
						const viewed = await inspectUsage(context, wish(isEveryCall));
						const alone = { ...contextOf([folder]), remembers: false };
						const read = await inspectUsage(alone, wish(true));
						assert.deepEqual({ ...viewed, rejected: [] }, { ...read, rejected: [] });
						assert.equal(await end(), 0, 'the database was opened');
					}
				}
			}),
			{ numRuns: 25 },
		);
	});

	it('outlives the compaction that follows its making, and is made anew for other prices', async () => {
		const folder = await temporaryFolder(cleanups);
		const dir = await temporaryFolder(cleanups);
		const lines = Array.from({ length: 1500 }, (_, index) => assistantLine({ id: `msg_of_many_${index}` }));
		await writeTranscripts(folder, { [file]: lines });
		assert.equal((await answer(folder, dir)).opened, 1);
		assert.ok((await readdir(dir)).includes('image.sqlite'), 'nothing was compacted');
		const again = { sums: 'session-1: 1500 3000000', opened: 0, lines: 1500 };
		assert.deepEqual(await answer(folder, dir), again);
		const { context, end } = run(folder, dir);
		const rates = { input: 1, output: 1, cacheRead: 1, cacheWrite5m: 1, cacheWrite1h: 1 };
		const own = { model: 'claude-sonnet-4-5', from: null, ...rates };
		const priced = { ...context, config: { ...context.config, prices: [own] } };
		assert.equal((await inspectUsage(priced, wish(false))).totals.costMicros, 1500 * 3000);
		assert.equal(await end(), 1);
	});

	it('counts calls of the future one by one, and knows what a backup brought back', async () => {
		const folder = await temporaryFolder(cleanups);
		const dir = await temporaryFolder(cleanups);
		const saved = join(await temporaryFolder(cleanups), 'saved');
		const tools = ledgerTools({ dir, env: {}, home: dir, nowMs: Date.now() });
		const atOnce = new Date(Date.now() + 3_600_000).toISOString();
		await writeTranscripts(folder, {
			[file]: [assistantLine({ at: atOnce }), assistantLine({ at: atOnce }), assistantLine()],
		});
		await answer(folder, dir);
		await tools.backUp(saved);
		const { context, end } = run(folder, dir);
		assert.equal((await inspectUsage(context, wish(false))).quality.futureCalls, 2);
		assert.equal(await end(), 0);
		await rm(dir, { recursive: true });
		await rm(join(folder, file));
		await writeTranscripts(folder, { [other]: [assistantLine({ sessionId: 'session-2' })] });
		assert.equal((await answer(folder, dir)).sums, 'session-2: 1 2000');
		await tools.restore(saved);
		assert.match((await answer(folder, dir)).sums, /session-1: 1 2000.*session-1: 2 4000|session-1: 2 4000/);
	});

	it('goes when a person is erased, with what a writing that broke off has left', async () => {
		const folder = await temporaryFolder(cleanups);
		const dir = await temporaryFolder(cleanups);
		await writeTranscripts(folder, { [file]: [assistantLine({ id: 'a' })] });
		await answer(folder, dir);
		await writeFile(join(dir, 'usage.view.4711'), await readFile(join(dir, 'usage.view')));
		assert.match((await readdir(dir)).join(' '), /usage\.view usage\.view\.4711/);
		await ledgerTools({ dir, env: {}, home: dir, nowMs: Date.now() }).erasePerson(['me']);
		assert.deepEqual(
			(await readdir(dir)).filter((name) => name.startsWith('usage')),
			[],
		);
	});
});
