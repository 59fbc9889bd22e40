import assert from 'node:assert/strict';
import { appendFile, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openLedger } from '../../../src/ledger/openLedger.js';
import type { Ledger } from '../../../src/ledger/ledger.js';
import type { OutlayContext } from '../../../src/outlay/context.js';
import { ledgerTools } from '../../../src/outlay/ledgerTools.js';
import { settledUsage } from '../../../src/outlay/quickUsage.js';
import { gatherUsage } from '../../../src/outlay/usage.js';
import { assistantLine, contextOf, temporaryFolder, writeTranscripts } from './transcripts.js';

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

	/** One quick answer: the ids of all calls with their sessions, and whether the database was opened for it. */
	async function answer(
		folder: string,
		dir: string,
	): Promise<{ ids: string; opened: number; lines: number }> {
		const { context, end } = run(folder, dir);
		const { table, counts } = await settledUsage(context);
		const opened = await end();
		const ids = table
			.calls()
			.map(({ callId, sessionId }) => `${callId}@${sessionId}`)
			.sort();
		return { ids: ids.join(' '), opened, lines: counts.lines };
	}

	it('answers without the database, and remembers durably what it reads meanwhile', async () => {
		const folder = await temporaryFolder(cleanups);
		const dir = await temporaryFolder(cleanups);
		await writeTranscripts(folder, {
			[file]: [assistantLine({ id: 'a' })],
			[other]: [assistantLine({ id: 'b', sessionId: 'session-2' })],
		});
		assert.deepEqual(await answer(folder, dir), { ids: 'a@session-1 b@session-2', opened: 1, lines: 2 });
		await appendFile(join(folder, file), text(assistantLine({ id: 'c' })));
		const viewed = { ids: 'a@session-1 b@session-2 c@session-1', opened: 0, lines: 3 };
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
		assert.equal((await answer(folder, dir)).ids, 'a@session-1 b@session-1');
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
			assert.deepEqual(await answer(folder, dir), { ids: 'a@session-1', opened: 1, lines: 1 }, `${length}`);
		}
		await writeFile(view, whole.toString('latin1').replace('usage-view/2', 'usage-view/0'), 'latin1');
		assert.equal((await answer(folder, dir)).opened, 1);
		await writeFile(join(dir, 'image.sqlite'), '');
		assert.equal((await answer(folder, dir)).ids, 'a@session-1');
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
