import { CallColumns } from '../core/usage/callColumns.js';
import type { BlockHead } from './callBlock.js';
import { readRolledUp, type CallSource } from './calls.js';
import { addBlock, sharePlaces, type PackedParts } from './packedColumns.js';

/** Blocks behind columns, for the few calls of which the id is asked for. */
class BlockIds {
	readonly #parts: {
		readonly begin: number;
		readonly ids: BlockHead['ids'];
		readonly rows: readonly number[];
	}[] = [];
	/** Ids of one block at a time: all of them together would be as large as the columns. */
	#last: { readonly ids: BlockHead['ids']; readonly unpacked: readonly string[] } | null = null;

	/** Notes that the rows from `begin` on are those of a block that count. */
	add(begin: number, { ids, rows, gone }: BlockHead): void {
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

/**
 * Every remembered call, in columns; what was rolled up stands for several. With `ahead` the blocks that were unpacked
 * before are taken, and no block is unpacked here.
 */
export function readCallColumns(ledger: CallSource, ahead: PackedParts | null = null): CallColumns {
	let rolledUp = 0;
	ledger.scan('SELECT count(*) FROM "callRollup"', [], ([count]) => (rolledUp = Number(count)));
	const ids = new BlockIds();
	const columns = ahead === null ? new CallColumns(0) : CallColumns.ofParts(ahead.columns);
	columns.nameRows((row) => ids.idAt(row));
	columns.reserve(ledger.calls.count() + rolledUp);
	const places =
		ahead === null ? readBlocks(ledger, columns, ids) : takeBlocks(ledger, columns, ahead.contextIds, ids);
	const loose = ledger.calls.looseIn(ledger.orgId);
	if (loose !== null) {
		ids.add(columns.length, loose);
		addBlock(columns, loose, places, loose.gone);
	}
	// Looking for what is not there would go through every context.
	if (rolledUp > 0) readRolledUp(ledger, null, (call) => columns.add(columns.share(call), call));
	return columns;
}

/** Unpacks the blocks of the ledger into columns; gives the place of each context by its id. */
function readBlocks({ calls, orgId }: CallSource, columns: CallColumns, ids: BlockIds): number[] {
	const places = sharePlaces(calls.contexts(orgId), columns);
	for (const block of calls.sealedIn(orgId)) {
		ids.add(columns.length, block);
		addBlock(columns, block, places, block.gone);
	}
	return places;
}

/** Takes out of columns that hold every row of the blocks those that do not count any more. */
function takeBlocks(
	{ calls, orgId }: CallSource,
	columns: CallColumns,
	contextIds: readonly number[],
	ids: BlockIds,
): number[] {
	const gone: number[] = [];
	let begin = 0;
	for (const head of calls.headsIn(orgId)) {
		ids.add(begin - gone.length, head);
		gone.push(...[...head.gone].sort((one, two) => one - two).map((row) => begin + row));
		begin += head.rows;
	}
	columns.drop(gone);
	const places: number[] = [];
	for (const [place, contextId] of contextIds.entries()) places[contextId] = place;
	return sharePlaces(calls.contexts(orgId, contextIds.at(-1) ?? 0), columns, places);
}
