import type { Kysely } from 'kysely';
import { messageOf } from '../core/errors.js';
import type { Problem } from '../core/problem.js';
import type { CompactionResult } from './compaction.js';
import { compactBeside } from './compactBeside.js';
import { writeFailure } from './fileErrors.js';
import { FolderWatch } from './folderWatch.js';
import { fingerprintOf, loadImage, openImage, readTrailer } from './imageFile.js';
import type { ImageBytes } from './imageBytes.js';
import { imageNameOf, type ImageTrailer } from './imageTrailer.js';
import type { Ledger, LedgerBatch, StoredCalls, StoredValue } from './ledger.js';
import { ledgerPaths, type LedgerPaths } from './ledgerPaths.js';
import { restoreImage } from './restoreImage.js';
import { RowStore } from './rowStore.js';
import type { LedgerTables } from './schema.js';
import { newerLedger, schemaVersion } from './schemaVersion.js';
import { findSoundImage } from './soundImage.js';
import { entryOf } from './spoolEntry.js';
import { SpoolFollower } from './spoolFollower.js';
import { formatLine } from './spoolLine.js';
import { sqlEngine } from './sqlEngine.js';
import { SpoolWriter } from './spoolWriter.js';

interface FileLedgerOptions {
	readonly orgId: string;
	readonly now: () => number;
	readonly mayCompact: boolean;
	/** The image stays in its file, which stays open; false: all of it is read into memory. */
	readonly staysInFile: boolean;
}

/** Spool that is worth a new image: a quarter of a megabyte, or a thirty-second part of a large image. */
const dueBytes = (image: number): number => Math.max(256 * 1024, image / 32);
const dueFiles = 64;
const betweenCompactionsMs = 5000;

/** The part of an image's trailer that tells what this process has taken in. */
interface Taken {
	readonly fingerprint: string | null;
	readonly trailer: ImageTrailer | null;
	/** The image on disk is not the one that was taken in: it is worth a new one. */
	readonly isDamaged: boolean;
}

/** The image to begin with. */
interface FoundImage {
	/** Null: there is none. */
	readonly bytes: ImageBytes | null;
	readonly taken: Taken;
	readonly problems: readonly Problem[];
}

/** Reads the image on disk, or the best of what is left of it. Throws when a newer version wrote it. */
async function readImage(paths: LedgerPaths, { staysInFile }: FileLedgerOptions): Promise<FoundImage> {
	const fingerprint = await fingerprintOf(paths.image);
	const inFile = staysInFile ? await openImage(paths.image) : null;
	const loaded = inFile ?? (await loadImage(paths.image));
	const isSound = loaded !== null && loaded.trailer !== null;
	const rescued = isSound ? null : await findSoundImage(paths);
	const image = rescued === null ? loaded : (rescued.sound ?? null);
	const trailer = image?.trailer ?? null;
	if (trailer !== null && trailer.version > schemaVersion) {
		await image?.bytes.close();
		throw newerLedger(`in ${paths.dir}`, trailer.version);
	}
	return {
		bytes: image?.bytes ?? null,
		taken: { fingerprint, trailer, isDamaged: loaded !== null && !isSound },
		problems: rescued?.problems ?? [],
	};
}

/** A ledger in a folder. Rows are in memory; the image is read on opening, and afterwards only the spool. */
export class FileLedger implements Ledger {
	readonly orgId: string;
	readonly problems: Problem[] = [];
	readonly #paths: LedgerPaths;
	readonly #options: FileLedgerOptions;
	readonly #store: RowStore;
	readonly #follower: SpoolFollower;
	readonly #writer: SpoolWriter;
	#taken: Taken = { fingerprint: null, trailer: null, isDamaged: false };
	/** The image that the rows began with; null for none and for one that had to be mended. */
	#opened: ImageTrailer | null = null;
	#lastStamp = 0;
	#refreshing: Promise<boolean> | null = null;
	#compacting: Promise<void> | null = null;
	#compactedAt = Number.NEGATIVE_INFINITY;
	#watch: FolderWatch | null = null;
	#onNews: () => void = () => undefined;

	private constructor(paths: LedgerPaths, options: FileLedgerOptions, store: RowStore) {
		this.orgId = options.orgId;
		this.#paths = paths;
		this.#options = options;
		this.#store = store;
		this.#follower = new SpoolFollower(paths, this.problems);
		this.#writer = new SpoolWriter(paths, () => void this.#restore());
	}

