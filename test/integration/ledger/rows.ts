import type { CallRow } from '../../../src/ledger/schema.js';

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
