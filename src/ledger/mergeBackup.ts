import { callCounts } from '../core/usage/callCounts.js';
import { callRowsOf } from './callRows.js';
import { callHash, contextColumns } from './packedCalls.js';
import type { RowStore } from './rowStore.js';
import type { CallRow } from './schema.js';
import { schemaVersion } from './schemaVersion.js';
import { removeSealed } from './sealing.js';
import type { Cell, SpoolEntry } from './spoolEntry.js';
import { columnsOf, tableNames, type TableName } from './tableSpecs.js';

const rowsAtOnce = 2000;

/** Rows of a table as entries older than any write. */
function entriesOf(backup: RowStore, table: TableName): SpoolEntry[] {
	const columns = columnsOf(table).map(([name]) => name);
	const groups: Cell[][][] = [];
	const list = columns.map((name) => `"${name}"`).join(', ');
	backup.scan(`SELECT ${list} FROM "${table}"`, [], (row) => {
		const last = groups.at(-1);
		if (last === undefined || last.length === rowsAtOnce) groups.push([row as Cell[]]);
		else last.push(row as Cell[]);
	});
	return groups.map((rows) => entryOfRows(table, columns, rows));
}

const entryOfRows = (table: TableName, columns: readonly string[], rows: readonly Cell[][]): SpoolEntry => ({
	version: schemaVersion,
	stamp: 0,
	tables: { [table]: { columns, rows } },
});

/** The calls of a backup as such entries, one at a time: there may be millions. */
function* entriesOfCalls(backup: RowStore): Generator<SpoolEntry> {
	const columns = columnsOf('call').map(([name]) => name);
	let rows: Cell[][] = [];
	for (const row of callRowsOf(backup.calls, backup.calls.organizations.keys())) {
		rows.push(columns.map((name) => row[name as keyof CallRow] ?? null));
		if (rows.length < rowsAtOnce) continue;
		yield entryOfRows('call', columns, rows);
		rows = [];
	}
	if (rows.length > 0) yield entryOfRows('call', columns, rows);
}

/**
 * Upserts every row of a backup, as older than anything that is there. Rolled-up history is taken where the ledger
 * has less of the same quarter hour; calls that are part of it are then dropped. True when it had such history, so
 * that rows may have been dropped.
 */
export async function mergeBackup(store: RowStore, backup: RowStore): Promise<boolean> {
	for (const table of tableNames) {
		if (table !== 'call') await store.apply(entriesOf(backup, table));
		else for (const entry of entriesOfCalls(backup)) await store.apply([entry]);
	}
	return mergeRolledUp(store, backup);
}

const sums = ['calls', ...callCounts];

function mergeRolledUp(store: RowStore, backup: RowStore): boolean {
	const { database } = store;
	const keys = ['slotMs', 'contextTier', 'outputIsPartial'];
	const quote = (names: readonly string[]): string => names.map((name) => `"${name}"`).join(', ');
	const upsert = database.prepare(
		`INSERT INTO "rollupRow" ("contextId", ${quote([...keys, ...sums])})
			VALUES (${['?', ...keys, ...sums].map(() => '?').join(', ')}) ON CONFLICT DO UPDATE SET
			${sums.map((name) => `"${name}" = excluded."${name}"`).join(', ')} WHERE excluded."calls" > "calls"`,
	);
	let found = 0;
	const columns = contextColumns.map((name) => `c."${name}"`).join(', ');
	const rest = [...keys, ...sums].map((name) => `r."${name}"`).join(', ');
	backup.scan(
		`SELECT ${columns}, ${rest} FROM "rollupRow" r JOIN "callContext" c ON c."contextId" = r."contextId"`,
		[],
		(row) => {
			found++;
			const context = store.calls.contextId(row.slice(0, contextColumns.length));
			upsert.run([context, ...row.slice(contextColumns.length)]);
		},
	);
	upsert.free();
	if (found === 0) return false;
	backup.scan('SELECT CAST("hash" AS TEXT) FROM "rolledCall"', [], ([hash]) => {
		database.run('INSERT OR IGNORE INTO "rolledCall" VALUES (CAST(? AS INTEGER))', [hash ?? null]);
	});
	dropRolledUp(store);
	return true;
}

/** Takes out the calls that are part of rolled-up history by now. */
function dropRolledUp(store: RowStore): void {
	const { database } = store;
	database.create_function('outlay_call_hash', callHash);
	database.run(
		`DELETE FROM "callRow" WHERE "nested" IS NULL AND CAST(outlay_call_hash(
			(SELECT "orgId" FROM "orgCode" o WHERE o."code" = "callRow"."orgCode"), "callId") AS INTEGER)
			IN (SELECT "hash" FROM "rolledCall")`,
	);
	const orgOf = new Map([...store.calls.organizations].map(([orgId, code]) => [code, orgId]));
	const isRolled = database.prepare('SELECT 1 FROM "rolledCall" WHERE "hash" = ?');
	removeSealed(store, ({ callId, nested }, orgCode) => {
		if (nested !== null) return false;
		const found = isRolled.get([callHash(orgOf.get(orgCode) ?? '', callId)]).length > 0;
		isRolled.reset();
		return found;
	});
	isRolled.free();
}
