import { CallColumns } from '../core/usage/callColumns.js';
import { openUnchecked } from './imageFile.js';
import { imageNameOf } from './imageTrailer.js';
import { PackedCalls } from './packedCalls.js';
import { addBlock, sharePlaces, type PackedColumns } from './packedColumns.js';
import { schemaVersion } from './schemaVersion.js';
import { sqlEngine } from './sqlEngine.js';

/** Rows more than there are blocks for: calls that are not packed yet mostly find room behind them. */
const spareRows = 16_384;

/**
 * The columns of the blocks in an image, read beside whoever checks its bytes: what comes out counts only when they are
 * found sound. Null where there is no image of this version.
 */
export async function readPackedColumns(path: string, orgId: string): Promise<PackedColumns | null> {
	const image = await openUnchecked(path);
	if (image === null) return null;
	try {
		if (image.trailer.version !== schemaVersion) return null;
		const engine = await sqlEngine();
		const database = new engine.Database(image.bytes.asDatabase());
		try {
			const found = columnsIn(new PackedCalls(database), orgId);
			return found === null ? null : { ...found, imageName: imageNameOf(image.trailer) };
		} finally {
			database.close();
		}
	} finally {
		await image.bytes.close();
	}
}

function columnsIn(calls: PackedCalls, orgId: string): Omit<PackedColumns, 'imageName'> | null {
	const rows = calls.headsIn(orgId).reduce((sum, head) => sum + head.rows, 0);
	const columns = new CallColumns(rows + spareRows);
	const contexts = calls.contexts(orgId);
	const places = sharePlaces(contexts, columns);
	for (const block of calls.sealedIn(orgId)) addBlock(columns, block, places, noneGone);
	calls.free();
	// A row whose context is missing was left out: then rows are not where their blocks say.
	return columns.length === rows ? { contextIds: [...contexts.keys()], columns } : null;
}

const noneGone: ReadonlySet<number> = new Set<number>();
