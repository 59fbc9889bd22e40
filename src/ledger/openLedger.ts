import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { Problem } from '../core/problem.js';
import type { Ledger, LedgerBatch } from './ledger.js';
import { RowStore } from './rowStore.js';
import { schemaVersion } from './schemaVersion.js';
import { entryOf, type SpoolEntry } from './spoolEntry.js';
import { SpoolFollower } from './spoolFollower.js';
import { formatLine } from './spoolLine.js';
import { SpoolWriter } from './spoolWriter.js';
import { sqlEngine } from './sqlEngine.js';

export interface LedgerOptions {
	/** Folder of the ledger; created when missing. */
	readonly dir: string;
	readonly orgId: string;
	/** Milliseconds since the epoch. */
	now(): number;
}

/** Opens the ledger in a folder, which any number of processes may have open at the same time. */
export async function openLedger(options: LedgerOptions): Promise<Ledger> {
	const { dir, orgId } = options;
	const spoolDir = join(dir, 'spool');
	await mkdir(spoolDir, { recursive: true, mode: 0o700 });
	const problems: Problem[] = [];
	const store = new RowStore(await sqlEngine(), null);
	const follower = new SpoolFollower(spoolDir, problems);
	const writer = new SpoolWriter(join(spoolDir, `${hostname()}-${process.pid}-${randomUUID()}.ndjson`));
	let lastStamp = 0;
	const take = async (entries: readonly SpoolEntry[]): Promise<boolean> => {
		for (const { stamp } of entries) lastStamp = Math.max(lastStamp, stamp);
		await store.apply(entries);
		return entries.length > 0;
	};
	await take(await follower.read());
	return {
		orgId,
		db: store.db,
		problems,
		scan: (sql, parameters, visit) => store.scan(sql, parameters, visit),
		write: async (batch: LedgerBatch) => {
			lastStamp = Math.max(options.now(), lastStamp + 1);
			const entry = entryOf(batch, schemaVersion, lastStamp);
			await writer.append(formatLine(JSON.stringify(entry)));
			await store.apply([entry]);
		},
		refresh: async () => take(await follower.read()),
		close: async () => {
			await writer.close();
			store.close();
		},
	};
}
