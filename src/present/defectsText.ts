import { hitByTier, type DefectsFound } from '../core/outcomes/defectDocument.js';
import { inferredErrorOf, inferredErrorSentence } from '../core/outcomes/defectError.js';
import type { FixVerdict } from '../core/outcomes/defectFix.js';

const shownCandidates = 5;
const percent = (share: number): string => `${Math.round(share * 100)} %`;

/** The verdicts on some fixes for a person: what each seems to repair, why, and the other candidates. */
export function fixesText(fixes: readonly FixVerdict[], windowDays: number | null): string {
	const verdicts = fixes
		.map(({ fix, candidates, inducing, why }) => {
			const head =
				inducing === null
					? `${fix.slice(0, 12)} accuses nobody`
					: `${fix.slice(0, 12)} seems to repair ${inducing.slice(0, 12)}`;
			const rows = candidates.slice(0, shownCandidates).map(({ commit, lines, ageDays, likelihood }) => {
				const count = `${lines} line${lines === 1 ? '' : 's'}`.padStart(9);
				const age = `${ageDays.toFixed(1)} days before`;
				return `  ${commit.slice(0, 12)}  ${count}  ${age}  ${percent(likelihood)} likely`;
			});
			const rest = candidates.length - rows.length;
			return [head, `  ${why}`, ...rows, ...(rest > 0 ? [`  and ${rest} more`] : [])].join('\n');
		})
		.join('\n\n');
	return `${verdicts}\n\n${inferredErrorSentence(inferredErrorOf(windowDays))}`;
}

/** The defects that the report counts, for a person: the sums first, then each with its reason. */
export function defectsText(found: DefectsFound): string {
	const { windowDays, maturePullRequests, immaturePullRequests, defects } = found;
	const tiers = hitByTier(defects).map(({ tier, pullRequests }) => `${pullRequests} ${tier}`);
	const head = [
		`${maturePullRequests} merged pull requests were watched for ${windowDays} days; ${immaturePullRequests} merged too late to tell.`,
		`With a defect, each tier including those before it: ${tiers.join(', ')}.`,
		inferredErrorSentence(),
	];
	const rows = defects.map(
		({ repo, number, tier, ageDays, why }) =>
			`${repo}#${number}  ${tier}, ${ageDays.toFixed(1)} days after\n  ${why}`,
	);
	return [...head, '', ...rows].join('\n').trimEnd();
}
