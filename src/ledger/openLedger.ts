import { mkdir } from 'node:fs/promises';
import { FileLedger } from './fileLedger.js';
import { isForbidden, writeFailure } from './fileErrors.js';
import type { Ledger } from './ledger.js';
import { ledgerPaths } from './ledgerPaths.js';

export interface LedgerOptions {
	/** Folder of the ledger; created when missing. */
	readonly dir: string;
	readonly orgId: string;
	/** Milliseconds since the epoch. */
	readonly now: () => number;
	/**
	 * `when-due` (default) folds the spool into the image, in another process, once there is enough of it. `never` is for
	 * programs that must end at once, such as a git hook; what they write is folded in by another.
	 */
	readonly compaction?: 'when-due' | 'never';
	/**
	 * `in-file`: only what is asked for is read of the image, whose file stays open until the ledger is closed: for programs
	 * that end soon. On Windows, where nobody could replace an open file, and by default, it is read whole.
	 */
	readonly image?: 'in-file' | 'in-memory';
}

/**
 * Opens the ledger in a folder, which any number of processes may have open at the same time. Throws an
 * `environment` error when a newer version wrote it. In a folder that cannot be written it opens for reading;
 * `write` then fails.
 */
export async function openLedger(options: LedgerOptions): Promise<Ledger> {
	const paths = ledgerPaths(options.dir);
	try {
		await mkdir(paths.spool, { recursive: true, mode: 0o700 });
	} catch (error) {
		if (!isForbidden(error)) throw writeFailure(options.dir, error);
	}
	return FileLedger.open(paths, {
		orgId: options.orgId,
		now: options.now,
		mayCompact: options.compaction !== 'never',
		staysInFile: options.image === 'in-file' && process.platform !== 'win32',
	});
}
