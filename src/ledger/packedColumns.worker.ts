import { on } from 'node:events';
import { parentPort, workerData } from 'node:worker_threads';
import { cutCalls } from '../core/usage/callCut.js';
import { buffersOf } from '../core/usage/columnBuffers.js';
import { priceBook } from '../core/usage/priceBook.js';
import type { AheadRequest, AheadWish } from './callsAhead.js';
import type { PackedParts } from './packedColumns.js';
import { readPackedColumns } from './readPackedColumns.js';
import { sqlEngine } from './sqlEngine.js';

/** Once it may begin, unpacks the calls of an image; once it is told what is wanted, prices and cuts them, hands them over and ends. */
async function work({ path, orgId }: AheadRequest): Promise<void> {
	if (parentPort === null) return;
	const messages = on(parentPort, 'message');
	await Promise.all([sqlEngine(), messages.next()]);
	const found = await readPackedColumns(path, orgId);
	if (found === null) {
		parentPort.postMessage(null);
		parentPort.close();
		return;
	}
	const [{ prices, period }] = (await messages.next()).value as [AheadWish];
	found.columns.price(priceBook(prices.overrides, prices.managed));
	const cut = period === null ? null : cutCalls(found.columns, period);
	const parts: PackedParts = { ...found, columns: found.columns.parts(), cut };
	parentPort.postMessage(parts, buffersOf(parts.columns));
	parentPort.close();
}

void work(workerData as AheadRequest);
