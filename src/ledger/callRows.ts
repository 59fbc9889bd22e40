import type { StoredCalls } from './ledger.js';
import type { CallRow } from './schema.js';

/** Every remembered call of some organisations as a row; `isWanted` chooses by the id of its context. */
export function* callRowsOf(
	calls: StoredCalls,
	orgIds: Iterable<string>,
	isWanted: (contextId: number) => boolean = () => true,
): Generator<CallRow> {
	for (const orgId of orgIds) {
		const contexts = calls.contexts(orgId);
		for (const block of calls.blocksIn(orgId)) {
			const ids = block.ids();
			for (let row = 0; row < block.rows; row++) {
				const contextId = block.contextIds[row] ?? 0;
				const context = contexts.get(contextId);
				if (block.gone.has(row) || context === undefined || !isWanted(contextId)) continue;
				yield {
					orgId,
					...context,
					callId: ids[row] ?? '',
					atMs: block.atMs[row] ?? 0,
					inputTokens: block.inputTokens[row] ?? 0,
					outputTokens: block.outputTokens[row] ?? 0,
					cacheWrite5mTokens: block.cacheWrite5mTokens[row] ?? 0,
					cacheWrite1hTokens: block.cacheWrite1hTokens[row] ?? 0,
					cacheReadTokens: block.cacheReadTokens[row] ?? 0,
					webSearches: block.webSearches[row] ?? 0,
					nested: block.nested.get(row) ?? null,
					outputIsPartial: block.outputIsPartial[row] ?? 0,
				};
			}
		}
	}
}
