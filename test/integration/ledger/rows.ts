import { callRowsOf } from '../../../src/ledger/callRows.js';
import type { StoredCalls } from '../../../src/ledger/ledger.js';
import type { CallRow } from '../../../src/ledger/schema.js';
import { columnsOf } from '../../../src/ledger/tableSpecs.js';

/** Every remembered call, in the order of organisation and id. */
export const callsIn = ({ calls }: { readonly calls: StoredCalls }, orgIds = ['local']): CallRow[] =>
	[...callRowsOf(calls, orgIds)].sort(
		(one, two) =>
			(one.orgId < two.orgId ? -1 : one.orgId > two.orgId ? 1 : 0) || (one.callId < two.callId ? -1 : 1),
	);

/** The same as bare values, in the order of the table's columns. */
export const callValuesIn = (source: { readonly calls: StoredCalls }, orgIds = ['local']): unknown[][] =>
	callsIn(source, orgIds).map((row) => columnsOf('call').map(([name]) => row[name as keyof CallRow] ?? null));

/** A call for tests. */
export function callRow(callId: string, over: Partial<CallRow> = {}): CallRow {
	return {
		orgId: 'local',
		callId,
		sessionId: 'session-1',
		origin: 'main',
		atMs: 1_790_000_000_000,
		model: 'claude-opus-5-5',
		speed: 'standard',
		serviceTier: 'standard',
		inferenceGeo: null,
		inputTokens: 12,
		outputTokens: 345,
		cacheWrite5mTokens: 0,
		cacheWrite1hTokens: 6789,
		cacheReadTokens: 45_678,
		webSearches: 0,
		nested: null,
		outputIsPartial: 0,
		version: '2.1.180',
		cwd: '/home/ada/app',
		branch: 'main',
		...over,
	};
}
