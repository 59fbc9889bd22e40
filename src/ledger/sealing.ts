import type { SqlValue } from 'sql.js';
import { countNames, mostCallsOfBlock, type SealedCall } from './callBlock.js';
import { callPrint } from './packedCalls.js';
import type { RowStore } from './rowStore.js';

/** Calls that are worth packing: each time the newest block of a month is packed anew. */
const leastToSeal = 8192;
/** Calls taken at once; the table of those not packed has no order of time, so it is walked through each time. */
const mostAtOnce = 4 * mostCallsOfBlock;

const columns = ['callId', 'contextId', 'atMs', ...countNames, 'nested']
	.map((name) => `"${name}"`)
	.join(', ');

/** The month of an instant, in UTC. */
function monthOf(atMs: number): { sinceMs: number; untilMs: number } {
	const date = new Date(atMs);
	const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
	return { sinceMs: Date.UTC(year, month), untilMs: Date.UTC(year, month + 1) };
}

function sealedCallOf(orgId: string, row: readonly SqlValue[]): SealedCall {
	const callId = String(row[0]);
	const nested = row[3 + countNames.length] ?? null;
	return {
		callId,
		print: callPrint(orgId, callId),
		contextId: Number(row[1]),
		atMs: Number(row[2]),
		counts: row.slice(3, 3 + countNames.length).map(Number),
		nested: nested === null ? null : String(nested),
	};
}

/**
 * Packs the calls that are not packed yet, once there are many: in columns they need half the room, and a period is
 * read without stepping through rows. Gives the number of calls packed. Part of a compaction, never of a write.
 */
export function sealCalls(store: RowStore, least = leastToSeal): number {
	const { database, calls } = store;
	const loose = Number(database.exec('SELECT count(*) FROM "callRow"')[0]?.values[0]?.[0] ?? 0);
	if (loose < least) return 0;
	database.run('BEGIN');
	for (const [orgId, org] of calls.organizations) {
		while (sealOldest(store, orgId, org) > 0);
	}
	database.run('COMMIT');
	return loose;
}

/** Packs the oldest calls of an organisation that fall in one month, as many as are taken at once. */
function sealOldest({ database, scan, calls }: RowStore, orgId: string, org: number): number {
	const first = database.exec('SELECT min("atMs") FROM "callRow" WHERE "orgCode" = ?', [org])[0]
		?.values[0]?.[0];
	if (typeof first !== 'number') return 0;
	const month = monthOf(first);
	const fresh: SealedCall[] = [];
	scan(
		`SELECT ${columns} FROM "callRow" WHERE "orgCode" = ? AND "atMs" < ? ORDER BY "atMs", "callId" LIMIT ?`,
		[org, month.untilMs, mostAtOnce],
		(row) => fresh.push(sealedCallOf(orgId, row)),
	);
	const last = fresh.at(-1);
	if (last === undefined) return 0;
	calls.sealed.seal(org, month, fresh);
	database.run('DELETE FROM "callRow" WHERE "orgCode" = ? AND ("atMs", "callId") <= (?, ?)', [
		org,
		last.atMs,
		last.callId,
	]);
	return fresh.length;
}

/** Puts the calls of a block back among those that are not packed, for work that SQL does on them. */
export function unsealBlock({ database, calls }: RowStore, blockId: number): void {
	const orgCode = calls.sealed.blockIds().find((block) => block.blockId === blockId)?.orgCode ?? null;
	const insert = database.prepare(
		`INSERT INTO "callRow" ("orgCode", ${columns}) VALUES (${['?', ...columns.split(', ')].map(() => '?').join(', ')})`,
	);
	try {
		for (const { callId, contextId, atMs, counts, nested } of calls.sealed.callsOf(blockId)) {
			insert.run([orgCode, callId, contextId, atMs, ...counts, nested]);
		}
	} finally {
		insert.free();
	}
	calls.sealed.drop(blockId);
}

/** Takes packed calls out for good, also what a block still holds of one that left it; gives the number that counted. */
export function removeSealed(
	{ calls }: RowStore,
	isRemoved: (call: SealedCall, orgCode: number) => boolean,
): number {
	let removed = 0;
	for (const { blockId, orgCode } of calls.sealed.blockIds()) {
		const all = calls.sealed.storedCallsOf(blockId);
		if (!all.some(({ call }) => isRemoved(call, orgCode))) continue;
		const counted = calls.sealed.callsOf(blockId);
		const kept = counted.filter((call) => !isRemoved(call, orgCode));
		removed += counted.length - kept.length;
		calls.sealed.drop(blockId);
		calls.sealed.add(orgCode, kept);
	}
	return removed;
}
