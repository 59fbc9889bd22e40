import { Kysely } from 'kysely';
import type { Database, SqlJsStatic, SqlValue, Statement } from 'sql.js';
import type { LedgerSchema } from './schema.js';
import type { Cell, EntryRows, SpoolEntry } from './spoolEntry.js';
import { sqlJsDialect } from './sqlJsDialect.js';
import { boundColumns, createTableSql, upsertSql } from './tableSql.js';
import { columnsOf, keyOf, tableNames, type TableName } from './tableSpecs.js';

/** How long rows are applied before other work of this thread gets its turn. */
const sliceMs = 8;
const rowsBetweenLooks = 64;

/** Joins two JSON lists of texts, each element once, in order of first sight. */
function unionOf(ours: string, theirs: string): string {
	const lists = [ours, theirs].map((json): unknown[] => {
		const list: unknown = JSON.parse(json);
		return Array.isArray(list) ? list : [];
	});
	return JSON.stringify([...new Set(lists.flat())]);
}

/**
 * The ledger's rows in memory: one sql.js database, changed only by applying spool entries. Applying an entry
 * twice, or two entries in another order, gives the same rows.
 */
export class RowStore {
	readonly db: Kysely<LedgerSchema>;
	readonly #database: Database;
	readonly #statements = new Map<string, Statement>();
	/** Applications run one after the other, however many ask at once. */
	#last: Promise<void> = Promise.resolve();

	constructor(engine: SqlJsStatic, image: Uint8Array | null) {
		this.#database = new engine.Database(image);
		this.#database.run('PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF;');
		if (image === null) for (const table of tableNames) this.#database.run(createTableSql(table));
		this.db = new Kysely<LedgerSchema>({ dialect: sqlJsDialect(() => this.#database, false) });
	}

	/** Applies entries in order, in slices, so that the thread stays free for other work. */
	apply(entries: readonly SpoolEntry[]): Promise<void> {
		const next = this.#last.then(() => this.#applyAll(entries));
		this.#last = next.catch(() => undefined);
		return next;
	}

	/**
	 * Steps through a query without building an object a row: for reading millions of rows. `visit` gets the values
	 * in the order of the query's columns.
	 */
	scan(sql: string, parameters: readonly SqlValue[], visit: (values: readonly SqlValue[]) => void): void {
		const statement = this.#database.prepare(sql);
		try {
			statement.bind([...parameters]);
			while (statement.step()) visit(statement.get());
		} finally {
			statement.free();
		}
	}

	close(): void {
		for (const statement of this.#statements.values()) statement.free();
		this.#statements.clear();
		this.#database.close();
	}

	async #applyAll(entries: readonly SpoolEntry[]): Promise<void> {
		for (const { tables, stamp } of entries) {
			for (const table of tableNames) {
				const rows = tables[table];
				if (rows !== undefined) await this.#applyRows(table, rows, stamp);
			}
		}
	}

	async #applyRows(table: TableName, { columns, rows }: EntryRows, stamp: number): Promise<void> {
		const upsert = this.#prepared(upsertSql(table));
		const places = boundColumns(table).map((name) => (name === 'stamp' ? -1 : columns.indexOf(name)));
		let at = 0;
		while (at < rows.length) {
			const until = performance.now() + sliceMs;
			this.#database.run('BEGIN');
			do {
				const end = Math.min(rows.length, at + rowsBetweenLooks);
				for (; at < end; at++) {
					const row = this.#united(table, columns, rows[at] ?? []);
					upsert.run(places.map((place) => (place < 0 ? stamp : (row[place] ?? null))));
				}
			} while (at < rows.length && performance.now() < until);
			this.#database.run('COMMIT');
			if (at < rows.length) await new Promise((resume) => setImmediate(resume));
		}
	}

	/** The row with its `union` columns joined with what is stored. */
	#united(table: TableName, columns: readonly string[], row: readonly Cell[]): readonly Cell[] {
		const unions = columnsOf(table).filter(([, { merge }]) => merge === 'union');
		if (unions.length === 0) return row;
		const key = keyOf(table);
		const where = key.map((name) => `"${name}" = ?`).join(' AND ');
		const select = this.#prepared(
			`SELECT ${unions.map(([name]) => `"${name}"`).join(', ')} FROM "${table}" WHERE ${where}`,
		);
		const stored = select.get(key.map((name) => row[columns.indexOf(name)] ?? null));
		select.reset();
		if (stored.length === 0) return row;
		const united = [...row];
		unions.forEach(([name], index) => {
			const place = columns.indexOf(name);
			united[place] = unionOf(String(stored[index]), String(row[place]));
		});
		return united;
	}

	#prepared(sql: string): Statement {
		const known = this.#statements.get(sql);
		if (known !== undefined) return known;
		const statement = this.#database.prepare(sql);
		this.#statements.set(sql, statement);
		return statement;
	}
}
