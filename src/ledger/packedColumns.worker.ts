import { once } from 'node:events';
import { parentPort, workerData } from 'node:worker_threads';
import { buffersOf } from '../core/usage/columnBuffers.js';
import { priceBook } from '../core/usage/priceBook.js';
import type { AheadRequest, PriceSource } from './callsAhead.js';
import type { PackedParts } from './packedColumns.js';
import { readPackedColumns } from './readPackedColumns.js';

/** Unpacks the calls of an image; once it is told at which prices, prices them, hands them over and ends. */
async function work({ path, orgId }: AheadRequest): Promise<void> {
	const told = parentPort === null ? null : once(parentPort, 'message');
	const found = await readPackedColumns(path, orgId);
	if (told === null || found === null) return parentPort?.postMessage(null);
	const [{ overrides, managed }] = (await told) as [PriceSource];
	found.columns.price(priceBook(overrides, managed));
	const parts: PackedParts = { ...found, columns: found.columns.parts() };
	parentPort?.postMessage(parts, buffersOf(parts.columns));
	return undefined;
}

void work(workerData as AheadRequest);
