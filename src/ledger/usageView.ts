import { closeSync, fstatSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { NestedCall } from '../core/usage/call.js';
import type { PackedCalls } from '../core/usage/callTable.js';
import type { Session } from '../core/usage/session.js';
import { isMissing } from './fileErrors.js';
import type { LedgerBatch } from './ledger.js';
import { ledgerPaths, spoolOwner, type LedgerPaths } from './ledgerPaths.js';
import { findLines, formatLine } from './spoolLine.js';
import { SpoolWriter } from './spoolWriter.js';
import { columnsOf, tableNames } from './tableSpecs.js';

/** State of a ledger's folder: which image there is, and how long each spool file is. */
export interface LedgerState {
	readonly image: string | null;
	readonly spool: Readonly<Record<string, number>>;
}

/** The usage part of a ledger, laid out to be read at once, without a database. */
export interface UsageView {
	/** The folder as it was before the rows were read: what came later is taken from the spool. */
	readonly state: LedgerState;
	/** Organization that the rows are of. */
	readonly orgId: string;
	readonly schemaVersion: number;
	/** Not earlier than any stamp in the rows. */
	readonly stamp: number;
	readonly calls: PackedCalls;
	readonly sessions: readonly Session[];
	/** Cursors of the transcripts: path and JSON. */
	readonly marks: readonly (readonly [path: string, mark: string])[];
}

/** A row that was spooled since the view was made. */
export type SpooledRow = Readonly<Record<string, string | number | null>>;

/** What was spooled since the view was made, in the order of its stamps. */
export interface SpooledSince {
	readonly stamp: number;
	readonly tables: Readonly<Record<string, readonly SpooledRow[]>>;
}

const format = 'outlay.usage-view/2';
const prefixBytes = 16;
/** More spool than this is better taken in by the ledger itself, which then makes a new image of it. */
const mostSpoolBytes = 512 * 1024;
const mostSpoolFiles = 64;

const viewPath = (dir: string): string => join(dir, 'usage.view');

// The view waits for the disk instead of for a thread that waits for it: it stands before every answer, and each of its
// small reads would otherwise wait for two threads to be woken. It runs in a process or a thread of its own.

/** The state of a ledger's folder now. */
export function ledgerState(dir: string): LedgerState {
	const paths = ledgerPaths(dir);
	const spool: Record<string, number> = {};
	for (const name of namesIn(paths)) spool[name] = statSync(join(paths.spool, name)).size;
	try {
		const { size, mtimeMs, ino } = statSync(paths.image);
		return { image: `${size} ${mtimeMs} ${ino}`, spool };
	} catch (error) {
		if (isMissing(error)) return { image: null, spool };
		throw error;
	}
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

/** The arrays of a view, in the order they lie in behind the header; each begins at a multiple of eight bytes. */
const arraysOf = ({
	keys,
	keyOfRow,
	cells,
}: PackedCalls): readonly (Float64Array | Uint32Array | Uint8Array)[] => [
	cells,
	keyOfRow,
	keys.ends,
	keys.hashes,
	keys.bytes,
];

/** Lengths in elements, in the same order. */
type ArrayLengths = readonly [number, number, number, number, number];

const padded = (bytes: number): number => Math.ceil(bytes / 8) * 8;

/** Writes the view, whole or not at all. */
export async function writeUsageView(dir: string, view: UsageView): Promise<void> {
	const { state, orgId, schemaVersion, stamp, sessions, marks, calls } = view;
	const arrays = arraysOf(calls);
	const header = JSON.stringify({
		...{ format, state, orgId, schemaVersion, stamp, sessions, marks },
		...{ texts: calls.texts, nested: [...calls.nested], lengths: arrays.map(({ length }) => length) },
	});
	const headerBytes = padded(Buffer.byteLength(header) + prefixBytes) - prefixBytes;
	const prefix = String(headerBytes).padStart(prefixBytes, '0');
	const path = viewPath(dir);
	const partial = `${path}.${process.pid}`;
	const file = await open(partial, 'w', 0o600);
	try {
		await file.writeFile(prefix + header + ' '.repeat(headerBytes - Buffer.byteLength(header)));
		for (const { buffer, byteOffset, byteLength } of arrays) {
			await file.writeFile(new Uint8Array(buffer, byteOffset, byteLength));
			await file.writeFile(new Uint8Array(padded(byteLength) - byteLength));
		}
	} finally {
		await file.close();
	}
	await rename(partial, path);
}

type Header = Omit<UsageView, 'calls'> & {
	readonly format: string;
	readonly lengths: ArrayLengths;
	readonly texts: readonly (string | null)[];
	readonly nested: readonly (readonly [number, readonly NestedCall[]])[];
};

/** The header of a view; null when it is damaged or another format's. */
function headerOf(json: string): Header | null {
	try {
		const header = JSON.parse(json) as Header;
		return header.format === format ? header : null;
	} catch (error) {
		if (error instanceof SyntaxError) return null;
		throw error;
	}
}

/** The file's bytes in memory of their own, so that numbers in it can be looked at in place. */
function bytesOf(path: string): ArrayBuffer | null {
	try {
		const file = openSync(path, 'r');
		try {
			const { size } = fstatSync(file);
			const bytes = new Uint8Array(size);
			const bytesRead = readSync(file, bytes, 0, size, 0);
			return bytesRead === size && size >= prefixBytes ? bytes.buffer : null;
		} finally {
			closeSync(file);
		}
	} catch (error) {
		if (isMissing(error)) return null;
		throw error;
	}
}

/** The calls of a view; null when the file is not as long as its header says. */
function callsIn(buffer: ArrayBuffer, begin: number, { lengths, texts, nested }: Header): PackedCalls | null {
	const [cellCount, rows, keys, hashes, keyBytes] = lengths;
	let at = begin;
	const take = (length: number, width: number): number => {
		const from = at;
		at += padded(length * width);
		return from;
	};
	const places = [
		take(cellCount, 8),
		take(rows, 4),
		take(keys, 4),
		take(hashes, 4),
		take(keyBytes, 1),
	] as const;
	if (at !== buffer.byteLength) return null;
	return {
		cells: new Float64Array(buffer, places[0], cellCount),
		keyOfRow: new Uint32Array(buffer, places[1], rows),
		keys: {
			ends: new Uint32Array(buffer, places[2], keys),
			hashes: new Uint32Array(buffer, places[3], hashes),
			bytes: new Uint8Array(buffer, places[4], keyBytes),
		},
		texts,
		nested: new Map(nested),
	};
}

/** The view and what was spooled since; null when there is none, or when the ledger itself must be asked. */
export function readUsageView(dir: string): { view: UsageView; since: readonly SpooledSince[] } | null {
	const buffer = bytesOf(viewPath(dir));
	if (buffer === null) return null;
	const bytes = Buffer.from(buffer);
	const headerEnd = prefixBytes + Number(bytes.toString('latin1', 0, prefixBytes));
	if (!(headerEnd <= bytes.length) || headerEnd % 8 !== 0) return null;
	const header = headerOf(bytes.toString('utf8', prefixBytes, headerEnd));
	const calls = header === null ? null : callsIn(buffer, headerEnd, header);
	if (header === null || calls === null) return null;
	const since = spooledSince(ledgerPaths(dir), header.state);
	return since === null ? null : { view: { ...header, calls }, since };
}

/** What was spooled since a state; null when it cannot be told from the spool alone. */
function spooledSince(paths: LedgerPaths, old: LedgerState): SpooledSince[] | null {
	const now = ledgerState(paths.dir);
	if (now.image !== old.image || Object.keys(now.spool).length > mostSpoolFiles) return null;
	if (Object.keys(old.spool).some((name) => (now.spool[name] ?? -1) < (old.spool[name] ?? 0))) return null;
	const entries: SpooledSince[] = [];
	let read = 0;
	for (const [name, size] of Object.entries(now.spool)) {
		const from = old.spool[name] ?? 0;
		read += size - from;
		if (size === from) continue;
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
