import { existsSync } from 'node:fs';
import type { Problem } from '../core/problem.js';
import { checkImage, loadImage } from './imageFile.js';
import type { MemoryBytes } from './imageBytes.js';
import type { ImageTrailer } from './imageTrailer.js';
import type { LedgerPaths } from './ledgerPaths.js';
import { describeLoss } from './lostRows.js';
import { mendImage, type MendedImage } from './mendImage.js';
import { salvageRows } from './salvageRows.js';
import { newerLedger, schemaVersion } from './schemaVersion.js';
import { sqlEngine } from './sqlEngine.js';

/** The image that a ledger goes on from. Every byte of it was held to a checksum. */
export interface SoundImage {
	readonly bytes: MemoryBytes;
	readonly trailer: ImageTrailer;
}

/** What was found in a ledger's folder. */
export interface FoundImages {
	/** The best image; null when there is none, or none that anything vouches for. */
	readonly sound: SoundImage | null;
	/** Images that are damaged, to be put into quarantine. */
	readonly damaged: readonly string[];
	/** What a person has to know. */
	readonly problems: readonly Problem[];
	/** True when something that an image held is not in the spool either. */
	readonly hasLost: boolean;
}

/**
 * The best of the image and the one before it. In this order: the image as it is; mended page by page; the one before
 * it, as it is or mended; the rows of either that lie on sound pages. What nothing vouches for is never used: a wrong
 * number is worse than none. A spool file is only deleted when both images hold it, so going back to the one before
 * loses nothing.
 */
export async function findSoundImage(paths: LedgerPaths): Promise<FoundImages> {
	const damaged: string[] = [];
	const torn: MendedImage[] = [];
	for (const [path, other] of [
		[paths.image, paths.previous],
		[paths.previous, paths.image],
	] as const) {
		const loaded = await loadImage(path);
		if (loaded === null) continue;
		const { bytes, trailer } = loaded;
		if (trailer !== null) return whole({ bytes, trailer }, damaged, 'the one before it and the spool');
		damaged.push(path);
		const mended = await mendImage(path, other);
		if (mended === null) continue;
		if (mended.trailer.version > schemaVersion) throw newerLedger(`in ${paths.dir}`, mended.trailer.version);
		if (mended.unreadable.size === 0) {
			if (path === paths.image && (await isDamaged(paths.previous))) damaged.push(paths.previous);
			return whole(
				mended,
				damaged,
				`the checksums of its pages and the other image (${mended.mended} mended)`,
			);
		}
		torn.push(mended);
	}
	const [best] = torn
		.filter(({ trailer }) => trailer.version === schemaVersion)
		.sort((one, two) => one.unreadable.size - two.unreadable.size);
	return best === undefined ? spoolOnly(damaged) : salvaged(paths, best, damaged);
}

async function isDamaged(path: string): Promise<boolean> {
	return existsSync(path) && (await checkImage(path)) === null;
}

function whole({ bytes, trailer }: SoundImage, damaged: readonly string[], by: string): FoundImages {
	const problems = damaged.map((file) => ({
		code: 'ledger.image-damaged',
		what: `An image of the ledger is damaged. Nothing is lost: ${by} gave all of it.`,
		file,
	}));
	return { sound: { bytes, trailer }, damaged, problems, hasLost: false };
}

function spoolOnly(damaged: readonly string[]): FoundImages {
	const problems = damaged.map((file) => ({
		code: 'ledger.image-damaged',
		what: 'Nothing vouches for any part of this damaged image of the ledger. What is in the spool is there, the rest is not.',
		file,
	}));
	return { sound: null, damaged, problems, hasLost: damaged.length > 0 };
}

/** Goes on from the rows on sound pages and says how many others there were. */
async function salvaged(
	paths: LedgerPaths,
	image: MendedImage,
	damaged: readonly string[],
): Promise<FoundImages> {
	const { bytes, now } = await salvageRows(image, paths);
	const lost = image.trailer.counts === undefined ? null : describeLoss(image.trailer.counts, now);
	const said = `${image.unreadable.size} pages of the ledger’s image are damaged in every copy.`;
	const problems = damaged.map((file) => ({
		code: 'ledger.image-damaged',
		what: `${said} ${lost === null ? 'Nothing is lost: the spool gave all of it.' : 'Everything else was taken over.'}`,
		file,
	}));
	if (lost !== null) {
		const what = `Lost with damaged pages of the ledger, and in no spool file: ${lost}.`;
		problems.push({ code: 'ledger.rows-lost', what, file: image.path });
	}
	return { sound: { bytes, trailer: image.trailer }, damaged, problems, hasLost: lost !== null };
}

/** SQLite's own look at the structure of a database. */
export async function passesQuickCheck(bytes: MemoryBytes): Promise<boolean> {
	if (bytes.size === 0) return false;
	const engine = await sqlEngine();
	try {
		const database = new engine.Database(bytes.asDatabase());
		try {
			return database.exec('PRAGMA quick_check(1)')[0]?.values[0]?.[0] === 'ok';
		} finally {
			database.close();
		}
	} catch (error) {
		// SQLite refuses a file that is no database, or is broken, with an error of its own.
		if (error instanceof Error) return false;
		throw error;
	}
}
