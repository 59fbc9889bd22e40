import type { Ledger, LedgerBatch } from './ledger.js';
import { RowStore } from './rowStore.js';
import { schemaVersion } from './schemaVersion.js';
import { entryOf } from './spoolEntry.js';

/** A ledger that remembers nothing past `close`: for `--no-ledger` and for tests. */
export async function openMemoryLedger(orgId: string): Promise<Ledger> {
	const store = await RowStore.open(null, 'in memory');
	let stamp = 0;
	return {
		orgId,
		db: store.db,
		calls: store.calls,
		imageName: null,
		problems: [],
		scan: store.scan,
		write: async (batch: LedgerBatch) => store.apply([entryOf(batch, schemaVersion, ++stamp)]),
		watch: () => () => undefined,
		refresh: () => Promise.resolve(false),
		close: () => store.close(),
	};
}
