import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { CallColumns } from '../../../src/core/usage/callColumns.js';
import { cutCalls } from '../../../src/core/usage/callCut.js';
import { priceBook } from '../../../src/core/usage/priceBook.js';
import { readCallColumns } from '../../../src/ledger/callColumns.js';
import { compact } from '../../../src/ledger/compaction.js';
import type { Ledger } from '../../../src/ledger/ledger.js';
import { ledgerPaths } from '../../../src/ledger/ledgerPaths.js';
import { openLedger } from '../../../src/ledger/openLedger.js';
import type { PackedParts } from '../../../src/ledger/packedColumns.js';
import { readPackedColumns } from '../../../src/ledger/readPackedColumns.js';
import { callRow } from './rows.js';

const hourMs = 3_600_000;
const beganAtMs = Date.UTC(2026, 6, 20);
const models = ['claude-opus-5-5', 'claude-haiku-5-5', 'model-without-price'];
const nested = JSON.stringify([
	{
		...{ model: 'claude-haiku-5-5', inputTokens: 5, outputTokens: 6, cacheWrite5mTokens: 0 },
		...{ cacheWrite1hTokens: 0, cacheReadTokens: 7, webSearches: 0 },
	},
]);

/** A call an hour over three months, of seven sessions and three models. */
const history = Array.from({ length: 2000 }, (_, n) =>
	callRow(`msg_${(n * 7919) % 2000}`, {
		sessionId: `session-${n % 7}`,
		atMs: beganAtMs + n * hourMs,
		model: models[n % 3] ?? '',
		outputTokens: 100 + n,
		cacheReadTokens: n === 1234 ? 2 ** 33 : n,
		nested: n % 100 === 0 ? nested : null,
		branch: n % 5 === 0 ? null : `work-${n % 11}`,
		outputIsPartial: n % 13 === 0 ? 1 : 0,
	}),
);

/** Everything that is known of some calls, with their sessions' rows in order. */
function contentsOf(columns: CallColumns): unknown {
	columns.price(priceBook());
	const calls = [...columns].map((call) => ({
		...{ callId: call.callId, sessionId: call.sessionId, origin: call.origin, model: call.model },
		...{ atMs: call.atMs, branch: call.branch, cwd: call.cwd, version: call.version, speed: call.speed },
		...{ input: call.inputTokens, output: call.outputTokens, read: call.cacheReadTokens },
		...{ write: [call.cacheWrite5mTokens, call.cacheWrite1hTokens], partial: call.outputIsPartial },
		...{ nested: call.nested, standsFor: call.standsFor, cost: call.costMicros, priced: call.isPriced },
	}));
	const sessions = Array.from({ length: 9 }, (_, n) => [...columns.rowsOf(`session-${n}`)]);
	return { calls, sessions, ends: [columns.firstAtMs(), columns.lastAtMs(Number.MAX_SAFE_INTEGER)] };
}

describe('calls of an image that are unpacked ahead', () => {
	let dir = '';
	const open = (): Promise<Ledger> =>
		openLedger({ dir, orgId: 'local', now: () => Date.now(), compaction: 'never', image: 'in-file' });
	const readAhead = async (): Promise<PackedParts> => {
		const found = await readPackedColumns(ledgerPaths(dir).image, 'local');
		assert.ok(found !== null);
		return { ...found, columns: found.columns.price(priceBook()).parts(), cut: null };
	};

	beforeEach(async () => {
		dir = await mkdtemp(join(tmpdir(), 'outlay-ahead-'));
		const ledger = await open();
		await ledger.write({ call: history });
		await ledger.close();
		await compact({ dir, nowMs: beganAtMs + 3000 * hourMs, sealFrom: 4 });
	});
	afterEach(() => rm(dir, { recursive: true, force: true }));

	it('are those that the ledger holds, in the same order and at the same prices', async () => {
		const ahead = await readAhead();
		const ledger = await open();
		assert.equal(ledger.imageName, ahead.imageName);
		const taken = contentsOf(readCallColumns(ledger, ahead));
		assert.deepEqual(taken, contentsOf(readCallColumns(ledger)));
		await ledger.close();
	});

	it('are joined with what the spool brings: changed copies, new calls and new contexts', async () => {
		const ledger = await open();
		const changed = history
			.filter((_, n) => n % 97 === 0 || n === 0 || n === 1999)
			.map((call) => ({ ...call, outputTokens: call.outputTokens + 5000 }));
		const fresh = callRow('msg_new', { sessionId: 'session-8', branch: 'new', atMs: beganAtMs - hourMs });
		await ledger.write({ call: [...changed, fresh] });
		const taken = contentsOf(readCallColumns(ledger, await readAhead()));
		assert.deepEqual(taken, contentsOf(readCallColumns(ledger)));
		await ledger.close();
		const again = await open();
		assert.deepEqual(contentsOf(readCallColumns(again, await readAhead())), taken);
		await again.close();
	});

	it('are of an image with a name of its own: another image is another one', async () => {
		const before = await readAhead();
		const writer = await open();
		await writer.write({ call: [callRow('msg_later', { atMs: beganAtMs + 2500 * hourMs })] });
		await writer.close();
		await compact({ dir, nowMs: beganAtMs + 3001 * hourMs, sealFrom: 1 });
		const ledger = await open();
		assert.notEqual(ledger.imageName, before.imageName);
		assert.equal(ledger.imageName, (await readAhead()).imageName);
		await ledger.close();
	});

	it('come out of the thread as they do without one', async () => {
		const thread = new Worker(join(__dirname, '../../../dist/ledger-packedColumns.worker.js'), {
			workerData: { path: ledgerPaths(dir).image, orgId: 'local' },
		});
		const period = { sinceMs: beganAtMs, untilMs: beganAtMs + 500.5 * hourMs, timezone: 'Europe/Berlin' };
		thread.postMessage(null);
		thread.postMessage({ prices: { overrides: [], managed: null }, period });
		const [parts] = (await once(thread, 'message')) as [PackedParts];
		await once(thread, 'exit');
		const ledger = await open();
		const taken = readCallColumns(ledger, parts);
		assert.ok(taken.isAsFilled);
		const inPlace = readCallColumns(ledger).price(priceBook());
		assert.deepEqual(parts.cut, cutCalls(inPlace, period));
		assert.deepEqual(taken.totals(), inPlace.totals());
		assert.deepEqual(contentsOf(taken), contentsOf(inPlace));
		await ledger.close();
	});

	it('are not as the thread left them once the spool has brought some', async () => {
		const ledger = await open();
		await ledger.write({ call: [callRow('msg_new', { atMs: beganAtMs })] });
		const parts = await readAhead();
		const taken = readCallColumns(ledger, parts).price(priceBook());
		assert.equal(taken.isAsFilled, false);
		assert.deepEqual(taken.totals(), readCallColumns(ledger).price(priceBook()).totals());
		await ledger.close();
	});

	it('are nothing where there is no image', async () => {
		assert.equal(await readPackedColumns(join(dir, 'nothing.sqlite'), 'local'), null);
	});
});
