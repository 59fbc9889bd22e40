import { stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { isMissing } from './fileErrors.js';
import { readTrailer } from './imageFile.js';
import { spoolNames, spoolOwner, type LedgerPaths } from './ledgerPaths.js';
import { isRunning, thisHost } from './processIdentity.js';

const dayMs = 24 * 60 * 60_000;
/** A host that has not written for so long has been renamed or given up. */
const foreignDays = 7;

/** Another host that wrote to this folder within a week; null when there is none. */
export async function foreignHost(paths: LedgerPaths, nowMs: number): Promise<string | null> {
	const here = await thisHost();
	for (const name of await spoolNames(paths)) {
		const host = spoolOwner(name)?.host ?? here;
		if (host === here) continue;
		const { mtimeMs } = await stat(join(paths.spool, name));
		if (nowMs - mtimeMs < foreignDays * dayMs) return host;
	}
	return null;
}

/**
 * Deletes the spool files that nobody needs any more: the image and the one before it, as they are on disk now, both
 * hold the whole file, its owner is gone, and it is more than a day old. So the spool is a backup of the image too.
 */
export async function deleteSpentSpool(paths: LedgerPaths, nowMs: number): Promise<number> {
	const images = [await readTrailer(paths.image), await readTrailer(paths.previous)];
	const here = await thisHost();
	let deleted = 0;
	for (const name of await spoolNames(paths)) {
		const path = join(paths.spool, name);
		const owner = spoolOwner(name);
		if (owner === null || owner.host !== here || isRunning(owner.pid)) continue;
		try {
			const { size, mtimeMs } = await stat(path);
			const isHeld = images.every((image) => (image?.applied[name] ?? -1) >= size);
			if (!isHeld || nowMs - mtimeMs < dayMs) continue;
			await unlink(path);
			deleted++;
		} catch (error) {
			if (!isMissing(error)) throw error;
		}
	}
	return deleted;
}
