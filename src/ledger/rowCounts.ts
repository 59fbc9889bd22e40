import type { Database } from 'sql.js';
import { z } from 'zod';

const numbers = z.record(z.string(), z.number().int().nonnegative());
export const countsShape = z.object({ tables: numbers, callsByMonth: numbers });

/** How much an image holds. */
export interface RowCounts {
	/** Rows of every table, by name. */
	readonly tables: Readonly<Record<string, number>>;
	/** Calls that are not rolled up, by month `YYYY-MM` in UTC. */
	readonly callsByMonth: Readonly<Record<string, number>>;
}

const namesOfTables = `SELECT "name" FROM "sqlite_master" WHERE "type" = 'table' AND "name" NOT LIKE 'sqlite!_%' ESCAPE '!'`;

/** A block lies in one month, and a call that left one counts in it no more. */
const months = `SELECT strftime('%Y-%m', "atMs" / 1000, 'unixepoch') AS "month", sum("calls") FROM (
	SELECT "firstAtMs" AS "atMs", "rows" - (SELECT count(*) FROM "unsealedCall" u WHERE u."blockId" = b."blockId")
		AS "calls" FROM "callBlock" b
	UNION ALL SELECT "atMs", 1 FROM "callRow") GROUP BY "month"`;

/** Tables whose rows are not data of anybody. */
const isOwn = (name: string): boolean => name.startsWith('migration');

/** Names of the tables that hold data. */
export function dataTables(database: Database): string[] {
	const [names] = database.exec(namesOfTables);
	return (names?.values ?? []).map(([name]) => String(name)).filter((name) => !isOwn(name));
}

/** Counts the rows of a database. */
export function countRows(database: Database): RowCounts {
	const count = (name: string): number =>
		Number(database.exec(`SELECT count(*) FROM "${name}"`)[0]?.values[0]?.[0] ?? 0);
	const [byMonth] = database.exec(months);
	return {
		tables: Object.fromEntries(dataTables(database).map((name) => [name, count(name)])),
		callsByMonth: Object.fromEntries(
			(byMonth?.values ?? []).map(([month, calls]) => [String(month), Number(calls)]),
		),
	};
}
