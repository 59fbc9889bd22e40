import type { Call, NestedCall } from '../core/usage/call.js';
import type { CallBlock, StoredContext } from './callBlock.js';
import type { Ledger, StoredValue } from './ledger.js';
import type { CallRow } from './schema.js';

/** The row of a call. `ownerSinceMs` is when its session began: of two owners the earlier one keeps the call. */
export function callRow(orgId: string, call: Call, ownerSinceMs: number | null): CallRow {
	return {
		orgId,
		callId: call.callId,
		sessionId: call.sessionId,
		origin: call.origin,
		ownerSinceMs,
		atMs: call.atMs,
		model: call.model,
		speed: call.speed,
		serviceTier: call.serviceTier,
		inferenceGeo: call.inferenceGeo,
		inputTokens: call.inputTokens,
		outputTokens: call.outputTokens,
		cacheWrite5mTokens: call.cacheWrite5mTokens,
		cacheWrite1hTokens: call.cacheWrite1hTokens,
		cacheReadTokens: call.cacheReadTokens,
		webSearches: call.webSearches,
		nested: call.nested.length === 0 ? null : JSON.stringify(call.nested),
		outputIsPartial: call.outputIsPartial ? 1 : 0,
		version: call.version,
		cwd: call.cwd,
		branch: call.branch,
	};
}

const text = (value: StoredValue | undefined): string => String(value ?? '');
const textOrNull = (value: StoredValue | undefined): string | null =>
	value === null || value === undefined ? null : String(value);
const integer = (value: StoredValue | undefined): number => Number(value ?? 0);

/** The call of a row. */
export function callOfRow(row: CallRow): Call {
	return {
		callId: row.callId,
		sessionId: row.sessionId,
		origin: originOf(row.origin),
		atMs: row.atMs,
		model: row.model,
		speed: row.speed,
		serviceTier: row.serviceTier,
		inferenceGeo: row.inferenceGeo,
		inputTokens: row.inputTokens,
		outputTokens: row.outputTokens,
		cacheWrite5mTokens: row.cacheWrite5mTokens,
		cacheWrite1hTokens: row.cacheWrite1hTokens,
		cacheReadTokens: row.cacheReadTokens,
		webSearches: row.webSearches,
		nested: nestedOf(row.nested),
		outputIsPartial: row.outputIsPartial === 1,
		version: row.version,
		cwd: row.cwd,
		branch: row.branch,
	};
}

export const originOf = (origin: string): Call['origin'] => (origin === 'subagent' ? 'subagent' : 'main');

export const nestedOf = (json: string | null | undefined): readonly NestedCall[] =>
	json === null || json === undefined ? [] : (JSON.parse(json) as NestedCall[]);

/** What is needed of a ledger to read its calls. */
export type CallSource = Pick<Ledger, 'orgId' | 'scan' | 'calls'>;

type Span = { readonly sinceMs: number; readonly untilMs: number } | null;

/**
 * Every remembered call of a span (all of them without one), oldest first. Old history that was rolled up comes as
 * one call a quarter hour that `standsFor` several.
 */
export function readCalls(ledger: CallSource, span: Span = null): Call[] {
	const calls: Call[] = [];
	const contexts = ledger.calls.contexts(ledger.orgId);
	for (const block of ledger.calls.blocksIn(ledger.orgId, span)) {
		const ids = block.ids();
		for (let row = 0; row < block.rows; row++) {
			const atMs = block.atMs[row] ?? 0;
			if (span !== null && (atMs < span.sinceMs || atMs >= span.untilMs)) continue;
			const context = contexts.get(block.contextIds[row] ?? 0);
			if (context !== undefined && !block.gone.has(row))
				calls.push(callInBlock(block, row, ids[row] ?? '', context));
		}
	}
	readRolledUp(ledger, span, (call) => calls.push(call));
	return calls.sort((one, two) => one.atMs - two.atMs || (one.callId < two.callId ? -1 : 1));
}

// Written out, because it runs for every call.
function callInBlock(block: CallBlock, row: number, callId: string, context: StoredContext): Call {
	return {
		callId,
		sessionId: context.sessionId,
		origin: originOf(context.origin),
		atMs: block.atMs[row] ?? 0,
		model: context.model,
		speed: context.speed,
		serviceTier: context.serviceTier,
		inferenceGeo: context.inferenceGeo,
		inputTokens: block.inputTokens[row] ?? 0,
		outputTokens: block.outputTokens[row] ?? 0,
		cacheWrite5mTokens: block.cacheWrite5mTokens[row] ?? 0,
		cacheWrite1hTokens: block.cacheWrite1hTokens[row] ?? 0,
		cacheReadTokens: block.cacheReadTokens[row] ?? 0,
		webSearches: block.webSearches[row] ?? 0,
		nested: nestedOf(block.nested.get(row)),
		outputIsPartial: block.outputIsPartial[row] === 1,
		version: context.version,
		cwd: context.cwd,
		branch: context.branch,
	};
}

const rollupColumns = [
	'sessionId',
	'origin',
	'slotMs',
	'model',
	'speed',
	'serviceTier',
	'inferenceGeo',
	'inputTokens',
	'outputTokens',
	'cacheWrite5mTokens',
	'cacheWrite1hTokens',
	'cacheReadTokens',
	'webSearches',
	'outputIsPartial',
	'version',
	'cwd',
	'branch',
	'calls',
].map((name) => `"${name}"`);

/** Hands over rolled-up history. It has no ids of its own; these are unique among what is read at once. */
export function readRolledUp(ledger: CallSource, span: Span, visit: (call: Call) => void): void {
	let index = 0;
	ledger.scan(
		`SELECT ${rollupColumns.join(', ')} FROM "callRollup" WHERE "orgId" = ?
			${span === null ? '' : 'AND "slotMs" >= ? AND "slotMs" < ?'}`,
		span === null ? [ledger.orgId] : [ledger.orgId, span.sinceMs, span.untilMs],
		(row) =>
			visit({
				callId: `rollup-${integer(row[2])}-${index++}`,
				sessionId: text(row[0]),
				origin: originOf(text(row[1])),
				atMs: integer(row[2]),
				model: text(row[3]),
				speed: textOrNull(row[4]),
				serviceTier: textOrNull(row[5]),
				inferenceGeo: textOrNull(row[6]),
				inputTokens: integer(row[7]),
				outputTokens: integer(row[8]),
				cacheWrite5mTokens: integer(row[9]),
				cacheWrite1hTokens: integer(row[10]),
				cacheReadTokens: integer(row[11]),
				webSearches: integer(row[12]),
				nested: [],
				outputIsPartial: row[13] === 1,
				version: textOrNull(row[14]),
				cwd: textOrNull(row[15]),
				branch: textOrNull(row[16]),
				standsFor: integer(row[17]),
			}),
	);
}

/** Owners of some calls as the ledger knows them, by call id. */
export function readCallOwners(
	ledger: Pick<Ledger, 'orgId' | 'calls'>,
	callIds: readonly string[],
): Map<string, string> {
	const owners = new Map<string, string>();
	for (const callId of callIds) {
		const sessionId = ledger.calls.sessionOf(ledger.orgId, callId);
		if (sessionId !== null) owners.set(callId, sessionId);
	}
	return owners;
}
