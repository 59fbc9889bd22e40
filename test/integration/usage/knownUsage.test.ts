import assert from 'node:assert/strict';
import { appendFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import type { Ledger } from '../../../src/ledger/ledger.js';
import { openLedger } from '../../../src/ledger/openLedger.js';
import { KnownUsage, type UsageNews } from '../../../src/outlay/knownUsage.js';
import { gatherUsage } from '../../../src/outlay/usage.js';
import { assistantLine, contextOf, temporaryFolder, writeTranscripts, type Line } from './transcripts.js';

const text = (...lines: object[]): string => lines.map((line) => `${JSON.stringify(line)}\n`).join('');
const file = 'projects/-app/session-1.jsonl';

describe('usage kept in memory', () => {
	const cleanups: (() => Promise<void>)[] = [];
	afterEach(async () => {
		for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
	});

	async function open(dir: string): Promise<Ledger> {
		const ledger = await openLedger({ dir, orgId: 'local', now: Date.now });
		cleanups.push(() => ledger.close());
		return ledger;
	}

	async function kept(
		lines: Line[],
	): Promise<{ folder: string; dir: string; usage: KnownUsage; news: UsageNews[] }> {
		const folder = await temporaryFolder(cleanups);
		const dir = await temporaryFolder(cleanups);
		await writeTranscripts(folder, { [file]: lines });
		const news: UsageNews[] = [];
		const usage = new KnownUsage(contextOf([folder], await open(dir)), (one) => news.push(one));
		cleanups.push(() => {
			usage.stop();
			return Promise.resolve();
		});
		return { folder, dir, usage, news };
	}

	const idsOf = async (usage: KnownUsage): Promise<string[]> =>
		(await usage.now()).calls.map(({ callId }) => callId).sort();

	/** Waits until a call is known, at most as long as is promised. */
	async function knows(usage: KnownUsage, callId: string, withinMs: number): Promise<void> {
		const untilMs = Date.now() + withinMs;
		while (!(await idsOf(usage)).includes(callId)) {
			assert.ok(Date.now() < untilMs, `${callId} was not known within ${withinMs} ms`);
			await after(20);
		}
	}

	it('has the same calls and prices as a reading of everything, and one line more within two seconds', async () => {
		const { folder, usage, news } = await kept([assistantLine({ id: 'a' })]);
		assert.deepEqual(await idsOf(usage), ['a']);
		await appendFile(join(folder, file), text(assistantLine({ id: 'b' })));
		await knows(usage, 'b', 2000);
		assert.deepEqual(news, [{ usage: true, records: false }]);
		const memory = await open(await temporaryFolder(cleanups));
		const whole = await gatherUsage(contextOf([folder], memory));
		const byId = (calls: readonly { callId: string; costMicros: number }[]): [string, number][] =>
			calls.map(({ callId, costMicros }): [string, number] => [callId, costMicros]).sort();
		assert.deepEqual(byId((await usage.now()).calls), byId(whole.calls));
	});

	it('takes in what another process remembers, within three seconds, and tells records apart', async () => {
		const { dir, usage, news } = await kept([assistantLine({ id: 'a' })]);
		await usage.now();
		const other = await open(dir);
		const elsewhere = await temporaryFolder(cleanups);
		await writeTranscripts(elsewhere, {
			[file]: [assistantLine({ id: 'far', at: new Date().toISOString() })],
		});
		await gatherUsage(contextOf([elsewhere], other));
		await knows(usage, 'far', 3000);
		assert.deepEqual(news, [{ usage: true, records: false }]);
		await other.write({ cursor: [{ orgId: 'local', source: 'github', key: 'acme/app', value: '1' }] });
		const untilMs = Date.now() + 3000;
		while (news.length < 2) {
			assert.ok(Date.now() < untilMs);
			await after(20);
		}
		assert.deepEqual(news[1], { usage: false, records: true });
	});

	it('keeps what is known when the transcripts are deleted', async () => {
		const { folder, usage } = await kept([assistantLine({ id: 'a' })]);
		await usage.now();
		await rm(join(folder, 'projects'), { recursive: true });
		await after(300);
		assert.deepEqual(await idsOf(usage), ['a']);
	});
});