	static async open(paths: LedgerPaths, options: FileLedgerOptions): Promise<FileLedger> {
		// Compiled while the image is read; what is wrong with it is said to whoever waits for it.
		sqlEngine().catch(() => undefined);
		const found = await readImage(paths, options);
		const ledger = new FileLedger(paths, options, await RowStore.open(found.bytes, `in ${paths.dir}`));
		try {
			ledger.#took(found);
			await ledger.#readSpool();
			ledger.#compactWhenDue();
			return ledger;
		} catch (error) {
			await ledger.#store.close();
			throw error;
		}
	}

	get db(): Kysely<LedgerTables> {
		return this.#store.db;
	}

	get calls(): StoredCalls {
		return this.#store.calls;
	}

	get imageName(): string | null {
		return this.#opened === null || this.#store.wasUpgraded ? null : imageNameOf(this.#opened);
	}

	scan(sql: string, parameters: readonly StoredValue[], visit: (row: readonly StoredValue[]) => void): void {
		this.#store.scan(sql, parameters, visit);
	}

	async write(batch: LedgerBatch): Promise<void> {
		// Later than everything seen, whatever the clock does, so that the newest write wins.
		this.#lastStamp = Math.max(this.#options.now(), this.#lastStamp + 1);
		const entry = entryOf(batch, schemaVersion, this.#lastStamp);
		if (Object.keys(entry.tables).length === 0) return;
		try {
			const line = formatLine(JSON.stringify(entry));
			const { name, end } = await this.#writer.append(line);
			this.#follower.skipTo(name, end - line.length, end);
		} catch (error) {
			throw writeFailure(this.#paths.dir, error);
		} finally {
			// Visible here even when it could not be kept, so that a report over a full disk is still a whole one.
			await this.#store.apply([entry]);
		}
		this.#compactWhenDue();
	}

	refresh(): Promise<boolean> {
		this.#refreshing ??= this.#follow().finally(() => {
			this.#refreshing = null;
		});
		return this.#refreshing;
	}

