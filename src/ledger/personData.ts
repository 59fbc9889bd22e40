import { readdir, rm, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { isMissing } from './fileErrors.js';
import { historyFolder } from './historyFile.js';
import { readTrailer } from './imageFile.js';
import { namesIn, openRows } from './ledgerFolder.js';
import { ledgerPaths, spoolNames, spoolOwner, type LedgerPaths } from './ledgerPaths.js';
import { maintain } from './backup.js';
import { erasePersonRows, rowsOfPerson, type PersonRows } from './personRows.js';
import { isRunning, thisHost } from './processIdentity.js';

/** What an erasure did. */
export interface Erasure {
	/** Rows removed or changed, by table. */
	readonly rows: Readonly<Record<string, number>>;
	/** Spool files that living processes still write; they remove them themselves when they next look. */
	readonly stillOpen: number;
	/** Files in quarantine that may name the person; a person has to look. */
	readonly quarantined: readonly string[];
}

/**
 * Takes everything about a person out of image, previous image and spool; the usage view and the kept histories are made
 * anew when asked for.
 */
export async function erasePerson(
	dir: string,
	identities: readonly string[],
	nowMs: number,
): Promise<Erasure> {
	const paths = ledgerPaths(dir);
	let rows: Readonly<Record<string, number>> = {};
	await maintain(dir, nowMs, {
		always: true,
		alsoInPrevious: true,
		run: (store) => {
			store.database.run('PRAGMA secure_delete = ON');
			rows = erasePersonRows(store, identities);
			return Promise.resolve(true);
		},
	});
	for (const name of await readdir(dir)) {
		if (/^image\.v\d+\.sqlite$|^usage\.view/.test(name)) await unlink(join(dir, name));
	}
	await rm(historyFolder(dir), { recursive: true, force: true });
	const stillOpen = await dropAppliedSpool(paths);
	return { rows, stillOpen, quarantined: await namesIn(paths.quarantine) };
}

/** Deletes spool files that the image holds whole and nobody writes; gives the number of those somebody writes. */
async function dropAppliedSpool(paths: LedgerPaths): Promise<number> {
	const trailer = await readTrailer(paths.image);
	let stillOpen = 0;
	for (const name of await spoolNames(paths)) {
		const path = join(paths.spool, name);
		const owner = spoolOwner(name);
		const isOpen = owner !== null && (owner.host !== (await thisHost()) || isRunning(owner.pid));
		if (isOpen) {
			stillOpen++;
			continue;
		}
		try {
			if ((await stat(path)).size <= (trailer?.applied[name] ?? -1)) await unlink(path);
		} catch (error) {
			if (!isMissing(error)) throw error;
		}
	}
	return stillOpen;
}

/** Everything the ledger holds about a person, for that person. */
export async function exportPerson(dir: string, identities: readonly string[]): Promise<PersonRows> {
	const store = await openRows(ledgerPaths(dir));
	try {
		return rowsOfPerson(store, identities);
	} finally {
		await store.close();
	}
}
