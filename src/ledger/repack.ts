import type { RowStore } from './rowStore.js';

/** Pages that are worth the work: a mebibyte, and a quarter of the database. */
const leastPages = 256;
const leastShare = 0.25;

const numberOf = ({ database }: RowStore, sql: string): number =>
	Number(database.exec(sql)[0]?.values[0]?.[0] ?? 0);

/** True when so much of a database is empty that copying it is worth the work. */
export function isGappy(store: RowStore): boolean {
	const empty = numberOf(store, 'PRAGMA freelist_count');
	return empty >= leastPages && empty >= leastShare * numberOf(store, 'PRAGMA page_count');
}

/**
 * Copies every row into a new database of the same version, which then has no empty pages. SQLite's own `VACUUM` would
 * put the copy in memory and cut the file short, which the bytes under sql.js do not take part in.
 */
export function repackInto(from: RowStore, into: RowStore): void {
	const [listed] = into.database.exec('PRAGMA database_list');
	const file = String(listed?.values[0]?.[2] ?? '');
	const { database } = from;
	database.run('ATTACH ? AS "packed"', [file]);
	database.run('PRAGMA "packed".journal_mode = OFF; PRAGMA "packed".synchronous = OFF');
	const [tables] = database.exec(
		`SELECT "name" FROM "main"."sqlite_master" WHERE "type" = 'table' AND "name" NOT LIKE 'sqlite!_%' ESCAPE '!'`,
	);
	database.run('BEGIN');
	for (const [name] of tables?.values ?? []) {
		database.run(`DELETE FROM "packed"."${String(name)}"`);
		database.run(`INSERT INTO "packed"."${String(name)}" SELECT * FROM "main"."${String(name)}"`);
	}
	database.run('COMMIT');
	database.run('DETACH "packed"');
}
