import assert from 'node:assert/strict';
import { appendFile, mkdir, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { openMemoryLedger } from '../../../src/ledger/memoryLedger.js';
import type { OutlayContext } from '../../../src/outlay/context.js';
import { LiveUsage } from '../../../src/outlay/liveUsage.js';
import type { UsageSync } from '../../../src/outlay/syncUsage.js';
import { gatherUsage } from '../../../src/outlay/usage.js';
import { assistantLine, contextOf, temporaryFolder, writeTranscripts } from './transcripts.js';

const text = (...lines: object[]): string => lines.map((line) => `${JSON.stringify(line)}\n`).join('');
const file = 'projects/-app/session-1.jsonl';

describe('live usage', () => {
	const cleanups: (() => Promise<void>)[] = [];
	afterEach(async () => {
		for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
	});

	async function watched(): Promise<{ folder: string; context: OutlayContext; changes: UsageSync[] }> {
		const folder = await temporaryFolder(cleanups);
		await writeTranscripts(folder, { [file]: [assistantLine({ id: 'a' })] });
		const ledger = await openMemoryLedger('local');
		const context = contextOf([folder], ledger);
		const changes: UsageSync[] = [];
		const live = new LiveUsage(context, (change) => changes.push(change));
		await live.start();
		cleanups.push(async () => {
			live.stop();
			await live.settled();
			await ledger.close();
		});
		return { folder, context, changes };
	}

	/** Waits until a change of some calls is told, at most the two seconds that are promised. */
	async function told(changes: readonly UsageSync[], callId: string): Promise<void> {
		const untilMs = Date.now() + 2000;
		while (!changes.some(({ calls }) => calls.some((call) => call.callId === callId))) {
			assert.ok(Date.now() < untilMs, `${callId} was not told within two seconds`);
			await after(20);
		}
	}

	it('tells an appended line within two seconds, having read nothing else', async () => {
		const { folder, changes } = await watched();
		assert.deepEqual(
			changes[0]?.calls.map(({ callId }) => callId),
			['a'],
		);
		await appendFile(join(folder, file), text(assistantLine({ id: 'b' })));
		await told(changes, 'b');
		assert.deepEqual(
			changes.slice(1).flatMap(({ calls }) => calls.map(({ callId }) => callId)),
			['b'],
		);
	});

	it('does nothing while nothing changes', async () => {
		const { context, changes } = await watched();
		let looks = 0;
		const idle = { ...context, ledger: () => ((looks += 1), context.ledger()) };
		const live = new LiveUsage(idle, (change) => changes.push(change));
		await live.start();
		const before = looks;
		await after(600);
		live.stop();
		assert.equal(looks, before);
		assert.equal(changes.length, 2);
	});

	it('joins folders that appear, subagents included', async () => {
		const { folder, changes } = await watched();
		const subagents = join(folder, 'projects/-new/session-9/subagents');
		await mkdir(subagents, { recursive: true });
		await writeFile(join(subagents, 'agent-a.jsonl'), text(assistantLine({ id: 'c' })));
		await told(changes, 'c');
		const call = changes.flatMap(({ calls }) => calls).find(({ callId }) => callId === 'c');
		assert.deepEqual([call?.sessionId, call?.origin], ['session-9', 'subagent']);
	});

	it('goes on when the whole tree is deleted and made again at once', async () => {
		const { folder, changes } = await watched();
		for (const id of ['d', 'e']) {
			await rm(join(folder, 'projects'), { recursive: true });
			await writeTranscripts(folder, { [`projects/-app/${id}.jsonl`]: [assistantLine({ id })] });
			await told(changes, id);
		}
		await appendFile(join(folder, 'projects/-app/e.jsonl'), text(assistantLine({ id: 'f' })));
		await told(changes, 'f');
	});

	it('takes a rewritten and a shrunk file from its start, and keeps what a deleted one held', async () => {
		const { folder, context, changes } = await watched();
		await writeFile(join(folder, file), text(assistantLine({ id: 'd' }), assistantLine({ id: 'e' })));
		await told(changes, 'e');
		await truncate(join(folder, file), 0);
		await appendFile(join(folder, file), text(assistantLine({ id: 'f' })));
		await told(changes, 'f');
		await rm(join(folder, file));
		await after(400);
		const { calls } = await gatherUsage(context);
		assert.deepEqual(calls.map(({ callId }) => callId).sort(), ['a', 'd', 'e', 'f']);
	});
});
