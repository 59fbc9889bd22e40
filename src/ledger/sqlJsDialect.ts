import { SqliteDialect, type SqliteDatabase, type SqliteStatement } from 'kysely';
import type { Database, SqlValue } from 'sql.js';

/** A value as sql.js binds it. */
function bound(value: unknown): SqlValue {
	if (value === undefined || value === null) return null;
	if (typeof value === 'boolean') return value ? 1 : 0;
	if (typeof value === 'bigint') return Number(value);
	if (typeof value === 'number' || typeof value === 'string' || value instanceof Uint8Array) return value;
	throw new TypeError(`The ledger stores text and integers, not ${typeof value}.`);
}

/** Runs statements of Kysely on a sql.js database. */
class SqlJsStatement implements SqliteStatement {
	readonly reader: boolean;
	readonly #database: Database;
	readonly #sql: string;

	constructor(database: Database, sql: string, mayWrite: boolean) {
		this.#database = database;
		this.#sql = sql;
		const statement = database.prepare(sql);
		this.reader = statement.getColumnNames().length > 0;
		statement.free();
		if (!this.reader && !mayWrite) {
			throw new Error('The ledger is changed through write(), so that nothing is lost in a crash.');
		}
	}

	*iterate(parameters: readonly unknown[]): IterableIterator<unknown> {
		const statement = this.#database.prepare(this.#sql);
		try {
			statement.bind(parameters.map(bound));
			const names = statement.getColumnNames();
			while (statement.step()) {
				const values = statement.get();
				yield Object.fromEntries(names.map((name, index) => [name, values[index] ?? null]));
			}
		} finally {
			statement.free();
		}
	}

	all(parameters: readonly unknown[]): unknown[] {
		return [...this.iterate(parameters)];
	}

	run(parameters: readonly unknown[]): { changes: number; lastInsertRowid: number } {
		this.#database.run(this.#sql, parameters.map(bound));
		return { changes: this.#database.getRowsModified(), lastInsertRowid: 0 };
	}
}

/**
 * Kysely's own SQLite dialect over sql.js. `database` is asked for at every statement, because a ledger that
 * follows other processes may have changed it. With `mayWrite` false a statement that writes is refused.
 */
export function sqlJsDialect(database: () => Database, mayWrite: boolean): SqliteDialect {
	const adapter: SqliteDatabase = {
		close: () => undefined,
		prepare: (sql) => new SqlJsStatement(database(), sql, mayWrite),
	};
	return new SqliteDialect({ database: adapter });
}
