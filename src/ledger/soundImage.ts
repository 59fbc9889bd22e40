import { loadImage } from './imageFile.js';
import type { MemoryBytes } from './imageBytes.js';
import type { ImageTrailer } from './imageTrailer.js';
import type { LedgerPaths } from './ledgerPaths.js';
import { sqlEngine } from './sqlEngine.js';

/** The image that a ledger goes on from. */
export interface SoundImage {
	readonly path: string;
	readonly bytes: MemoryBytes;
	/** Null when only SQLite's own check vouches for it: then the whole spool is applied to it again. */
	readonly trailer: ImageTrailer | null;
}

/** What was found in a ledger's folder. */
export interface FoundImages {
	/** The best image; null when there is none. */
	readonly sound: SoundImage | null;
	/** Images that are damaged, to be put into quarantine. */
	readonly damaged: readonly string[];
}

/**
 * The image, else the one before it, both held to their checksum over every byte; failing both, one of them if
 * SQLite finds it sound. A spool file is only deleted when image and previous image both hold it, so going back to
 * the previous one loses nothing.
 */
export async function findSoundImage(paths: LedgerPaths): Promise<FoundImages> {
	const damaged: string[] = [];
	for (const path of [paths.image, paths.previous]) {
		const loaded = await loadImage(path);
		if (loaded === null) continue;
		const { bytes, trailer } = loaded;
		if (trailer !== null) return { sound: { path, bytes, trailer }, damaged };
		damaged.push(path);
	}
	for (const path of damaged) {
		const loaded = await loadImage(path);
		if (loaded === null || !(await passesQuickCheck(loaded.bytes))) continue;
		return { sound: { path, bytes: loaded.bytes, trailer: null }, damaged };
	}
	return { sound: null, damaged };
}

/** SQLite's own look at the structure of a database. */
export async function passesQuickCheck(bytes: MemoryBytes): Promise<boolean> {
	if (bytes.size === 0) return false;
	const engine = await sqlEngine();
	try {
		const database = new engine.Database(bytes.asDatabase());
		try {
			const isOk = database.exec('PRAGMA quick_check(1)')[0]?.values[0]?.[0] === 'ok';
			return isOk && database.exec('SELECT 1 FROM "migrationChecksum"').length > 0;
		} finally {
			database.close();
		}
	} catch (error) {
		// SQLite refuses a file that is no database, or is broken, with an error of its own.
		if (error instanceof Error) return false;
		throw error;
	}
}
