import { randomUUID } from 'node:crypto';
import { mkdir, open } from 'node:fs/promises';
import { flushFolder, renamePatiently } from './fileErrors.js';
import { chunkBytes } from './imageBytes.js';
import { contentsOf, endOfImage, type TrailerFacts } from './imageEnd.js';
import { fingerprintOf } from './imageFile.js';
import type { ImageTrailer } from './imageTrailer.js';
import type { LedgerPaths } from './ledgerPaths.js';
import { tryLock } from './lock.js';
import type { RowStore } from './rowStore.js';

/** Writes some rows as an image to a new file and flushes it. */
export async function writeImage(
	path: string,
	{ bytes, database }: RowStore,
	facts: TrailerFacts,
): Promise<void> {
	const handle = await open(path, 'wx', 0o600);
	try {
		for (let at = 0; at < bytes.size; at += chunkBytes) {
			await handle.writeFile(bytes.read(at, Math.min(bytes.size, at + chunkBytes)));
		}
		await handle.writeFile(endOfImage(bytes, contentsOf(database), facts).end);
		await handle.sync();
	} finally {
		await handle.close();
	}
}

/**
 * Writes the rows in memory as the image of a folder that has none (any more). When another process is at it or was
 * faster, its image stands: this process's own writes are in its spool file.
 */
export async function restoreImage(
	paths: LedgerPaths,
	store: RowStore,
	old: ImageTrailer | null,
	stamp: number,
): Promise<void> {
	await mkdir(paths.spool, { recursive: true, mode: 0o700 });
	const lock = await tryLock(paths.lock);
	if ('refused' in lock) return;
	try {
		if ((await fingerprintOf(paths.image)) !== null) return;
		const draft = `${paths.image}.${randomUUID()}.tmp`;
		await store.inTurn(() =>
			writeImage(draft, store, {
				generation: (old?.generation ?? 0) + 1,
				epoch: randomUUID(),
				stamp,
				applied: {},
				dropped: 0,
				rolledUpAtMs: old?.rolledUpAtMs ?? 0,
			}),
		);
		await renamePatiently(draft, paths.image);
		await flushFolder(paths.dir);
	} finally {
		await lock.release();
	}
}
