import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { copyFile, link, readdir, stat, writeFile, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type { Problem } from '../core/problem.js';
import { codeOf, flushFolder, removeIfThere, renamePatiently } from './fileErrors.js';
import { FileBytes } from './imageBytes.js';
import { ImageDraft, isDraft } from './imageDraft.js';
import { contentsOf, endOfImage, type ImageContents } from './imageEnd.js';
import { checkImage, fingerprintOf } from './imageFile.js';
import type { ImageTrailer } from './imageTrailer.js';
import { readLedgerSettings } from './ledgerSettings.js';
import { isGappy } from './repack.js';
import { rollUpCalls } from './rollUp.js';
import { ledgerPaths, spoolNames, type LedgerPaths } from './ledgerPaths.js';
import { isLockOfDead, tryLock, type HeldLock } from './lock.js';
import { quarantine, quarantineBytes } from './quarantine.js';
import { emptyImage, RowStore } from './rowStore.js';
import { newerLedger, schemaVersion } from './schemaVersion.js';
import { sealCalls } from './sealing.js';
import { findSoundImage } from './soundImage.js';
import { deleteSpentSpool, foreignHost } from './spoolFiles.js';
import { readSpool } from './spoolReader.js';
import { sqlEngine } from './sqlEngine.js';

/** The moments at which a compaction could be interrupted, in order. Tests kill the process at each. */
export const compactionSteps = [
	'locked',
	'copied',
	'applied',
	'flushed',
	'checked',
	'previous-linked',
	'previous-renamed',
	'replaced',
	'folder-flushed',
	'spool-deleted',
] as const;
export type CompactionStep = (typeof compactionSteps)[number];

/** What a change besides the spool does to the rows while the image is being replaced. */
export interface Maintenance {
	/** Changes the rows; true when rows were taken away, so that everybody has to load the image anew. */
	run(store: RowStore): Promise<boolean>;
	/** Neither the previous image nor the empty room of the new one may keep what was taken away (erasure). */
	readonly alsoInPrevious?: boolean;
	/** Replace the image even if nothing changed. */
	readonly always?: boolean;
}

export interface CompactionOptions {
	readonly dir: string;
	readonly nowMs: number;
	readonly maintenance?: Maintenance;
	/** Number of calls from which they are packed. */
	readonly sealFrom?: number;
	/** Called after each step. */
	readonly atStep?: (step: CompactionStep) => void | Promise<void>;
	/** Token to put into the lock, so that who started the compaction can release it if it dies. */
	readonly token?: string;
}

export interface CompactionResult {
	readonly outcome:
		| 'done'
		/** The image already holds everything. */
		| 'nothing-new'
		/** Another process is at it. */
		| 'busy'
		/** The folder is shared with another host: the spool is kept, nothing is replaced. */
		| 'other-host'
		/** The image changed meanwhile; nothing was replaced. */
		| 'superseded';
	readonly problems: readonly Problem[];
}

/**
 * Folds the spool into a new image and replaces the old one with it. Only one process does so at a time, but
 * correctness does not rest on that: the image is replaced by a whole, checked one, and a spool file stays until
 * two images in a row hold it, so that even two at once lose nothing.
 */
export async function compact(options: CompactionOptions): Promise<CompactionResult> {
	const paths = ledgerPaths(options.dir);
	if (!existsSync(paths.dir)) return refusal('nothing-new');
	const foreign = await foreignHost(paths, options.nowMs);
	if (foreign !== null) return refusal('other-host', otherHostProblem(paths, foreign));
	const lock = await tryLock(paths.lock, {
		...(options.token === undefined ? {} : { token: options.token }),
	});
	if ('refused' in lock) {
		if (lock.refused === 'busy') return refusal('busy');
		if (lock.refused === 'other-host') {
			return refusal('other-host', otherHostProblem(paths, lock.host ?? ''));
		}
		return refusal('busy', {
			code: 'ledger.lock-unreadable',
			what: 'The lock of the ledger cannot be read. If nothing else runs: outlay ledger check --unlock.',
			file: paths.lock,
		});
	}
	try {
		return await new Compaction(paths, options, lock).run();
	} finally {
		await lock.release();
	}
}

function refusal(outcome: CompactionResult['outcome'], problem?: Problem): CompactionResult {
	return { outcome, problems: problem === undefined ? [] : [problem] };
}

function otherHostProblem(paths: LedgerPaths, host: string): Problem {
	return {
		code: 'ledger.other-host',
		what:
			`The ledger is also in use on ${host}. Everything is kept, but it is not compacted while two machines ` +
			'write to one folder; give each its own with --ledger or OUTLAY_LEDGER.',
		file: paths.dir,
	};
}

const dayMs = 24 * 60 * 60_000;

/** What the new image is built on. */
interface Base {
	readonly trailer: ImageTrailer | null;
	/** The image as it was on disk; null when there was none. */
	readonly fingerprint: string | null;
	readonly isDamaged: boolean;
	/** Something that the image held is nowhere any more: everybody has to load the new one. */
	readonly hasLost: boolean;
}

class Compaction {
	readonly #paths: LedgerPaths;
	readonly #options: CompactionOptions;
	readonly #lock: HeldLock;
	readonly #draft: ImageDraft;
	readonly #problems: Problem[] = [];
	readonly #applied = new Map<string, number>();
	#stamp = 0;
	#rolledUpAtMs = 0;

	constructor(paths: LedgerPaths, options: CompactionOptions, lock: HeldLock) {
		this.#paths = paths;
		this.#options = options;
		this.#lock = lock;
		this.#draft = new ImageDraft(paths);
	}

	async run(): Promise<CompactionResult> {
		await this.#step('locked');
		await this.#removeOldDrafts();
		try {
			const base = await this.#copyBase();
			await this.#step('copied');
			const trailer = await this.#build(base);
			if (trailer === null) return this.#result('nothing-new');
			await this.#step('flushed');
			if (!(await this.#mayReplace(base))) return this.#result('superseded');
			await this.#step('checked');
			await this.#replace(base);
			await deleteSpentSpool(this.#paths, this.#options.nowMs);
			await this.#step('spool-deleted');
			return this.#result('done');
		} finally {
			await this.#draft.discard();
		}
	}

	#result(outcome: CompactionResult['outcome']): CompactionResult {
		return { outcome, problems: this.#problems };
	}

	async #step(step: CompactionStep): Promise<void> {
		await this.#options.atStep?.(step);
	}

	/** What compactions that were killed have left behind; whoever has the lock is the only one at work. */
	async #removeOldDrafts(): Promise<void> {
		for (const name of await readdir(this.#paths.dir)) {
			const path = join(this.#paths.dir, name);
			const isLeft = isDraft(name) || (await isLockOfDead(path, name, this.#options.nowMs));
			if (isLeft) await removeIfThere(path);
		}
	}

	/** Puts a copy of the image, without its trailer, where the new one is built. Damaged images go to quarantine. */
	async #copyBase(): Promise<Base> {
		const fingerprint = await fingerprintOf(this.#paths.image);
		const trailer = await checkImage(this.#paths.image);
		if (trailer !== null) {
			if (trailer.version > schemaVersion) throw newerLedger(`in ${this.#paths.dir}`, trailer.version);
			await this.#draft.copyFrom(this.#paths.image, trailer.databaseBytes);
			return { trailer, fingerprint, isDamaged: false, hasLost: false };
		}
		const { sound, damaged, problems, hasLost } = await findSoundImage(this.#paths);
		if (sound !== null && sound.trailer.version > schemaVersion) {
			throw newerLedger(`in ${this.#paths.dir}`, sound.trailer.version);
		}
		await this.#draft.create(sound?.bytes ?? emptyImage(await sqlEngine()));
		await this.#setAside(damaged, problems, hasLost);
		const isDamaged = damaged.length > 0;
		return {
			trailer: sound?.trailer ?? null,
			fingerprint: isDamaged ? null : fingerprint,
			isDamaged,
			hasLost,
		};
	}

	/** Moves damaged images away and says so; of a loss a note stays beside them. */
	async #setAside(damaged: readonly string[], problems: readonly Problem[], hasLost: boolean): Promise<void> {
		const kept = new Map<string, string>();
		for (const path of damaged) kept.set(path, await quarantine(this.#paths, path, this.#options.nowMs));
		for (const problem of problems) {
			const aside = kept.get(problem.file ?? '');
			const where = aside === undefined ? '' : ` The damaged file is kept as ${aside}.`;
			this.#problems.push({ ...problem, what: problem.what + where });
		}
		const [first] = kept.values();
		if (!hasLost || first === undefined) return;
		const note = problems.map(({ what }) => `${what}\n`).join('');
		await writeFile(`${first}.txt`, note, { mode: 0o600 });
	}

	/** Applies what is new to the copy; null when nothing is, or the trailer of the finished image. */
	async #build(base: Base): Promise<ImageTrailer | null> {
		let handle = await this.#draft.open();
		try {
			const { size } = await handle.stat();
			let bytes = new FileBytes(handle.fd, size);
			const store = await RowStore.open(bytes, this.#paths.dir);
			let changed = base.isDamaged || store.wasUpgraded || this.#options.maintenance?.always === true;
			let wasThinned = base.hasLost;
			let contents: ImageContents | null = null;
			try {
				changed = (await this.#applySpool(store, base)) || changed;
				wasThinned = (await this.#options.maintenance?.run(store)) === true || wasThinned;
				wasThinned = (await this.#rollUp(store, base)) || wasThinned;
				if (changed || wasThinned) {
					sealCalls(store, this.#options.sealFrom);
					contents = contentsOf(store.database);
					if (this.#isToBeRepacked(store)) [handle, bytes] = await this.#draft.repack(store, handle);
				}
			} finally {
				await store.close();
			}
			await this.#step('applied');
			if (contents === null) return null;
			return await this.#finish(handle, { bytes, contents }, base, wasThinned);
		} finally {
			await handle.close();
		}
	}

	/** Empty pages and the slack of full ones still hold rows of before: after an erasure no byte of them may stay. */
	#isToBeRepacked(store: RowStore): boolean {
		return this.#options.maintenance?.alsoInPrevious === true || isGappy(store);
	}

	/** True when there was something to apply. */
	async #applySpool(store: RowStore, { trailer }: Base): Promise<boolean> {
		let isNew = false;
		this.#stamp = trailer?.stamp ?? 0;
		for (const name of await spoolNames(this.#paths)) {
			const path = join(this.#paths.spool, name);
			const from = trailer?.applied[name] ?? 0;
			this.#applied.set(name, from);
			// Only as far as the file goes now: a busy writer must not keep this from ever ending.
			const { size } = await stat(path);
			for await (const block of readSpool(path, from, schemaVersion)) {
				await store.apply(block.entries);
				for (const { stamp } of block.entries) this.#stamp = Math.max(this.#stamp, stamp);
				for (const damage of block.damaged) {
					await quarantineBytes(this.#paths, name, damage);
					this.#problems.push({
						code: 'ledger.spool-damaged',
						what: `A damaged record of the ledger was set aside (byte ${damage.offset}).`,
						file: path,
					});
				}
				isNew ||= block.consumed > from;
				this.#applied.set(name, block.consumed);
				if (block.newerVersion !== null) throw newerLedger(`in ${this.#paths.dir}`, block.newerVersion);
				if (block.consumed >= size) break;
			}
		}
		return isNew;
	}

	/** Once a day, rolls up the calls that are older than the setting says. True when there were some. */
	async #rollUp(store: RowStore, { trailer }: Base): Promise<boolean> {
		this.#rolledUpAtMs = trailer?.rolledUpAtMs ?? 0;
		const { rollUpAfterDays } = await readLedgerSettings(this.#paths);
		if (rollUpAfterDays === null || this.#options.nowMs - this.#rolledUpAtMs < dayMs) return false;
		this.#rolledUpAtMs = this.#options.nowMs;
		return rollUpCalls(store, this.#options.nowMs - rollUpAfterDays * dayMs) > 0;
	}

	async #finish(
		handle: FileHandle,
		{ bytes, contents }: { readonly bytes: FileBytes; readonly contents: ImageContents },
		{ trailer: old }: Base,
		wasThinned: boolean,
	): Promise<ImageTrailer> {
		const dropped = Object.keys(old?.applied ?? {}).filter((name) => !this.#applied.has(name)).length;
		const { trailer, end } = endOfImage(bytes, contents, {
			generation: (old?.generation ?? 0) + 1,
			epoch: old === null || wasThinned ? randomUUID() : old.epoch,
			stamp: this.#stamp,
			applied: Object.fromEntries(this.#applied),
			dropped: (old?.dropped ?? 0) + dropped,
			rolledUpAtMs: this.#rolledUpAtMs,
		});
		await handle.truncate(bytes.size);
		await handle.write(end, 0, end.length, bytes.size);
		await handle.sync();
		return trailer;
	}

	/** Nobody has replaced the image, and the lock is still ours. */
	async #mayReplace({ fingerprint }: Base): Promise<boolean> {
		return (await fingerprintOf(this.#paths.image)) === fingerprint && (await this.#lock.isHeld());
	}

	async #replace({ trailer, fingerprint }: Base): Promise<void> {
		const { image, previous, dir } = this.#paths;
		if (fingerprint !== null) {
			if (trailer !== null && trailer.version < schemaVersion) {
				await keepCopy(image, join(dir, `image.v${trailer.version}.sqlite`));
			}
			const draft = `${previous}.tmp`;
			if (this.#options.maintenance?.alsoInPrevious === true) {
				// A copy: two names of one file would share every bit that ever flips.
				await removeIfThere(draft);
				await copyFile(this.#draft.path, draft);
			} else await keepCopy(image, draft);
			await this.#step('previous-linked');
			await renamePatiently(draft, previous);
			await this.#step('previous-renamed');
		}
		await renamePatiently(this.#draft.path, image);
		await this.#step('replaced');
		await flushFolder(dir);
		await this.#step('folder-flushed');
	}
}

/** A second name for a file, or a copy where the file system has no hard links. */
async function keepCopy(from: string, to: string): Promise<void> {
	await removeIfThere(to);
	try {
		await link(from, to);
	} catch (error) {
		if (!['EPERM', 'ENOTSUP', 'ENOSYS', 'EOPNOTSUPP'].includes(codeOf(error) ?? '')) throw error;
		await copyFile(from, to);
	}
}
