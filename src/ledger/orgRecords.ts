import type { Ledger } from './ledger.js';
import type { OrgRecordRow } from './schema.js';

/** Kinds of facts about the organization that are kept, each as one JSON document a key. */
export type OrgRecordKind =
	| 'member'
	| 'departed'
	| 'actor'
	| 'group'
	| 'effective-limit'
	| 'configured-limit'
	| 'increase-request'
	| 'api-key'
	| 'workspace'
	| 'rate-limit'
	| 'usage-day'
	| 'managed-policy'
	| 'activity'
	| 'activity-summary'
	| 'key-day'
	| 'claude-code-day'
	| 'alert'
	| 'decision'
	/** When each kind was last read as a whole; key: the kind. */
	| 'sweep';

/** One fact with its age. */
export interface OrgRecord<Value> {
	readonly key: string;
	readonly asOfMs: number;
	readonly value: Value;
}

/** Rows of some facts, all of one time. */
export function orgRows<Value>(
	orgId: string,
	kind: OrgRecordKind,
	asOfMs: number,
	values: readonly Value[],
	keyOf: (value: Value) => string,
): OrgRecordRow[] {
	return values.map((value) => ({ orgId, kind, key: keyOf(value), asOfMs, value: JSON.stringify(value) }));
}

/**
 * Facts of one kind. `fromLastSweep` leaves out those that the latest whole reading no longer had (people who left,
 * limits that were removed). The values were checked when they came in.
 */
export async function readOrgRecords<Value>(
	ledger: Ledger,
	kind: OrgRecordKind,
	which: 'all' | 'fromLastSweep' = 'all',
): Promise<OrgRecord<Value>[]> {
	const rows = await ledger.db
		.selectFrom('orgRecord')
		.select(['key', 'asOfMs', 'value'])
		.where('orgId', '=', ledger.orgId)
		.where('kind', '=', kind)
		.orderBy('key')
		.execute();
	const sweptAtMs = which === 'all' ? null : await lastSweepMs(ledger, kind);
	return rows
		.filter(({ asOfMs }) => sweptAtMs === null || asOfMs >= sweptAtMs)
		.map(({ key, asOfMs, value }) => ({ key, asOfMs, value: JSON.parse(value) as Value }));
}

/** When a kind was last read as a whole; null when never. */
export async function lastSweepMs(ledger: Ledger, kind: OrgRecordKind): Promise<number | null> {
	const row = await ledger.db
		.selectFrom('orgRecord')
		.select('asOfMs')
		.where('orgId', '=', ledger.orgId)
		.where('kind', '=', 'sweep')
		.where('key', '=', kind)
		.executeTakeFirst();
	return row?.asOfMs ?? null;
}

/** Writes a whole reading of one kind, and that it was whole. */
export async function writeSweep<Value>(
	ledger: Ledger,
	kind: OrgRecordKind,
	asOfMs: number,
	values: readonly Value[],
	keyOf: (value: Value) => string,
): Promise<void> {
	const sweep = { orgId: ledger.orgId, kind: 'sweep', key: kind, asOfMs, value: String(values.length) };
	await ledger.write({ orgRecord: [...orgRows(ledger.orgId, kind, asOfMs, values, keyOf), sweep] });
}
