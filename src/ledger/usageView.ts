import { closeSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { isMissing } from './fileErrors.js';
import { imageState, isOnlyMore } from './imageState.js';
import type { LedgerBatch } from './ledger.js';
import { ledgerPaths, spoolOwner, type LedgerPaths } from './ledgerPaths.js';
import { findLines, formatLine } from './spoolLine.js';
import { SpoolWriter } from './spoolWriter.js';
import { columnsOf, tableNames } from './tableSpecs.js';
import { UsageViewFile, type LedgerState } from './usageViewFile.js';

/** A row that was spooled since the view was made. */
export type SpooledRow = Readonly<Record<string, string | number | null>>;

/** What was spooled since the view was made, in the order of its stamps. */
export interface SpooledSince {
	readonly stamp: number;
	readonly tables: Readonly<Record<string, readonly SpooledRow[]>>;
}

/** More spool than this is better taken in by the ledger itself, which then makes a new image of it. */
const mostSpoolBytes = 512 * 1024;
const mostSpoolFiles = 64;

// The view waits for the disk instead of for a thread that waits for it: it stands before every answer, and each of its
// small reads would otherwise wait for two threads to be woken. It runs in a process or a thread of its own.

/** The state of a ledger's folder now. */
export function ledgerState(dir: string): LedgerState {
	const paths = ledgerPaths(dir);
	const spool: Record<string, number> = {};
	for (const name of namesIn(paths)) spool[name] = statSync(join(paths.spool, name)).size;
	return { image: imageState(paths.image), spool };
}

function namesIn(paths: LedgerPaths): string[] {
	try {
		return readdirSync(paths.spool)
			.filter((name) => spoolOwner(name) !== null)
			.sort();
	} catch (error) {
		if (isMissing(error)) return [];
		throw error;
	}
}

/**
 * What was spooled since a view was made, which is then right to go on from; null when there is no view, or when the
 * ledger itself must be asked. `take` is given the open view.
 */
export async function withUsageView<Result>(
	dir: string,
	take: (view: UsageViewFile, since: readonly SpooledSince[]) => Promise<Result | null>,
): Promise<Result | null> {
	const view = UsageViewFile.open(dir);
	if (view === null) return null;
	try {
		const since = spooledSince(ledgerPaths(dir), view.facts.state);
		return since === null ? null : await take(view, since);
	} finally {
		view.close();
	}
}

/** What was spooled since a state; null when it cannot be told from the spool alone. */
function spooledSince(paths: LedgerPaths, old: LedgerState): SpooledSince[] | null {
	const now = ledgerState(paths.dir);
	if (!isOnlyMore(old.image, now.image, now.spool)) return null;
	if (Object.keys(old.spool).some((name) => (now.spool[name] ?? -1) < (old.spool[name] ?? 0))) return null;
	const grown = Object.entries(now.spool).filter(([name, size]) => size > (old.spool[name] ?? 0));
	if (grown.length > mostSpoolFiles) return null;
	const entries: SpooledSince[] = [];
	let read = 0;
	for (const [name, size] of grown) {
		const from = old.spool[name] ?? 0;
		read += size - from;
		if (read > mostSpoolBytes) return null;
		const found = linesBehind(join(paths.spool, name), from, size);
		if (found === null) return null;
		entries.push(...found);
	}
	return entries.sort((one, two) => one.stamp - two.stamp);
}

function linesBehind(path: string, from: number, size: number): SpooledSince[] | null {
	const bytes = Buffer.alloc(size - from);
	const file = openSync(path, 'r');
	try {
		readSync(file, bytes, 0, bytes.length, from);
	} finally {
		closeSync(file);
	}
	const { lines, damaged, mended, consumed } = findLines(bytes);
	if (damaged.length > 0 || mended > 0 || consumed < bytes.length) return null;
	return lines.map(({ json }) => {
		const entry = JSON.parse(json) as {
			stamp: number;
			tables: Record<string, { columns: string[]; rows: (string | number | null)[][] }>;
		};
		const tables = Object.entries(entry.tables).map(([table, { columns, rows }]) => [
			table,
			rows.map((row) => Object.fromEntries(columns.map((name, index) => [name, row[index] ?? null]))),
		]);
		return { stamp: entry.stamp, tables: Object.fromEntries(tables) as SpooledSince['tables'] };
	});
}

/** Remembers a batch without opening the database: durable when it resolves, and taken in by whoever opens it. */
export async function spoolBatch(
	dir: string,
	batch: LedgerBatch,
	version: number,
	stamp: number,
): Promise<void> {
	const tables: Record<string, { columns: string[]; rows: unknown[][] }> = {};
	for (const table of tableNames) {
		const rows: readonly object[] = batch[table] ?? [];
		if (rows.length === 0) continue;
		const columns = columnsOf(table).map(([name]) => name);
		tables[table] = {
			columns,
			rows: rows.map((row) => {
				const values = new Map<string, unknown>(Object.entries(row));
				return columns.map((name) => values.get(name) ?? null);
			}),
		};
	}
	const writer = new SpoolWriter(ledgerPaths(dir), () => undefined);
	try {
		await writer.append(formatLine(JSON.stringify({ version, stamp, tables })));
	} finally {
		await writer.close();
	}
}
