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

/** More than this of what nobody needs is not kept for a day. */
const mostSpentBytes = 16 << 20;

interface SpentFile {
	readonly path: string;
	readonly size: number;
	readonly mtimeMs: number;
}

/** Spool files that the image and the one before it, as they are on disk now, both hold whole, and nobody writes. */
async function spentSpool(paths: LedgerPaths): Promise<SpentFile[]> {
	const images = [await readTrailer(paths.image), await readTrailer(paths.previous)];
	const here = await thisHost();
	const spent: SpentFile[] = [];
	for (const name of await spoolNames(paths)) {
		const path = join(paths.spool, name);
		const owner = spoolOwner(name);
		if (owner === null || owner.host !== here || isRunning(owner.pid)) continue;
		try {
			const { size, mtimeMs } = await stat(path);
			if (images.every((image) => (image?.applied[name] ?? -1) >= size)) spent.push({ path, size, mtimeMs });
		} catch (error) {
			if (!isMissing(error)) throw error;
		}
	}
	return spent;
}

/**
 * Deletes the spool files that nobody needs any more: two images hold them, their owner is gone, and they are more
 * than a day old, so that the spool is a backup of the images too; or there are too many of them for that.
 */
export async function deleteSpentSpool(paths: LedgerPaths, nowMs: number): Promise<number> {
	const newestFirst = (await spentSpool(paths)).sort((one, two) => two.mtimeMs - one.mtimeMs);
	let kept = 0;
	let deleted = 0;
	for (const { path, size, mtimeMs } of newestFirst) {
		if (nowMs - mtimeMs < dayMs && kept + size <= mostSpentBytes) {
			kept += size;
			continue;
		}
		try {
			await unlink(path);
			deleted++;
		} catch (error) {
			if (!isMissing(error)) throw error;
		}
	}
	return deleted;
}
