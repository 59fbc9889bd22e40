import { Kysely } from 'kysely';
import type { Database, SqlJsStatic, SqlValue, Statement } from 'sql.js';
import { MemoryBytes, type ImageBytes } from './imageBytes.js';
import { PackedCalls } from './packedCalls.js';
import type { LedgerTables } from './schema.js';
import { bringUpToDate, versionOf } from './schemaVersion.js';
import type { Cell, EntryRows, SpoolEntry } from './spoolEntry.js';
import { sqlEngine } from './sqlEngine.js';
import { sqlJsDialect } from './sqlJsDialect.js';
import { boundColumns, upsertSql } from './tableSql.js';
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

/** What one open database needs beside itself; dropped with it. */
interface Open {
	readonly database: Database;
	readonly bytes: ImageBytes;
	readonly calls: PackedCalls;
	readonly statements: Map<string, Statement>;
	/** Version the image had when it was opened. */
	readonly openedVersion: number;
}

async function openDatabase(engine: SqlJsStatic, image: ImageBytes | null, where: string): Promise<Open> {
	const bytes = image ?? emptyImage(engine);
	const database = new engine.Database(bytes.asDatabase());
	try {
		// The file this was read from is replaced as a whole or not at all, so SQLite need not protect itself.
		database.run('PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -8000;');
		const openedVersion = versionOf(database);
		await bringUpToDate(database, where);
		return { database, bytes, calls: new PackedCalls(database), statements: new Map(), openedVersion };
	} catch (error) {
		database.close();
		await bytes.close();
		throw error;
	}
}

/** A database without tables, in memory. sql.js keeps bytes of ours only when there are some to begin with. */
export function emptyImage(engine: SqlJsStatic): MemoryBytes {
	const database = new engine.Database();
	database.run('CREATE TABLE "first" ("page" TEXT); DROP TABLE "first"');
	const bytes = new MemoryBytes();
	bytes.append(database.export());
	database.close();
	return bytes;
}

async function letGo({ database, bytes, calls, statements }: Open): Promise<void> {
	calls.free();
	for (const statement of statements.values()) statement.free();
	database.close();
	await bytes.close();
}

/**
 * The ledger's rows in one sql.js database, changed only by applying spool entries. Applying an entry twice, or two
 * entries in another order, gives the same rows.
 */
export class RowStore {
	/** Stays the same when the database behind it is exchanged. */
	readonly db: Kysely<LedgerTables>;
	readonly #engine: SqlJsStatic;
	#open: Open;
	/** Changes run one after the other, however many ask at once. */
	#last: Promise<unknown> = Promise.resolve();

	private constructor(engine: SqlJsStatic, open: Open) {
		this.#engine = engine;
		this.#open = open;
		this.db = new Kysely<LedgerTables>({ dialect: sqlJsDialect(() => this.#open.database, false) });
	}

	/** Opens the rows in an image, or none; brings an older image up to date. `where` names it in errors. */
	static async open(image: ImageBytes | null, where: string): Promise<RowStore> {
		const engine = await sqlEngine();
		return new RowStore(engine, await openDatabase(engine, image, where));
	}

	/** The database file as it is now. */
	get bytes(): ImageBytes {
		return this.#open.bytes;
	}

	/** The database itself, for maintenance that no batch can express. */
	get database(): Database {
		return this.#open.database;
	}

	/** True when the image was of an older version. */
	get wasUpgraded(): boolean {
		return this.#open.openedVersion > 0 && this.#open.openedVersion < versionOf(this.#open.database);
	}

	/** The calls, which SQL cannot read as a table. */
	get calls(): PackedCalls {
		return this.#open.calls;
	}

	/** Applies entries in order, in slices, so that the thread stays free for other work. */
	apply(entries: readonly SpoolEntry[]): Promise<void> {
		return this.inTurn(() => this.#applyAll(entries));
	}

	/** Takes another image in place of the present one. On failure the present one stays. */
	replace(image: ImageBytes | null, where: string): Promise<void> {
		return this.inTurn(async () => {
			const next = await openDatabase(this.#engine, image, where);
			const last = this.#open;
			this.#open = next;
			await letGo(last);
		});
	}

	/**
	 * Steps through a query without building an object a row: for reading millions of rows. `visit` gets the values
	 * in the order of the query's columns.
	 */
	readonly scan = (
		sql: string,
		parameters: readonly SqlValue[],
		visit: (values: readonly SqlValue[]) => void,
	): void => {
		const statement = this.#open.database.prepare(sql);
		try {
			statement.bind([...parameters]);
			while (statement.step()) visit(statement.get());
		} finally {
			statement.free();
		}
	};

	/** Waits for changes under way, then frees the memory. */
	close(): Promise<void> {
		return this.inTurn(() => letGo(this.#open));
	}

	/** Runs some maintenance between changes, when no transaction is open. */
	inTurn<T>(work: () => Promise<T>): Promise<T> {
		const next = this.#last.then(work);
		// A failed change is its caller's to hear of; the next one is not stopped by it.
		this.#last = next.then(
			() => undefined,
			() => undefined,
		);
		return next;
	}

	async #applyAll(entries: readonly SpoolEntry[]): Promise<void> {
		const turn = { until: performance.now() + sliceMs };
		for (const { tables, stamp } of entries) {
			for (const table of tableNames) {
				const rows = tables[table];
				if (rows !== undefined) await this.#applyRows(table, rows, stamp, turn);
			}
		}
	}

	async #applyRows(table: TableName, rows: EntryRows, stamp: number, turn: { until: number }): Promise<void> {
		const write = table === 'call' ? this.#open.calls.writer(rows) : this.#writer(table, rows, stamp);
		for (let at = 0; at < rows.rows.length;) {
			this.#open.database.run('BEGIN');
			try {
				do {
					const end = Math.min(rows.rows.length, at + rowsBetweenLooks);
					for (; at < end; at++) write(rows.rows[at] ?? []);
				} while (at < rows.rows.length && performance.now() < turn.until);
			} finally {
				this.#open.database.run('COMMIT');
			}
			if (performance.now() < turn.until) continue;
			await new Promise((resume) => setImmediate(resume));
			turn.until = performance.now() + sliceMs;
		}
	}

	#writer(table: TableName, { columns }: EntryRows, stamp: number): (row: readonly Cell[]) => void {
		const upsert = this.#prepared(upsertSql(table));
		const places = boundColumns(table).map((name) => (name === 'stamp' ? -1 : columns.indexOf(name)));
		return (row) => {
			const united = this.#united(table, columns, row);
			upsert.run(places.map((place) => (place < 0 ? stamp : (united[place] ?? null))));
		};
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
		const { statements, database } = this.#open;
		const known = statements.get(sql);
		if (known !== undefined) return known;
		const statement = database.prepare(sql);
		statements.set(sql, statement);
		return statement;
	}
}