	watch(onChange: () => void, onError: (error: unknown) => void): () => void {
		this.#watch?.stop();
		const watch = new FolderWatch(this.#paths.spool, async () => {
			await this.#writer.checkIsThere();
			await this.refresh();
		});
		watch.start(onError);
		this.#watch = watch;
		// Whoever else refreshes must not take the news away.
		this.#onNews = onChange;
		return () => watch.stop();
	}

	async close(): Promise<void> {
		this.#watch?.stop();
		// A refresh under way must not meet a closed store; its failure is its caller's to hear of.
		await this.#refreshing?.catch(() => false);
		await this.#writer.close();
		this.#compactedAt = Number.NEGATIVE_INFINITY;
		this.#compactWhenDue();
		await this.#compacting;
		await this.#store.close();
	}

	async #follow(): Promise<boolean> {
		const wasReplaced = await this.#followImage();
		const isNew = await this.#readSpool();
		this.#compactWhenDue();
		const hasChanged = wasReplaced || isNew;
		if (hasChanged && this.#watch?.isStopped === false) this.#onNews();
		return hasChanged;
	}

	/** Loads the image again only if it holds something that was not taken in from the spool. */
	async #followImage(): Promise<boolean> {
		const fingerprint = await fingerprintOf(this.#paths.image);
		if (fingerprint === null || fingerprint === this.#taken.fingerprint) return false;
		const trailer = await readTrailer(this.#paths.image);
		if (trailer !== null && trailer.version > schemaVersion) {
			this.#sayOnce({
				code: 'ledger.newer',
				what: messageOf(newerLedger(`in ${this.#paths.dir}`, trailer.version)),
			});
			return false;
		}
		const previous = await readTrailer(this.#paths.previous);
		const held = [trailer?.applied ?? {}, previous?.applied ?? {}];
		if (trailer !== null && this.#holdsAllBefore(trailer)) {
			await this.#readSpool();
			if (this.#follower.covers(trailer.applied)) {
				this.#taken = { fingerprint, trailer, isDamaged: false };
				await this.#writer.dropFull(held);
				return false;
			}
		}
		await this.#load();
		// Rows may have been erased: then our files must not keep them either.
		await this.#writer.leaveIfHeld(held);
		return true;
	}

	/** True when a newer image can only hold more than what was taken in here, and no spool file went unread meanwhile. */
	#holdsAllBefore(trailer: ImageTrailer): boolean {
		const { trailer: old } = this.#taken;
		if (old === null || trailer.epoch !== old.epoch) return false;
		if (trailer.dropped === old.dropped) return true;
		// What was deleted between two images in a row is as long as the first of them says.
		const gone = Object.entries(old.applied).filter(([name]) => trailer.applied[name] === undefined);
		const isNext = trailer.generation === old.generation + 1;
		return (
			isNext &&
			trailer.dropped === old.dropped + gone.length &&
			this.#follower.covers(Object.fromEntries(gone))
		);
	}

	/** Takes in the image on disk, or the best of what is left of it. */
	async #load(): Promise<void> {
		const found = await readImage(this.#paths, this.#options);
		await this.#store.replace(found.bytes, `in ${this.#paths.dir}`);
		this.#took(found);
	}

	/** The rows are those of an image: what it holds is not read from the spool again. */
	#took({ taken, problems }: FoundImage): void {
		for (const problem of problems) this.#sayOnce(problem);
		const { trailer } = taken;
		this.#follower.startAt(trailer?.applied ?? {});
		this.#lastStamp = Math.max(this.#lastStamp, trailer?.stamp ?? 0);
		this.#taken = taken;
		this.#opened = taken.isDamaged ? null : trailer;
	}

	async #readSpool(): Promise<boolean> {
		let isNew = false;
		for await (const entries of this.#follower.read()) {
			for (const { stamp } of entries) this.#lastStamp = Math.max(this.#lastStamp, stamp);
			await this.#store.apply(entries);
			isNew ||= entries.length > 0;
		}
		if (this.#follower.newestVersion > schemaVersion) {
			const what = messageOf(newerLedger(`in ${this.#paths.dir}`, this.#follower.newestVersion));
			this.#sayOnce({ code: 'ledger.newer', what });
		}
		return isNew;
	}

	#isDue(): boolean {
		const { trailer, isDamaged } = this.#taken;
		const { bytes, files } = this.#follower.pending(trailer?.applied ?? {});
		return (
			bytes >= dueBytes(trailer?.databaseBytes ?? 0) ||
			files > dueFiles ||
			isDamaged ||
			this.#store.wasUpgraded
		);
	}

	#compactWhenDue(): void {
		if (!this.#options.mayCompact || this.#compacting !== null || !this.#isDue()) return;
		if (performance.now() - this.#compactedAt < betweenCompactionsMs) return;
		this.#compactedAt = performance.now();
		this.#compacting = compactBeside(this.#paths.dir, this.#options.now())
			.then((result) => this.#onCompacted(result))
			.catch((error: unknown) =>
				this.#sayOnce({
					code: 'ledger.not-compacted',
					what: `The ledger could not be compacted; everything is kept in its spool. ${messageOf(error)}`,
					file: this.#paths.dir,
				}),
			)
			.finally(() => {
				this.#compacting = null;
			});
	}

	async #onCompacted({ outcome, problems }: CompactionResult): Promise<void> {
		for (const problem of problems) this.#sayOnce(problem);
		// With the spool: the image ends where the compaction began, and writing went on meanwhile.
		if (outcome === 'done') await this.refresh();
	}

	/** The folder was deleted while it was in use: puts back what is in memory, which is everything. */
	async #restore(): Promise<void> {
		try {
			await restoreImage(ledgerPaths(this.#paths.dir), this.#store, this.#taken.trailer, this.#lastStamp);
			this.#sayOnce({
				code: 'ledger.folder-restored',
				what: 'The folder of the ledger was deleted while in use; it was written again.',
				file: this.#paths.dir,
			});
		} catch (error) {
			this.#sayOnce({ code: 'ledger.folder-lost', what: writeFailure(this.#paths.dir, error).message });
		}
	}

	/** A long-lived window meets the same trouble again and again; it is said once. */
	#sayOnce(problem: Problem): void {
		const isKnown = this.problems.some(({ code, file }) => code === problem.code && file === problem.file);
		if (!isKnown) this.problems.push(problem);
	}
}
