import type { BilledSpend } from '../core/organization/records.js';
import type { Ledger } from './ledger.js';
import type { BilledUsageRow } from './schema.js';

/** The row of some billed spend. */
export function billedRow(orgId: string, spend: BilledSpend): BilledUsageRow {
	return { orgId, ...spend, tokens: null };
}

/** Without the hidden stamp of writing. */
const columns = [
	'orgId',
	'day',
	'actorId',
	'product',
	'model',
	'workspaceId',
	'tokenKind',
	'amountMicros',
	'listMicros',
	'currency',
	'tokens',
	'requests',
	'rawAmount',
	'source',
] as const satisfies readonly (keyof BilledUsageRow)[];

const keyOf = (
	row: Pick<BilledUsageRow, 'actorId' | 'product' | 'model' | 'workspaceId' | 'tokenKind'>,
): string => JSON.stringify([row.actorId, row.product, row.model, row.workspaceId, row.tokenKind]);

/** Billed spend of a range of UTC days (`untilDay` exclusive), in the order of day and key. */
export async function readBilled(
	ledger: Ledger,
	sinceDay: string,
	untilDay: string,
): Promise<BilledUsageRow[]> {
	return ledger.db
		.selectFrom('billedUsage')
		.select(columns)
		.where('orgId', '=', ledger.orgId)
		.where('day', '>=', sinceDay)
		.where('day', '<', untilDay)
		.orderBy('day')
		.orderBy('actorId')
		.orderBy('product')
		.orderBy('model')
		.orderBy('workspaceId')
		.orderBy('tokenKind')
		.execute();
}

/**
 * Rows that put a day right: the vendor revises days, and what a new reading no longer has (or an older report had
 * under other keys) must not count twice. They become zero; the ledger forgets nothing.
 */
export async function correctionsOf(
	ledger: Ledger,
	day: string,
	read: ReadonlySet<string>,
): Promise<BilledUsageRow[]> {
	const kept = await ledger.db
		.selectFrom('billedUsage')
		.select(columns)
		.where('orgId', '=', ledger.orgId)
		.where('day', '=', day)
		.where('amountMicros', '!=', 0)
		.execute();
	return kept
		.filter((row) => !read.has(keyOf(row)))
		.map((row) => ({ ...row, amountMicros: 0, listMicros: 0, rawAmount: '0', requests: 0 }));
}

/** Key of a spend within its day, for `correctionsOf`. */
export const billedKey = (spend: BilledSpend): string => keyOf(spend);
