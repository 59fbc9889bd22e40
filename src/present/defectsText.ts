import type { FixVerdict } from '../core/outcomes/defectFix.js';

const shownCandidates = 5;

/** The verdicts on some fixes for a person: what each repairs, why, and the other candidates. */
export function fixesText(fixes: readonly FixVerdict[]): string {
	return fixes
		.map(({ fix, candidates, inducing, why }) => {
			const head =
				inducing === null
					? `${fix.slice(0, 12)} accuses nobody`
					: `${fix.slice(0, 12)} repairs ${inducing.slice(0, 12)}`;
			const rows = candidates.slice(0, shownCandidates).map(({ commit, lines, ageDays }) => {
				const count = `${lines} line${lines === 1 ? '' : 's'}`.padStart(9);
				return `  ${commit.slice(0, 12)}  ${count}  ${ageDays.toFixed(1)} days before`;
			});
			const rest = candidates.length - rows.length;
			return [head, `  ${why}`, ...rows, ...(rest > 0 ? [`  and ${rest} more`] : [])].join('\n');
		})
		.join('\n\n');
}
