import type { Call } from '../../../src/core/usage/call.js';

/** A call of Sonnet 4.5 with 1000 tokens in and 2000 out ($0.033), changed where a test says so. */
export function aCall(change: Partial<Call>): Call {
	return {
		callId: 'msg_1',
		sessionId: 'session-1',
		origin: 'main',
		atMs: Date.parse('2026-05-10T12:00:00Z'),
		model: 'claude-sonnet-4-5-20250929',
		speed: null,
		serviceTier: null,
		inferenceGeo: null,
		inputTokens: 1000,
		outputTokens: 2000,
		cacheWrite5mTokens: 0,
		cacheWrite1hTokens: 0,
		cacheReadTokens: 0,
		webSearches: 0,
		nested: [],
		outputIsPartial: false,
		version: '2.1.278',
		cwd: '/home/dev/app',
		branch: 'main',
		...change,
	};
}
