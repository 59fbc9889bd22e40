import { z } from 'zod';
import type { LedgerBatch } from './ledger.js';
import { columnsOf, tableNames, type ColumnSpec, type TableName } from './tableSpecs.js';

export type Cell = string | number | null;

/** Rows of one table as a spool line holds them: column names once, then bare values. */
export interface EntryRows {
	readonly columns: readonly string[];
	readonly rows: readonly (readonly Cell[])[];
}

/** One batch as it is spooled: what is written, and its stamp on the ledger's clock. */
export interface SpoolEntry {
	/** Schema version of the writer. */
	readonly version: number;
	/** Hybrid logical time: the writer's clock, but always after every stamp it has seen. */
	readonly stamp: number;
	readonly tables: Readonly<Partial<Record<TableName, EntryRows>>>;
}

const entryShape = z.object({
	version: z.number().int().positive(),
	stamp: z.number().int().nonnegative(),
	tables: z.record(
		z.string(),
		z.object({ columns: z.array(z.string()), rows: z.array(z.array(z.unknown())) }),
	),
});

/** A value that fits its column, or an error that names the column. */
function checked(value: unknown, spec: ColumnSpec, where: string): Cell {
	if (value === undefined || value === null) {
		if (spec.isNullable) return null;
		throw new TypeError(`${where} has no value.`);
	}
	if (spec.type === 'TEXT') {
		if (typeof value === 'string') return value;
	} else if (typeof value === 'number' && Number.isSafeInteger(value)) {
		return value;
	}
	throw new TypeError(`${where} cannot hold ${JSON.stringify(value)}: it is a ${spec.type} column.`);
}

/** Turns a batch into an entry; throws when a value does not fit its column, before anything is written. */
export function entryOf(batch: LedgerBatch, version: number, stamp: number): SpoolEntry {
	const tables: Partial<Record<TableName, EntryRows>> = {};
	for (const table of tableNames) {
		const rows: readonly object[] = batch[table] ?? [];
		if (rows.length === 0) continue;
		const columns = columnsOf(table);
		tables[table] = {
			columns: columns.map(([name]) => name),
			rows: rows.map((row) => {
				const values = new Map<string, unknown>(Object.entries(row));
				return columns.map(([name, spec]) => checked(values.get(name), spec, `${table}.${name}`));
			}),
		};
	}
	return { version, stamp, tables };
}

/** Reads an entry back; throws when it is not one. Tables and columns that this version does not know are left out. */
export function parseEntry(json: string): SpoolEntry {
	const { version, stamp, tables } = entryShape.parse(JSON.parse(json));
	const known: Partial<Record<TableName, EntryRows>> = {};
	for (const table of tableNames) {
		const found = tables[table];
		if (found === undefined) continue;
		const columns = columnsOf(table).map(
			([name, spec]) => [name, spec, found.columns.indexOf(name)] as const,
		);
		known[table] = {
			columns: columns.map(([name]) => name),
			rows: found.rows.map((row) =>
				columns.map(([name, spec, index]) => checked(row[index], spec, `${table}.${name}`)),
			),
		};
	}
	return { version, stamp, tables: known };
}
