import { CallColumns, type CallContext } from '../core/usage/callColumns.js';
import type { CallBlock, StoredContext } from './callBlock.js';
import { nestedOf, originOf, readRolledUp, type CallSource } from './calls.js';

/** Blocks behind columns, for the few calls of which the id is asked for. */
class BlockIds {
	readonly #parts: {
		readonly begin: number;
		readonly ids: CallBlock['ids'];
		readonly rows: readonly number[];
	}[] = [];
	/** Ids of one block at a time: all of them together would be as large as the columns. */
	#last: { readonly ids: CallBlock['ids']; readonly unpacked: readonly string[] } | null = null;

	/** Notes that the rows from `begin` on are those of a block that count. */
	add(begin: number, { ids, rows, gone }: CallBlock): void {
		const counted =
			gone.size === 0 ? [] : Array.from({ length: rows }, (_, row) => row).filter((row) => !gone.has(row));
		this.#parts.push({ begin, ids, rows: counted });
	}

	idAt(row: number): string {
		const part = this.#parts.findLast(({ begin }) => begin <= row);
		if (part === undefined) return '';
		const at = row - part.begin;
		if (this.#last?.ids !== part.ids) this.#last = { ids: part.ids, unpacked: part.ids() };
		return this.#last.unpacked[part.rows[at] ?? at] ?? '';
	}
}

/** Every remembered call, in columns; what was rolled up stands for several. */
export function readCallColumns(ledger: CallSource): CallColumns {
	let rolledUp = 0;
	ledger.scan('SELECT count(*) FROM "callRollup"', [], ([count]) => (rolledUp = Number(count)));
	const ids = new BlockIds();
	const columns = new CallColumns(ledger.calls.count() + rolledUp, (row) => ids.idAt(row));
	const places = shareContexts(ledger, columns);
	for (const block of ledger.calls.blocksIn(ledger.orgId)) {
		ids.add(columns.length, block);
		const contexts = new Int32Array(block.rows);
		for (let row = 0; row < block.rows; row++) contexts[row] = places[block.contextIds[row] ?? 0] ?? -1;
		for (const row of block.gone) contexts[row] = -1;
		const nested = Array.from(block.nested, ([row, json]) => [row, nestedOf(json)] as const);
		columns.addRows(block, contexts, new Map(nested));
	}
	readRolledUp(ledger, null, (call) => columns.add(columns.share(call), call));
	return columns;
}

/** Notes what calls share in the columns; gives the place of each by its id in the ledger, which numbers them from 1. */
function shareContexts(ledger: CallSource, columns: CallColumns): readonly number[] {
	const places: number[] = [];
	for (const [contextId, context] of ledger.calls.contexts(ledger.orgId)) {
		places[contextId] = columns.share(hasOrigin(context) ? context : { ...context, origin: 'main' });
	}
	return places;
}

/** True for what was stored as it is known; no second object is made of it then. */
function hasOrigin(context: StoredContext): context is StoredContext & CallContext {
	return originOf(context.origin) === context.origin;
}
