import { callCounts } from '../core/usage/callCounts.js';
import { callHash } from './packedCalls.js';
import type { RowStore } from './rowStore.js';
import { unsealBlock } from './sealing.js';

const slotMs = 15 * 60_000;

/**
 * Prompt sizes above which some model has another price. A price depends on which of these a request's whole input
 * exceeds, so calls on different sides of one are never summed together. A new bound goes to the end.
 */
export const promptTierBounds: readonly number[] = [100_000, 200_000];

const prompt = '("inputTokens" + "cacheReadTokens" + "cacheWrite5mTokens" + "cacheWrite1hTokens")';
const tier = promptTierBounds.map((bound) => `(${prompt} > ${bound})`).join(' + ');
const summed = callCounts.map((name) => `"${name}"`);

/**
 * Replaces the calls before an instant by their sums: one row for each context (session, origin, model, branch,
 * folder, …), quarter hour and price tier. Of each call the hash of its id stays, so that a copy that turns up again
 * is not counted twice. A call with nested runs stays as it is; there are few. Gives the number of calls rolled up.
 */
export function rollUpCalls(store: RowStore, beforeMs: number): number {
	const before = Math.floor(beforeMs / slotMs) * slotMs;
	store.database.create_function('outlay_call_hash', callHash);
	let calls = rollUpLoose(store, before);
	// One block at a time, so that the image grows by no more than that.
	for (const { blockId } of store.calls.sealed.blockIds(before)) {
		if (!hasCallsToRollUp(store, blockId, before)) continue;
		unsealBlock(store, blockId);
		calls += rollUpLoose(store, before);
	}
	return calls;
}

/** A block whose old calls all have nested runs stays as it is. */
function hasCallsToRollUp({ calls }: RowStore, blockId: number, before: number): boolean {
	const { atMs, gone, nested } = calls.sealed.block(blockId);
	return atMs.some((instant, row) => instant < before && !gone.has(row) && !nested.has(row));
}

function rollUpLoose({ database }: RowStore, before: number): number {
	const old = `FROM "callRow" WHERE "atMs" < ${before} AND "nested" IS NULL`;
	const calls = Number(database.exec(`SELECT count(*) ${old}`)[0]?.values[0]?.[0] ?? 0);
	if (calls === 0) return 0;
	const add = ['"calls"', ...summed].map((name) => `${name} = ${name} + excluded.${name}`).join(', ');
	// The statements of one transaction: without a journal there is no way back, but the image is dropped on failure.
	database.run('BEGIN');
	database.run(
		`INSERT INTO "rollupRow" ("contextId", "slotMs", "contextTier", "outputIsPartial", "calls", ${summed.join(', ')})
			SELECT "contextId", "atMs" / ${slotMs} * ${slotMs} AS "slot", ${tier} AS "tier", "outputIsPartial", count(*),
			${summed.map((name) => `sum(${name})`).join(', ')} ${old}
			GROUP BY "contextId", "slot", "tier", "outputIsPartial" ON CONFLICT DO UPDATE SET ${add}`,
	);
	database.run(
		`INSERT OR IGNORE INTO "rolledCall" SELECT CAST(outlay_call_hash(o."orgId", r."callId") AS INTEGER)
			FROM "callRow" r JOIN "orgCode" o ON o."code" = r."orgCode"
			WHERE r."atMs" < ${before} AND r."nested" IS NULL`,
	);
	database.run(`DELETE ${old}`);
	database.run('COMMIT');
	return calls;
}
