import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { OutlayError } from '../core/errors.js';
import { compact, type CompactionResult, type Maintenance } from './compaction.js';
import { flushFolder, renamePatiently, writeFailure } from './fileErrors.js';
import { loadImage, readTrailer } from './imageFile.js';
import { openRows } from './ledgerFolder.js';
import { ledgerPaths } from './ledgerPaths.js';
import { mergeBackup } from './mergeBackup.js';
import { writeImage } from './restoreImage.js';
import { RowStore } from './rowStore.js';
import { newerLedger, schemaVersion } from './schemaVersion.js';
import { usageViewPath } from './usageViewFile.js';

/** Writes everything the ledger holds, spool included, into one file. Refuses to overwrite. */
export async function backUpLedger(dir: string, file: string): Promise<void> {
	if (existsSync(file))
		throw new OutlayError('usage', `${file} is there already.`, { hint: 'Name a new file.' });
	const paths = ledgerPaths(dir);
	const store = await openRows(paths);
	const draft = join(dirname(file), `.${basename(file)}.${randomUUID()}.tmp`);
	try {
		const trailer = await readTrailer(paths.image);
		await writeImage(draft, store, {
			generation: trailer?.generation ?? 0,
			epoch: randomUUID(),
			stamp: trailer?.stamp ?? 0,
			applied: {},
			dropped: 0,
			rolledUpAtMs: trailer?.rolledUpAtMs ?? 0,
		});
		await renamePatiently(draft, file);
		await flushFolder(dirname(file));
	} catch (error) {
		throw writeFailure(dirname(file), error);
	} finally {
		await store.close();
	}
}

/** Changes rows as part of a compaction; throws when another process is at it. */
export async function maintain(
	dir: string,
	nowMs: number,
	maintenance: Maintenance,
): Promise<CompactionResult> {
	const result = await compact({ dir, nowMs, maintenance });
	if (result.outcome === 'done') return result;
	const why = result.problems[0]?.what ?? 'Another process is compacting it.';
	throw new OutlayError('environment', `The ledger was not changed. ${why}`, { hint: 'Try again.' });
}

/** Brings back what a backup holds. Whatever the ledger has beyond it stays; newer rows win. */
export async function restoreLedger(dir: string, file: string, nowMs: number): Promise<void> {
	const backup = await loadImage(file);
	if (backup?.trailer == null) {
		throw new OutlayError('environment', `${file} is no sound backup of a ledger.`, {
			hint: 'Name a file that "outlay ledger backup" has written.',
		});
	}
	if (backup.trailer.version > schemaVersion) throw newerLedger(`in ${file}`, backup.trailer.version);
	const from = await RowStore.open(backup.bytes, `in ${file}`);
	try {
		const run = async (store: RowStore): Promise<boolean> => {
			await mergeBackup(store, from);
			// Whoever follows must load the image anew: it is not only what was spooled.
			return true;
		};
		// No spool file holds what a backup brings, so both images have to.
		await maintain(dir, nowMs, { always: true, alsoInPrevious: true, run });
		await rm(usageViewPath(dir), { force: true });
	} finally {
		await from.close();
	}
}
