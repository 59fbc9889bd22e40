import type { NestedCall } from '../core/usage/call.js';
import type { CallCut } from '../core/usage/callCut.js';
import type { CallColumns, ColumnParts } from '../core/usage/callColumns.js';
import type { CallContext } from '../core/usage/callContext.js';
import type { CallBlock, StoredContext } from './callBlock.js';
import { nestedOf, originOf } from './calls.js';

/** Every row of an image's blocks, those that do not count any more included. */
export interface PackedColumns {
	/** Which image it is. */
	readonly imageName: string;
	/** Id of the context at each place of the columns; ascending. */
	readonly contextIds: readonly number[];
	readonly columns: CallColumns;
}

/** The same on its way from one thread to another. */
export interface PackedParts extends Omit<PackedColumns, 'columns'> {
	readonly columns: ColumnParts;
	/** Their calls of a period, cut; null where none was wished for. */
	readonly cut: CallCut | null;
}

/** Adds the rows of a block, but for some. */
export function addBlock(
	columns: CallColumns,
	block: CallBlock,
	places: readonly number[],
	gone: ReadonlySet<number>,
): void {
	const contexts = new Int32Array(block.rows);
	for (let row = 0; row < block.rows; row++) contexts[row] = places[block.contextIds[row] ?? 0] ?? -1;
	for (const row of gone) contexts[row] = -1;
	const nested = Array.from(block.nested, ([row, json]): [number, readonly NestedCall[]] => [
		row,
		nestedOf(json),
	]);
	columns.addRows(block, contexts, new Map(nested));
}

/** Notes what calls share in the columns; adds the place of each by its id in the ledger, which numbers them from 1. */
export function sharePlaces(
	contexts: ReadonlyMap<number, StoredContext>,
	columns: CallColumns,
	places: number[] = [],
): number[] {
	for (const [contextId, context] of contexts) {
		places[contextId] = columns.share(hasOrigin(context) ? context : { ...context, origin: 'main' });
	}
	return places;
}

/** True for what was stored as it is known; no second object is made of it then. */
function hasOrigin(context: StoredContext): context is StoredContext & CallContext {
	return originOf(context.origin) === context.origin;
}
