import type { Call, NestedCall } from '../core/usage/call.js';
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

const columns = [
	'callId',
	'sessionId',
	'origin',
	'atMs',
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
	'nested',
	'outputIsPartial',
	'version',
	'cwd',
	'branch',
] as const;

const text = (value: StoredValue | undefined): string => String(value ?? '');
const textOrNull = (value: StoredValue | undefined): string | null =>
	value === null || value === undefined ? null : String(value);
const integer = (value: StoredValue | undefined): number => Number(value ?? 0);

/** The call of a row. */
export function callOfRow(row: CallRow): Call {
	return callOf(columns.map((column) => row[column]));
}

function callOf(row: readonly StoredValue[]): Call {
	const nested = textOrNull(row[14]);
	return {
		callId: text(row[0]),
		sessionId: text(row[1]),
		origin: row[2] === 'subagent' ? 'subagent' : 'main',
		atMs: integer(row[3]),
		model: text(row[4]),
		speed: textOrNull(row[5]),
		serviceTier: textOrNull(row[6]),
		inferenceGeo: textOrNull(row[7]),
		inputTokens: integer(row[8]),
		outputTokens: integer(row[9]),
		cacheWrite5mTokens: integer(row[10]),
		cacheWrite1hTokens: integer(row[11]),
		cacheReadTokens: integer(row[12]),
		webSearches: integer(row[13]),
		nested: nested === null ? [] : (JSON.parse(nested) as NestedCall[]),
		outputIsPartial: row[15] === 1,
		version: textOrNull(row[16]),
		cwd: textOrNull(row[17]),
		branch: textOrNull(row[18]),
	};
}

const rollupColumns = [
	...columns.slice(0, columns.indexOf('nested')).map((column) => {
		if (column === 'callId') return `'rollup' AS "callId"`;
		return column === 'atMs' ? '"slotMs"' : `"${column}"`;
	}),
	'NULL AS "nested"',
	...columns.slice(columns.indexOf('nested') + 1).map((column) => `"${column}"`),
	'"calls"',
].join(', ');

/**
 * Every remembered call of a span (all of them without one), oldest first. Old history that was rolled up comes as
 * one call a quarter hour that `standsFor` several.
 */
export function readCalls(
	ledger: Pick<Ledger, 'orgId' | 'scan'>,
	span: { readonly sinceMs: number; readonly untilMs: number } | null = null,
): Call[] {
	const calls: Call[] = [];
	const list = columns.map((column) => `"${column}"`).join(', ');
	const inSpan = span === null ? '' : ' AND "atMs" >= ? AND "atMs" < ?';
	ledger.scan(
		`SELECT ${list} FROM "call" WHERE "orgId" = ?${inSpan} ORDER BY "atMs", "callId"`,
		span === null ? [ledger.orgId] : [ledger.orgId, span.sinceMs, span.untilMs],
		(row) => calls.push(callOf(row)),
	);
	const whole = calls.length;
	ledger.scan(
		`SELECT ${rollupColumns} FROM "callRollup" WHERE "orgId" = ?${inSpan.replaceAll('atMs', 'slotMs')}`,
		span === null ? [ledger.orgId] : [ledger.orgId, span.sinceMs, span.untilMs],
		(row) => calls.push(rolledUp(row, calls.length - whole)),
	);
	return calls.length === whole ? calls : calls.sort((one, two) => one.atMs - two.atMs);
}

/** Rolled-up calls have no id of their own; this one is unique among what is read at once. */
function rolledUp(row: readonly StoredValue[], index: number): Call {
	return {
		...callOf(row),
		callId: `rollup-${integer(row[3])}-${index}`,
		standsFor: integer(row[columns.length]),
	};
}

/** Owners of some calls as the ledger knows them, by call id. */
export function readCallOwners(ledger: Ledger, callIds: readonly string[]): Map<string, string> {
	const owners = new Map<string, string>();
	const most = 500;
	for (let from = 0; from < callIds.length; from += most) {
		const some = callIds.slice(from, from + most);
		ledger.scan(
			`SELECT "callId", "sessionId" FROM "call" WHERE "orgId" = ? AND "callId" IN (${some.map(() => '?').join(', ')})`,
			[ledger.orgId, ...some],
			([callId, sessionId]) => owners.set(text(callId), text(sessionId)),
		);
	}
	return owners;
}
