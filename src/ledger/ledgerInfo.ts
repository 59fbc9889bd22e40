import { existsSync } from 'node:fs';
import { unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { OutlayError } from '../core/errors.js';
import type { Problem } from '../core/problem.js';
import { historyFolder } from './historyFile.js';
import { checkImage, loadImage, readTrailer } from './imageFile.js';
import { namesIn, openFolder, sizeOf } from './ledgerFolder.js';
import { ledgerPaths, spoolNames, spoolOwner, type LedgerPaths } from './ledgerPaths.js';
import { readLedgerSettings, type LedgerSettings } from './ledgerSettings.js';
import { readLock } from './lock.js';
import { isDead, thisHost } from './processIdentity.js';
import { passesQuickCheck } from './soundImage.js';
import { readSpool } from './spoolReader.js';
import { tableNames } from './tableSpecs.js';

const megabyte = 1_000_000;

/** Sizes from which a person is told; nothing is ever refused. */
const warnBytes = 50 * megabyte;
const adviseBytes = 200 * megabyte;

/** What a ledger is and holds. */
export interface LedgerInfo {
	readonly dir: string;
	readonly version: number | null;
	readonly generation: number | null;
	readonly imageBytes: number;
	readonly spoolFiles: number;
	readonly spoolBytes: number;
	/** Bytes of the spool that the image does not hold yet. */
	readonly pendingBytes: number;
	/** Bytes of what is made anew when it is missing: histories that git told, sums of usage. */
	readonly derivedBytes: number;
	readonly rows: Readonly<Record<string, number>>;
	readonly settings: LedgerSettings;
	readonly hosts: readonly string[];
	readonly quarantined: readonly string[];
	/** Null while the ledger is small. */
	readonly advice: string | null;
	/** What is wrong with its images, and what that costs. */
	readonly problems: readonly Problem[];
}

function adviceFor(bytes: number): string | null {
	if (bytes >= adviseBytes) {
		return 'The ledger is over 200 MB. Nothing is refused, but a team of this size is better served by one PostgreSQL store; until then roll calls up earlier: outlay ledger retain --roll-up-after 90.';
	}
	if (bytes >= warnBytes) {
		return 'The ledger is over 50 MB. Opening it takes longer; rolling calls up earlier makes it grow slower: outlay ledger retain --roll-up-after 90.';
	}
	return null;
}

async function derivedBytesIn(dir: string): Promise<number> {
	const histories = historyFolder(dir);
	const views = (await namesIn(dir)).filter((name) => name.startsWith('usage.view'));
	const files = [
		...views.map((name) => join(dir, name)),
		...(await namesIn(histories)).map((name) => join(histories, name)),
	];
	const sizes = await Promise.all(files.map(sizeOf));
	return sizes.reduce((sum, size) => sum + size, 0);
}

/** Reads what a ledger is and holds, and changes nothing. */
export async function ledgerInfo(dir: string): Promise<LedgerInfo> {
	const paths = ledgerPaths(dir);
	const trailer = await readTrailer(paths.image);
	const names = await spoolNames(paths);
	const sizes = await Promise.all(names.map((name) => sizeOf(join(paths.spool, name))));
	const { store, problems } = await openFolder(paths);
	const rows = [...tableNames, 'callRollup'].map((table): [string, number] => {
		if (table === 'call') return [table, store.calls.count()];
		const [result] = store.database.exec(`SELECT count(*) FROM "${table}"`);
		return [table, Number(result?.values[0]?.[0] ?? 0)];
	});
	await store.close();
	const imageBytes = await sizeOf(paths.image);
	const pending = sizes.map((size, index) => size - (trailer?.applied[names[index] ?? ''] ?? 0));
	return {
		dir,
		version: trailer?.version ?? null,
		generation: trailer?.generation ?? null,
		imageBytes,
		spoolFiles: names.length,
		spoolBytes: sizes.reduce((sum, size) => sum + size, 0),
		pendingBytes: pending.reduce((sum, size) => sum + size, 0),
		derivedBytes: await derivedBytesIn(dir),
		rows: Object.fromEntries(rows),
		settings: await readLedgerSettings(paths),
		hosts: [...new Set(names.map((name) => spoolOwner(name)?.host ?? ''))],
		quarantined: await namesIn(paths.quarantine),
		advice: adviceFor(imageBytes),
		problems,
	};
}

/** Looks at every byte of a ledger. Problems found are returned; nothing is changed. */
export async function checkLedger(dir: string): Promise<Problem[]> {
	const paths = ledgerPaths(dir);
	const problems: Problem[] = [];
	for (const file of [paths.image, paths.previous]) {
		if (!existsSync(file)) continue;
		if ((await checkImage(file)) === null) {
			problems.push({ code: 'ledger.image-damaged', what: 'The checksum of this image is wrong.', file });
			continue;
		}
		const loaded = await loadImage(file);
		if (loaded !== null && !(await passesQuickCheck(loaded.bytes))) {
			problems.push({ code: 'ledger.image-broken', what: 'SQLite finds this image broken.', file });
		}
	}
	for (const name of await spoolNames(paths)) problems.push(...(await checkSpoolFile(paths, name)));
	const lock = await readLock(paths.lock);
	if (lock === 'unreadable' || (lock !== null && lock.host !== (await thisHost()))) {
		const holder = lock === 'unreadable' ? 'cannot be read' : `belongs to ${lock.host}`;
		problems.push({
			code: 'ledger.locked',
			what: `The lock ${holder}. If nothing there uses this folder: outlay ledger check --unlock.`,
			file: paths.lock,
		});
	}
	return problems;
}

async function checkSpoolFile(paths: LedgerPaths, name: string): Promise<Problem[]> {
	const file = join(paths.spool, name);
	const problems: Problem[] = [];
	for await (const { mended, damaged } of readSpool(file, 0)) {
		if (mended > 0) {
			problems.push({ code: 'ledger.spool-mended', what: `${mended} damaged records can be mended.`, file });
		}
		for (const { offset } of damaged) {
			problems.push({ code: 'ledger.spool-damaged', what: `A record is damaged at byte ${offset}.`, file });
		}
	}
	return problems;
}

/** Removes a lock that no process here holds. Throws when a living process of this host has it. */
export async function unlockLedger(dir: string): Promise<boolean> {
	const paths = ledgerPaths(dir);
	const lock = await readLock(paths.lock);
	if (lock === null) return false;
	const isOurs = lock !== 'unreadable' && lock.host === (await thisHost());
	if (isOurs && !(await isDead(lock))) {
		throw new OutlayError('environment', `Process ${lock.pid} is compacting the ledger right now.`, {
			hint: 'It lets go by itself.',
		});
	}
	await unlink(paths.lock);
	return true;
}
