import type { FixVerdict } from './defectFix.js';

/** `inspect defects --fix` as JSON, schema `outlay.defects/1`. Ages in days, four decimals. */
export function fixesDocument(fixes: readonly FixVerdict[]): unknown {
	return {
		schema: 'outlay.defects/1',
		fixes: fixes.map(({ fix, candidates, inducing, why }) => ({
			fix,
			candidates: candidates.map(({ commit, lines, ageDays }) => ({
				commit,
				lines,
				ageDays: Math.round(ageDays * 10_000) / 10_000,
			})),
			inducing,
			why,
		})),
	};
}
