import { existsSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Problem } from '../core/problem.js';
import { spoolNames, type LedgerPaths } from './ledgerPaths.js';
import { RowStore } from './rowStore.js';
import { newerLedger, schemaVersion } from './schemaVersion.js';
import { findSoundImage } from './soundImage.js';
import { readSpool } from './spoolReader.js';

/** Everything in the folder, read as a newly opened ledger would, without changing anything. */
export const openRows = async (paths: LedgerPaths): Promise<RowStore> => (await openFolder(paths)).store;

/** The same, and what a person has to know about its images. */
export async function openFolder(
	paths: LedgerPaths,
): Promise<{ readonly store: RowStore; readonly problems: readonly Problem[] }> {
	const { sound, problems } = await findSoundImage(paths);
	if (sound !== null && sound.trailer.version > schemaVersion) {
		throw newerLedger(`in ${paths.dir}`, sound.trailer.version);
	}
	const store = await RowStore.open(sound?.bytes ?? null, `in ${paths.dir}`);
	for (const name of await spoolNames(paths)) {
		const from = sound?.trailer.applied[name] ?? 0;
		for await (const { entries } of readSpool(join(paths.spool, name), from)) await store.apply(entries);
	}
	return { store, problems };
}

/** Size of a file; 0 when it is not there. */
export async function sizeOf(path: string): Promise<number> {
	return existsSync(path) ? (await stat(path)).size : 0;
}

/** Names in a folder; none when it is not there. */
export const namesIn = async (dir: string): Promise<string[]> => (existsSync(dir) ? readdir(dir) : []);
