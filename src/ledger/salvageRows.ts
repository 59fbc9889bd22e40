import { join } from 'node:path';
import type { Database } from 'sql.js';
import type { MemoryBytes } from './imageBytes.js';
import { spoolNames, type LedgerPaths } from './ledgerPaths.js';
import type { MendedImage } from './mendImage.js';
import { countRows, dataTables, type RowCounts } from './rowCounts.js';
import { emptyImage, RowStore } from './rowStore.js';
import type { SealedPlace } from './sealedCalls.js';
import { readSpool } from './spoolReader.js';
import { sqlEngine } from './sqlEngine.js';
import { Pages, rootsOfTables, rowsBelow } from './sqlitePages.js';

/** What could be had of an image of which some pages are lost. */
export interface SalvagedRows {
	readonly bytes: MemoryBytes;
	readonly now: RowCounts;
}

/** Copies the rows that lie on sound pages into the same tables of another database. */
function copyRows(image: MendedImage, into: Database): void {
	const pages = new Pages(image.bytes, image.unreadable);
	const roots = rootsOfTables(pages);
	into.run('BEGIN');
	for (const table of dataTables(into)) {
		const root = roots.get(table);
		if (root === undefined) continue;
		const [columns] = into.exec(`SELECT "name", "type", "pk" FROM pragma_table_info('${table}')`);
		const numbered = (columns?.values ?? []).findIndex(([, type, pk]) => type === 'INTEGER' && pk === 1);
		const marks = (columns?.values ?? []).map(() => '?').join(', ');
		const insert = into.prepare(`INSERT OR IGNORE INTO "${table}" VALUES (${marks})`);
		for (const { rowid, values } of rowsBelow(pages, root)) {
			insert.run(values.map((value, place) => (place === numbered && rowid !== null ? rowid : value)));
		}
		insert.free();
	}
	into.run('COMMIT');
}

/** An older copy of a call in its block must not count again because the table that says so is lost. */
function markGone(into: Database, gone: readonly SealedPlace[]): void {
	into.run('BEGIN');
	for (const { blockId, row } of gone) {
		into.run('INSERT OR IGNORE INTO "unsealedCall" VALUES (?, ?)', [blockId, row]);
	}
	into.run('COMMIT');
}

/** A row that names another one that is lost means nothing without it. */
const dropLoneRows = `
	DELETE FROM "callBlock" WHERE "orgCode" NOT IN (SELECT "code" FROM "orgCode")
		OR "blockId" NOT IN (SELECT "blockId" FROM "callBlockPrints")
		OR "blockId" NOT IN (SELECT "blockId" FROM "callBlockIds");
	DELETE FROM "callBlockPrints" WHERE "blockId" NOT IN (SELECT "blockId" FROM "callBlock");
	DELETE FROM "callBlockIds" WHERE "blockId" NOT IN (SELECT "blockId" FROM "callBlock");
	DELETE FROM "unsealedCall" WHERE "blockId" NOT IN (SELECT "blockId" FROM "callBlock");
	DELETE FROM "callRow" WHERE "orgCode" NOT IN (SELECT "code" FROM "orgCode")
		OR "contextId" NOT IN (SELECT "contextId" FROM "callContext");
	DELETE FROM "rollupRow" WHERE "contextId" NOT IN (SELECT "contextId" FROM "callContext");`;

/** Takes packed calls out of account whose context is lost. */
function leaveOutWithoutContext({ database, calls }: RowStore): void {
	const [found] = database.exec('SELECT "contextId" FROM "callContext"');
	const known = new Set((found?.values ?? []).map(([contextId]) => Number(contextId)));
	for (const { blockId } of calls.sealed.blockIds()) {
		const { rows, contextIds } = calls.sealed.block(blockId);
		for (let row = 0; row < rows; row++) {
			if (!known.has(contextIds[row] ?? 0)) calls.sealed.leaveOut({ blockId, row });
		}
	}
}

/** Applies again what the image held of the spool files that are still here. */
async function applySpool(
	store: RowStore,
	paths: LedgerPaths,
	applied: Readonly<Record<string, number>>,
): Promise<void> {
	for (const name of await spoolNames(paths)) {
		const until = applied[name] ?? 0;
		if (until === 0) continue;
		for await (const { entries } of readSpool(join(paths.spool, name), 0, undefined, until)) {
			await store.apply(entries);
		}
	}
}

/**
 * Builds a database from the rows of a damaged image that lie on sound pages, and from what the spool still has of
 * the rest. What the image held of the spool is then held by this too.
 */
export async function salvageRows(image: MendedImage, paths: LedgerPaths): Promise<SalvagedRows> {
	const bytes = emptyImage(await sqlEngine());
	const raw = await RowStore.open(bytes, `in ${paths.dir}`);
	copyRows(image, raw.database);
	markGone(raw.database, image.gone);
	raw.database.run(dropLoneRows);
	await raw.close();
	const store = await RowStore.open(bytes, `in ${paths.dir}`);
	try {
		leaveOutWithoutContext(store);
		await applySpool(store, paths, image.trailer.applied);
		return { bytes, now: countRows(store.database) };
	} finally {
		await store.close();
	}
}
